package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an XGBoost file says of its columns, rounds and objective is followed: the numbers are those of Python's own. */
class XgboostFilePeerTest {
    /** Writes rows.csv with the columns in reverse order, the model, and truth.json with log loss or RMSE of the peer. */
    private static final String FIT = """
        import json, numpy, os, sys, xgboost
        objective, booster, name, parallel = sys.argv[1:]
        random = numpy.random.default_rng(11)
        n = 400
        x = random.normal(size=(2 * n, 4)).astype("float32")
        latent = x[:, 0] - 2 * x[:, 1] + random.normal(0, 1.5, 2 * n)
        classes = 3 if objective.startswith("multi") else 2
        y = latent if objective.startswith("reg") else numpy.digitize(latent, [-1, 1] if classes == 3 else [0])
        names = ["a", "b", "c", "d"]
        train = xgboost.DMatrix(x[:n], y[:n], feature_names=names)
        test = xgboost.DMatrix(x[n:], y[n:], feature_names=names)
        asked = {"objective": objective, "booster": booster, "max_depth": 6, "eta": 0.5, "nthread": 1,
                 "num_parallel_tree": int(parallel), "base_score": 0.5}
        asked.update({"num_class": 3} if classes == 3 else {})
        model = xgboost.train(asked, train, 40, evals=[(test, "test")], early_stopping_rounds=10, verbose_eval=False)
        assert model.best_iteration + 1 < model.num_boosted_rounds()
        os.makedirs("model", exist_ok=True)
        model.save_model("model/" + name)
        with open("rows.csv", "w") as file:
            file.write("id,d,c,b,a,y\\n")
            for i in range(n):
                file.write(",".join([str(i)] + [repr(float(v)) for v in x[n + i][::-1]] + [str(y[n + i])]) + "\\n")
        first = (0, model.best_iteration + 1)
        said = model.predict(test, iteration_range=first, output_margin=objective == "multi:softmax")
        if objective.startswith("reg"):
            score = float(numpy.sqrt(numpy.mean((said - y[n:]) ** 2)))
        elif classes == 3:
            p = numpy.exp(said - said.max(1, keepdims=True)) if objective == "multi:softmax" else said
            p = p / p.sum(1, keepdims=True)
            score = float(-numpy.log(p[numpy.arange(n), y[n:]]).mean())
        elif objective == "binary:hinge":
            score = float((said == y[n:]).mean())
        else:
            p = 1 / (1 + numpy.exp(-said.astype(float))) if objective == "binary:logitraw" else said
            score = float(-numpy.log(numpy.where(y[n:] == 1, p, 1 - p)).mean())
        json.dump({"score": score, "rounds": first[1]}, open("truth.json", "w"))
        """;

    @TempDir
    Path folder;

    private final RunFolder run() {
        return new RunFolder(folder.resolve("run"));
    }

    @BeforeEach
    void engine() {
        assumeTrue(
                getClass().getClassLoader().getResource("ai/djl/ml/xgboost/XgbEngine.class") != null,
                "no XGBoost engine: its pack is not on the class path (mvn -Ptraining)");
    }

    private void fit(String objective, String booster, String name, String parallel) throws Exception {
        Files.writeString(folder.resolve("fit.py"), FIT);
        String path = Peers.models().resolve("xgboost-3.2").toString();
        Peers.run(folder, Map.of("PYTHONPATH", path), 120, "fit.py", objective, booster, name, parallel);
    }

    private void evaluate(String metric) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " resamples: 100, metrics: [" + metric + "]}\n");
        Evaluation.run(Project.read(folder, null), run(), null, Progress.SILENT);
    }

    @ParameterizedTest
    @CsvSource({
        "reg:squarederror, gbtree, model.ubj, 1, rmse",
        "reg:squarederror, gbtree, model.json, 1, rmse",
        "reg:squarederror, gbtree, model.ubj, 3, rmse",
        "reg:squarederror, dart, model.ubj, 1, rmse",
        "binary:logistic, gbtree, model.ubj, 1, log_loss",
        "binary:logitraw, gbtree, model.ubj, 1, log_loss",
        "binary:hinge, gbtree, model.ubj, 1, accuracy",
        "multi:softprob, gbtree, model.ubj, 2, log_loss",
        "multi:softmax, gbtree, model.json, 1, log_loss"
    })
    void columnsByNameAndRoundsUpToTheBest(
            String objective, String booster, String name, String parallel, String metric) throws Exception {
        fit(objective, booster, name, parallel);
        if (name.endsWith(".json")) {
            Files.writeString(folder.resolve("model/MLmodel"), "flavors:\n  xgboost: {data: model.json}\n");
        }
        evaluate(metric);
        JsonNode truth = io.jenkins.plugins.cd4ml.engine.lineage.Json.read(folder.resolve("truth.json"));
        JsonNode evaluation = run().read(RunFolder.EVALUATION);
        assertEquals(
                truth.get("score").asDouble(),
                evaluation.at("/metrics/0/value").asDouble(),
                1e-5,
                objective + " " + booster);
        String note = evaluation.at("/model/notes/0").asText();
        assertTrue(note.contains("its first " + truth.get("rounds") + " rounds"), note);
        Files.writeString(folder.resolve("model/signature.json"), "{\"rounds\": \"all\"}");
        evaluate(metric);
        assertTrue(run().read(RunFolder.EVALUATION).at("/model/notes").isEmpty());
    }

    @Test
    void otherColumnsAreRefusedByName() throws Exception {
        fit("reg:squarederror", "gbtree", "model.ubj", "1");
        Path rows = folder.resolve("rows.csv");
        List<String> lines = Files.readAllLines(rows);
        lines.set(0, "id,d,c,b,z,y");
        Files.write(rows, lines);
        assertEquals("DIR/rows.csv has no column 'a'; it has id, d, c, b, z, y.", refused());
        signature("{\"features\": [\"z\", \"b\", \"c\"]}");
        assertEquals(
                "DIR/model/model.ubj takes 4 columns, but there are 3: z, b, c; list the right ones in signature.json.",
                refused());
        signature("{\"features\": [\"z\", \"b\", \"c\", \"d\"]}");
        assertEquals(
                "DIR/model/model.ubj was trained on a, which signature.json or the MLmodel does not name; name the"
                        + " columns as the model does.",
                refused());
        signature("{\"rounds\": 3}");
        assertEquals("DIR/model/signature.json: 'rounds' can only be 'all'.", refused());
        Files.delete(folder.resolve("model/signature.json"));
        Files.write(folder.resolve("model/model.ubj"), new byte[] {'{', 'L', 0, 0, 0, 0, 127, 0, 0, 0});
        assertEquals("DIR/model/model.ubj is no XGBoost model that can be read: it ends too early.", refused());
    }

    private void signature(String json) throws Exception {
        Files.writeString(folder.resolve("model/signature.json"), json);
    }

    private String refused() {
        return assertThrows(InputException.class, () -> evaluate("rmse"))
                .getMessage()
                .replace(folder.toString(), "DIR");
    }
}
