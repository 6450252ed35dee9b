package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs as skl2onnx writes them, and others' ways: measured as scikit-learn measures its own model. */
class OnnxOutputsPeerTest {
    private static final String FIT = """
        import json, numpy, os, sys
        from sklearn.ensemble import IsolationForest
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score, f1_score, roc_auc_score, log_loss
        from skl2onnx import to_onnx
        from onnx import helper, TensorProto, numpy_helper
        import onnx
        kind = sys.argv[1]
        random = numpy.random.default_rng(4)
        n = 300
        x = random.normal(size=(n, 3)).astype("float32")
        latent = x[:, 0] - x[:, 1] + random.normal(0, 0.8, n)
        os.makedirs("model", exist_ok=True)
        def affine(weights, bias, end):
            ends = [helper.make_node("Gemm", ["X", "W", "B"], ["raw" if end else "out"])]
            ends += [helper.make_node(end, ["raw"], ["out"], axis=1)] if end else []
            graph = helper.make_graph(ends, "g", [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 3])],
                [helper.make_tensor_value_info("out", TensorProto.FLOAT, [None, weights.shape[1]])],
                [numpy_helper.from_array(weights.astype("float32"), "W"),
                 numpy_helper.from_array(bias.astype("float32"), "B")])
            return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        truth = {}
        if kind == "columns":
            y = numpy.array(["zeta", "alpha", "mid"])[numpy.digitize(latent, [-1, 1])]
            m = LogisticRegression(max_iter=500).fit(x, y)
            model = to_onnx(m, x[:1], options={"zipmap": "columns"})
            truth = {"accuracy": accuracy_score(y, m.predict(x)), "log_loss": log_loss(y, m.predict_proba(x)),
                     "auc": roc_auc_score(y, m.predict_proba(x), multi_class="ovr")}
        elif kind == "isolation":
            x[:40] *= 4
            y = numpy.where(numpy.arange(n) < 40, -1, 1)
            m = IsolationForest(n_estimators=40, random_state=1, contamination=0.13).fit(x)
            model = to_onnx(m, x[:1], target_opset={"": 17, "ai.onnx.ml": 3})
            truth = {"accuracy": accuracy_score(y, m.predict(x)), "f1": f1_score(y, m.predict(x)),
                     "auc": roc_auc_score(y, m.decision_function(x))}
        elif kind == "saturated":
            y = (latent > 0).astype(int)
            m = LogisticRegression().fit(x, y)
            w = numpy.stack([-60 * m.coef_[0], 60 * m.coef_[0]], 1)
            model = affine(w, numpy.zeros(2), None)
            truth = {"auc": roc_auc_score(y, x @ m.coef_[0])}
        elif kind == "softmax":
            y = numpy.digitize(latent, [-1, 1]) + 1
            m = LogisticRegression(max_iter=500).fit(x, y)
            model = affine(m.coef_.T, m.intercept_, "Softmax")
            truth = {"accuracy": accuracy_score(y, m.predict(x)), "kept": [int(v) for v in y if v < 3][:1]}
        elif kind == "swapped":
            y = (latent > 0).astype(int)
            m = LogisticRegression().fit(x, y)
            model = to_onnx(m, x[:1], options={"zipmap": False})
            m.coef_, m.intercept_ = -m.coef_, -m.intercept_
            other = to_onnx(m, x[:1], options={"zipmap": False})
            model = onnx.compose.merge_models(model, onnx.compose.add_prefix(other, "o_"), io_map=[],
                                              outputs=["label", "o_probabilities"])
            model.graph.output[1].type.tensor_type.shape.dim[1].dim_value = 2
        elif kind in ("one at a time", "seven at a time", "blocks", "open blocks"):
            y = numpy.digitize(latent, [-1, 1])
            m = LogisticRegression(max_iter=500).fit(x, y)
            model = affine(m.coef_.T, m.intercept_, "Softmax")
            fixed = {"one at a time": 1, "seven at a time": 7}.get(kind)
            if fixed:
                for value in (model.graph.input[0], model.graph.output[0]):
                    value.type.tensor_type.shape.dim[0].ClearField("dim_param")
                    value.type.tensor_type.shape.dim[0].dim_value = fixed
            else:
                model.graph.input[0].CopyFrom(helper.make_tensor_value_info(
                    "X", TensorProto.FLOAT, [None, 3 if kind == "blocks" else None, 1]))
                model.graph.node.insert(0, helper.make_node("Reshape", ["X", "S"], ["flat"]))
                model.graph.initializer.append(numpy_helper.from_array(numpy.array([-1, 3]), "S"))
                model.graph.node[1].input[0] = "flat"
            truth = {"accuracy": accuracy_score(y, m.predict(x)), "log_loss": log_loss(y, m.predict_proba(x)),
                     "auc": roc_auc_score(y, m.predict_proba(x), multi_class="ovr")}
        onnx.save(model, "model/model.onnx")
        with open("rows.csv", "w") as file:
            file.write("id,a,b,c,y\\n")
            for i in range(n):
                file.write(",".join([str(i)] + [repr(float(v)) for v in x[i]] + [str(y[i])]) + "\\n")
        json.dump(truth, open("truth.json", "w"))
        """;

    @TempDir
    Path folder;

    private void fit(String kind) throws Exception {
        Files.writeString(folder.resolve("fit.py"), FIT);
        Peers.run(folder, Map.of(), 120, "fit.py", kind);
    }

    private JsonNode evaluate(String more) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " features: [a, b, c], resamples: 100, " + more + "}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Evaluation.run(Project.read(folder, null), run, null, Progress.SILENT);
        return run.read(RunFolder.EVALUATION);
    }

    private String refused(String more) {
        return assertThrows(InputException.class, () -> evaluate(more))
                .getMessage()
                .replace(folder.toString(), "DIR");
    }

    private void same(JsonNode evaluation) {
        JsonNode truth = Json.read(folder.resolve("truth.json"));
        for (JsonNode metric : evaluation.path("metrics")) {
            assertEquals(
                    truth.path(metric.get("name").asText()).asDouble(Double.NaN),
                    metric.get("value").asDouble(),
                    1e-5,
                    metric.toString());
        }
    }

    @Test
    void oneOutputForEachClassIsReadByItsName() throws Exception {
        fit("columns");
        same(evaluate("metrics: [accuracy, log_loss, auc]"));
        Files.writeString(
                folder.resolve("model/signature.json"), "{\"outputs\": {\"probabilities\": [\"salpha\", \"nix\"]}}");
        assertEquals(
                "DIR/model/model.onnx has no output 'nix' that can hold probabilities, as signature.json says; it has"
                        + " output_label, salpha, smid, szeta.",
                refused("metrics: [accuracy]"));
    }

    /** 300 rows are no multiple of seven: the last block is filled up, and what it answers to that is dropped. */
    @ParameterizedTest
    @ValueSource(strings = {"one at a time", "seven at a time", "blocks", "open blocks"})
    void fixedNumbersOfRowsAndBlocksOfColumnsAreFilled(String kind) throws Exception {
        fit(kind);
        same(evaluate("metrics: [accuracy, log_loss, auc]"));
    }

    @Test
    void labelsAloneAreMeasuredByWhatNeedsNoScores() throws Exception {
        fit("isolation");
        JsonNode evaluation = evaluate("metrics: [accuracy, f1]");
        same(evaluation);
        String note = evaluation.at("/model/notes/0").asText();
        assertTrue(note.endsWith("; only what needs no probabilities is measured, by its output 'label'"), note);
        String message = refused("metrics: [accuracy, auc]");
        assertTrue(
                message.startsWith("DIR/cd4ml.yaml line 3 (evaluate.metrics[1]): 'auc' needs scores, but "), message);
        assertTrue(message.endsWith("set evaluate.scores: logit if these are logits, score if they only rank rows."));
        same(evaluate("scores: score, metrics: [accuracy, f1, auc]"));
        assertTrue(refused("scores: score, metrics: [log_loss]").contains("'log_loss' needs probabilities, but the"));
        Files.writeString(
                folder.resolve("model/signature.json"),
                "{\"outputs\": {\"label\": \"label\", \"scores\": \"scores\"}}");
        same(evaluate("metrics: [accuracy, f1, auc]"));
    }

    @Test
    void logitsRankWhereProbabilitiesTie() throws Exception {
        fit("saturated");
        same(evaluate("scores: logit, metrics: [auc]"));
    }

    @Test
    void classesThatNobodyNamesAreNotGuessed() throws Exception {
        fit("softmax");
        same(evaluate("metrics: [accuracy]"));
        Path rows = folder.resolve("rows.csv");
        Files.write(
                rows,
                Files.readAllLines(rows).stream().filter(l -> !l.endsWith(",3")).toList());
        assertEquals(
                "The model answers 3 numbers a row and names no classes, and the target has 2 values (1, 2); list the"
                        + " classes, in the order of the numbers, in signature.json: {\"classes\": […]}.",
                refused("metrics: [accuracy]"));
        Files.writeString(folder.resolve("model/signature.json"), "{\"classes\": [1, 2, 3]}");
        assertTrue(evaluate("metrics: [accuracy]").at("/metrics/0/value").asDouble() > 0.5);
    }

    @Test
    void labelsThatContradictTheProbabilitiesAreTold() throws Exception {
        fit("swapped");
        Files.writeString(
                folder.resolve("model/signature.json"),
                "{\"inputs\": {\"X\": [\"a\", \"b\", \"c\"], \"o_X\": [\"a\", \"b\", \"c\"]}}");
        String note = evaluate("metrics: [accuracy]").at("/model/notes/0").asText();
        assertTrue(
                note.contains(
                        "names by its output 'label' another class than the most probable one for 300 of 300 rows"),
                note);
    }
}
