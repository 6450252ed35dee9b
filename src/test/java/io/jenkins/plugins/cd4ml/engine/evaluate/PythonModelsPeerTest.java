package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that Python's own xgboost and torch fitted and saved, scored by evaluate-model through DJL: their own answers. */
class PythonModelsPeerTest {
    /** Rows of three features, some missing, and a target of each kind; writes expected.csv with the peer's answers. */
    private static final String ROWS = """
        import csv, numpy, os, sys
        random = numpy.random.default_rng(5)
        n = 700
        x = random.normal(size=(n, 3)).astype("float32")
        latent = x[:, 0] - 0.5 * x[:, 1] * x[:, 2] + random.normal(0, 0.7, n)
        def write(kind, holes, answers):
            y = {"binary": (latent > 0).astype(int), "classes": numpy.digitize(latent, [-0.5, 0.5]),
                 "value": latent.round(4)}[kind]
            with open("rows.csv", "w", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["id", "a", "b", "c", "y"])
                for i in range(n):
                    rows.writerow([i] + ["" if h else repr(float(v)) for v, h in zip(x[i], holes[i])] + [y[i]])
            answers = numpy.asarray(answers, "float64").reshape(n, -1)
            with open("expected.csv", "w", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["id"] + ["e%d" % k for k in range(answers.shape[1])])
                rows.writerows([i] + [repr(float(v)) for v in answers[i]] for i in range(n))
        """;

    private static final String XGBOOST = ROWS + """
        import xgboost
        kind, name = sys.argv[1:]
        level = {"base_score": 0.5} if kind == "level" else {}
        kind = "classes" if level else kind
        holes = random.random(x.shape) < 0.05
        seen = numpy.where(holes, numpy.nan, x)
        label = {"binary": (latent > 0).astype(int), "classes": numpy.digitize(latent, [-0.5, 0.5]),
                 "value": latent.round(4)}[kind]
        asked = {"binary": {"objective": "binary:logistic"}, "value": {"objective": "reg:squarederror"},
                 "classes": {"objective": "multi:softprob", "num_class": 3}}[kind]
        data = xgboost.DMatrix(seen, label)
        model = xgboost.train({"max_depth": 4, "nthread": 1, **asked, **level}, data, 25)
        os.makedirs("model", exist_ok=True)
        model.save_model("model/" + name)
        write(kind, holes, model.predict(data))
        """;

    private static final String TORCH = ROWS + """
        import torch
        kind = sys.argv[1]
        torch.manual_seed(3)
        torch.set_num_threads(1)
        ends = {"binary": [torch.nn.Linear(16, 1), torch.nn.Sigmoid()], "value": [torch.nn.Linear(16, 1)],
                "classes": [torch.nn.Linear(16, 3), torch.nn.Softmax(dim=1)]}[kind]
        net = torch.nn.Sequential(torch.nn.Linear(3, 16), torch.nn.ReLU(), torch.nn.Linear(16, 16), torch.nn.Tanh(), *ends)
        rows = torch.from_numpy(x)
        goal = torch.from_numpy(latent.astype("float32")).reshape(n, 1)
        step = torch.optim.Adam(net.parameters(), 0.02)
        for _ in range(60):
            step.zero_grad()
            said = net(rows)
            (torch.nn.functional.mse_loss(said[:, :1], goal) if kind == "value" else
             torch.nn.functional.nll_loss(torch.log(torch.cat([1 - said, said], 1) if kind == "binary" else said),
                                          torch.from_numpy((latent > 0).astype("int64") if kind == "binary" else
                                                           numpy.digitize(latent, [-0.5, 0.5])))).backward()
            step.step()
        net.eval()
        os.makedirs("model", exist_ok=True)
        (torch.jit.trace(net, rows[:2]) if kind == "value" else torch.jit.script(net)).save("model/model.pt")
        with torch.no_grad():
            write(kind, numpy.zeros(x.shape, bool), net(rows).numpy())
        """;

    @TempDir
    Path folder;

    /** 3.0 is the XGBoost of the engine; since 3.1 models are written differently. */
    @ParameterizedTest
    @CsvSource({
        "3.0, binary, model.ubj",
        "3.0, classes, model.ubj",
        "3.0, value, model.xgb",
        "3.0, value, model.json",
        "3.2, binary, model.ubj",
        "3.2, value, model.json",
        "3.2, level, model.ubj"
    })
    void xgboostOfPython(String version, String kind, String name) throws Exception {
        fit(version, kind, name);
        if (name.equals("model.json")) { // loaded from an MLflow folder only, where the flavor names it
            Files.writeString(folder.resolve("model/MLmodel"), "flavors:\n  xgboost: {data: model.json}\n");
        }
        check(kind.equals("level") ? "classes" : kind, "xgboost " + version);
    }

    @Test
    void xgboostThatStartsFromAnotherValueForEachClassIsRefused() throws Exception {
        fit("3.2", "classes", "model.ubj");
        String message = assertThrows(InputException.class, () -> check("classes", "xgboost 3.2"))
                .getMessage();
        assertTrue(message.contains("model.ubj was saved by XGBoost 3.1 or newer and starts from another"), message);
        assertTrue(message.endsWith("; train it with base_score 0.5, or give evaluate.command."), message);
    }

    private void fit(String version, String kind, String name) throws Exception {
        assumeEngine("ai/djl/ml/xgboost/XgbEngine.class", "XGBoost");
        Files.writeString(folder.resolve("fit.py"), XGBOOST);
        String path = Peers.models().resolve("xgboost-" + version).toString();
        Peers.run(folder, Map.of("PYTHONPATH", path), 120, "fit.py", kind, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes", "value"})
    void torchScriptOfPython(String kind) throws Exception {
        assumeEngine("native/lib/pytorch.properties", "PyTorch");
        Files.writeString(folder.resolve("fit.py"), TORCH);
        Peers.run(Peers.torch(), folder, Map.of(), 120, "fit.py", kind);
        check(kind, "torch");
    }

    private static void assumeEngine(String resource, String engine) {
        assumeTrue(
                PythonModelsPeerTest.class.getClassLoader().getResource(resource) != null,
                "no " + engine + " engine: its pack is not on the class path (mvn -Ptraining)");
    }

    private void check(String kind, String peer) throws Exception {
        String classes = kind.equals("classes") ? ", \"classes\": [\"0\", \"1\", \"2\"]" : "";
        Files.writeString(
                folder.resolve("model/signature.json"), "{\"features\": [\"a\", \"b\", \"c\"]" + classes + "}");
        String metrics = kind.equals("value") ? "rmse" : "accuracy";
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " resamples: 100, metrics: [" + metrics + "]}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Evaluation.run(Project.read(folder, null), run, null, Progress.SILENT);
        String ours =
                switch (kind) {
                    case "binary" -> "abs(p.p_1 - e.e0)";
                    case "classes" -> "greatest(abs(p.p_0 - e.e0), abs(p.p_1 - e.e1), abs(p.p_2 - e.e2))";
                    default -> "abs(p.prediction - e.e0)";
                };
        String sql = "SELECT max(" + ours + "), count(*) FROM read_parquet('"
                + run.file("evaluate/predictions.parquet") + "') p JOIN read_csv('" + folder.resolve("expected.csv")
                + "') e ON p.key = CAST(e.id AS VARCHAR)";
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            assertEquals(700, row.getInt(2));
            assertTrue(row.getDouble(1) <= 1e-6, peer + ", " + kind + ": off by " + row.getDouble(1));
        }
        JsonNode metric = run.read(RunFolder.EVALUATION).at("/metrics/0");
        double value = metric.get("value").asDouble();
        assertTrue(kind.equals("value") ? value < 1 : value > 0.6, metric.toString());
    }
}
