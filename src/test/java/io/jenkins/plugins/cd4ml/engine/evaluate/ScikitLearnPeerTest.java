package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * Models that scikit-learn fits and skl2onnx writes today, scored by evaluate-model: each row gets scikit-learn's answer
 * (within single precision), and each metric is scikit-learn's of these answers, to 1e-12.
 */
class ScikitLearnPeerTest {
    private static final String FIT = """
            import numpy, pandas, pathlib, sys
            from skl2onnx import to_onnx
            from skl2onnx.common.data_types import FloatTensorType, StringTensorType
            from sklearn.compose import ColumnTransformer
            from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
            from sklearn.linear_model import LogisticRegression
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import OneHotEncoder, StandardScaler
            kind = sys.argv[1]
            random = numpy.random.default_rng(11)
            n = 1500
            rows = pandas.DataFrame({"id": numpy.arange(n), "a": random.normal(size=n).astype("float32"),
                                     "b": random.normal(size=n).astype("float32"),
                                     "c": random.choice(["x", "y", "\\u00fc"], n)})
            score = rows.a - rows.b + (rows.c == "y") + random.normal(0, 1, n)
            rows["y"] = {"binary": numpy.where(score > 0.4, "yes", "no"), "pipeline": numpy.where(score > 1, 1, 0),
                         "forest": numpy.select([score > 1, score > 0], ["c", "b"], "a"),
                         "value": score.round(4)}[kind]
            rows.to_csv("rows.csv", index=False)
            x = rows[["a", "b"]].to_numpy()
            matrix = [("x", FloatTensorType([None, 2]))]
            if kind == "pipeline":
                model = make_pipeline(ColumnTransformer([("n", StandardScaler(), ["a", "b"]),
                                                         ("t", OneHotEncoder(), ["c"])]), LogisticRegression())
                x = rows[["a", "b", "c"]]
                matrix = [(c, FloatTensorType([None, 1])) for c in "ab"] + [("c", StringTensorType([None, 1]))]
            else:
                model = {"binary": LogisticRegression(), "forest": RandomForestClassifier(30, random_state=1),
                         "value": GradientBoostingRegressor(random_state=1)}[kind]
            model.fit(x, rows.y)
            pathlib.Path("model").mkdir()
            options = {id(model): {"zipmap": False}} if kind in ("forest", "pipeline") else None
            onnx = to_onnx(model, initial_types=matrix, options=options, target_opset=17)
            pathlib.Path("model/model.onnx").write_bytes(onnx.SerializeToString())
            pathlib.Path("model/signature.json").write_text(
                '{}' if kind == "pipeline" else '{"features": ["a", "b"]}')
            answers = model.predict(x).reshape(n, 1) if kind == "value" else model.predict_proba(x)
            numpy.save("expected.npy", answers)
            """;
    private static final String JUDGE = """
            import json, numpy, pandas
            from sklearn import metrics as m
            got = pandas.read_parquet("run/evaluate/predictions.parquet").sort_values("row")
            rows = pandas.read_csv("rows.csv", dtype={"y": str})
            columns = [c for c in got.columns if c.startswith("p_")]
            answers = got[columns].to_numpy() if columns else got[["prediction"]].to_numpy()
            said = {"off": float(abs(answers - numpy.load("expected.npy")).max())}
            if not columns:
                y = rows.y.astype(float)
                said.update(rmse=m.root_mean_squared_error(y, got.prediction), mae=m.mean_absolute_error(y, got.prediction),
                            r2=m.r2_score(y, got.prediction))
            else:
                classes = [c[2:] for c in columns]
                said["accuracy"] = m.accuracy_score(rows.y, got.prediction)
                said["log_loss"] = m.log_loss(rows.y, answers, labels=classes)
                two = len(classes) == 2
                said["f1"] = m.f1_score(rows.y, got.prediction, **({"pos_label": classes[1]} if two else {"average": "macro"}))
                said["auc"] = (m.roc_auc_score(rows.y == classes[1], answers[:, 1]) if two else
                               m.roc_auc_score(rows.y, answers, multi_class="ovr", labels=classes))
            print(json.dumps(said))
            """;

    @TempDir
    Path folder;

    private void check(String kind, String metrics) throws Exception {
        Files.writeString(folder.resolve("fit.py"), FIT);
        Files.writeString(folder.resolve("judge.py"), JUDGE);
        Peers.run(folder, Map.of(), 120, "fit.py", kind);
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " resamples: 100, metrics: [" + metrics + "]}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Evaluation.run(Project.read(folder, null), run, null, Progress.SILENT);
        JsonNode said = Json.MAPPER.readTree(Peers.run(folder, Map.of(), 120, "judge.py"));
        assertTrue(said.get("off").asDouble() < 2e-5, kind + " is off by " + said.get("off"));
        for (JsonNode metric : run.read(RunFolder.EVALUATION).path("metrics")) {
            String name = metric.get("name").asText();
            assertEquals(said.get(name).asDouble(), metric.get("value").asDouble(), 1e-12, kind + " " + name);
        }
    }

    @Test
    void logisticRegressionWithMapsOfProbabilities() throws Exception {
        check("binary", "auc, accuracy, f1, log_loss");
    }

    @Test
    void pipelineOfSeveralInputsAndWords() throws Exception {
        check("pipeline", "auc, accuracy, f1, log_loss");
    }

    @Test
    void forestOfThreeClasses() throws Exception {
        check("forest", "auc, accuracy, f1, log_loss");
    }

    @Test
    void boostedRegression() throws Exception {
        check("value", "rmse, mae, r2");
    }
}
