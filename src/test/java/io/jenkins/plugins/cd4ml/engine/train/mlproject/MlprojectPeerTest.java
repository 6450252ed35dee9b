package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow projects against MLflow's own {@code mlflow run}. */
class MlprojectPeerTest {
    /** The parameters, metrics and calls of MLflow's example sklearn_elasticnet_wine, on data that is made here. */
    private static final String SCRIPT = """
            import sys
            import mlflow
            import mlflow.sklearn
            import pandas
            from sklearn.linear_model import ElasticNet
            from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
            from sklearn.model_selection import train_test_split

            alpha, l1_ratio = float(sys.argv[1]), float(sys.argv[2])
            wine = pandas.read_csv("winequality.csv", sep=";")
            train, test = train_test_split(wine, random_state=40)
            with mlflow.start_run():
                model = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, random_state=42)
                model.fit(train.drop(columns="quality"), train["quality"])
                predicted = model.predict(test.drop(columns="quality"))
                mlflow.log_param("alpha", alpha)
                mlflow.log_param("l1_ratio", l1_ratio)
                mlflow.log_metric("rmse", mean_squared_error(test["quality"], predicted) ** 0.5)
                mlflow.log_metric("r2", r2_score(test["quality"], predicted))
                mlflow.log_metric("mae", mean_absolute_error(test["quality"], predicted))
                mlflow.sklearn.log_model(model, name="model", registered_model_name="ElasticnetWineModel")
            """;

    private static final String READ = """
            import json, sys, mlflow
            run = mlflow.search_runs(search_all_experiments=True, output_format="list")[0]
            print(json.dumps({"params": run.data.params, "metrics": run.data.metrics}))
            """;

    private static final String COMMANDS = """
            import json, sys
            from mlflow.projects._project_spec import load_project
            project = load_project(".")
            print(json.dumps([project.get_entry_point(c["entry"]).compute_command(c["given"], None)
                              for c in json.load(open("cases.json"))]))
            """;

    @TempDir
    Path folder;

    private Path python;

    @BeforeEach
    void peers() {
        python = Peers.python();
    }

    @Test
    @Tag("slow")
    void theWineExampleLeavesWhatMlflowRunLeaves() throws Exception {
        wine();
        Files.writeString(folder.resolve("train.py"), SCRIPT);
        Files.writeString(folder.resolve("MLproject"), """
                name: tutorial
                entry_points:
                  main:
                    parameters:
                      alpha: {type: float, default: 0.5}
                      l1_ratio: {type: float, default: 0.1}
                    command: "%s train.py {alpha} {l1_ratio}"
                """.formatted(python));
        Map<String, String> store = Map.of("MLFLOW_TRACKING_URI", "sqlite:///" + folder.resolve("mlflow.db"));
        Peers.run(folder, store, 240, "-m", "mlflow", "run", ".", "--env-manager", "local", "-P", "alpha=0.05");
        JsonNode expected = Json.MAPPER.readTree(Peers.run(folder, store, 60, "-c", READ));

        JsonNode training = train("params: {alpha: 0.05}");
        assertEquals("mlproject", training.get("trainer").asText());
        for (String metric : List.of("rmse", "r2", "mae")) {
            assertEquals(
                    expected.at("/metrics/" + metric).asDouble(),
                    training.at("/metrics/" + metric).asDouble(),
                    1e-12,
                    metric);
        }
        assertTrue(expected.at("/metrics/r2").asDouble() > 0.1, expected.toString());
        assertEquals(expected.get("params"), training.get("params"));
        assertTrue(Files.exists(folder.resolve("model/MLmodel")), "the logged model is the build's model");
        assertTrue(training.at("/mlmodel/flavors").has("sklearn"), training.toString());
    }

    @Test
    void commandsAreThoseThatMlflowComputes() throws Exception {
        Files.writeString(folder.resolve("MLproject"), """
                name: odd
                entry_points:
                  main:
                    parameters:
                      alpha: {type: float, default: 0.5}
                      flag: {type: string, default: true}
                      text: string
                      link: {type: uri, default: "s3://bucket/a b"}
                    command: "python t.py {alpha} --flag={flag} {text} {link} '{{json}}' {text}"
                  plain:
                    command: "make"
                """);
        String cases = """
                [{"entry": "main", "given": {"text": "x"}},
                 {"entry": "main", "given": {"text": "it's \\"q\\" $(id) `a` \\\\ *", "alpha": "1e-3"}},
                 {"entry": "main", "given": {"text": "", "link": "http://h/?a=1&b=2", "more": "1 2", "an odd; key": "ü€"}},
                 {"entry": "main", "given": {"text": "--x=y/z:1,2@%+"}},
                 {"entry": "plain", "given": {"k": "v", "n": "a\\nb"}},
                 {"entry": "a b.py", "given": {"k": "v"}},
                 {"entry": "go.py", "given": {}}]
                """;
        Files.writeString(folder.resolve("cases.json"), cases);
        JsonNode expected = Json.MAPPER.readTree(Peers.run(folder, Map.of(), 60, "-c", COMMANDS));
        Mlproject mlproject = Mlproject.read(folder);
        ArrayNode ours = Json.MAPPER.createArrayNode();
        for (JsonNode one : Json.MAPPER.readTree(cases)) {
            EntryPoint entryPoint = mlproject.entryPoint(one.get("entry").asText());
            Map<String, String> given = new LinkedHashMap<>();
            one.get("given")
                    .properties()
                    .forEach(p -> given.put(p.getKey(), p.getValue().asText()));
            ours.add(entryPoint.filled(entryPoint.values(given, folder)));
        }
        assertEquals(expected, ours);
    }

    @Test
    void aPythonEnvBecomesAVirtualEnvironmentOnce() throws Exception {
        wine();
        Files.writeString(folder.resolve("python_env.yaml"), "python: \"3\"\n");
        Files.writeString(folder.resolve("MLproject"), """
                python_env: python_env.yaml
                entry_points:
                  main: {command: "python -c 'import sys; print(sys.prefix)' > $CD4ML_OUTPUT/prefix"}
                """);
        train("seed: 1");
        String first = Files.readString(folder.resolve("model/prefix")).strip();
        assertTrue(Path.of(first).startsWith(folder.resolve(".cd4ml/environments")), first);
        var made = Files.getLastModifiedTime(Path.of(first, "complete"));
        train("seed: 2");
        assertEquals(first, Files.readString(folder.resolve("model/prefix")).strip());
        assertEquals(made, Files.getLastModifiedTime(Path.of(first, "complete")));
    }

    private JsonNode train(String train) throws Exception {
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: wine\ndata: {train: {path: winequality.csv, separator: \";\"}}\ntrain:\n  mlproject: .\n  "
                        + train + "\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Training.run(Project.read(folder, null), run, Progress.SILENT);
        return run.read(RunFolder.TRAINING);
    }

    /** Rows with the columns of the UCI wine-quality data, made up: quality depends on alcohol, acidity and noise. */
    private void wine() throws Exception {
        Random random = new Random(11);
        StringBuilder csv =
                new StringBuilder("\"fixed acidity\";\"volatile acidity\";\"citric acid\";\"residual sugar\";"
                        + "\"chlorides\";\"free sulfur dioxide\";\"total sulfur dioxide\";\"density\";\"pH\";\"sulphates\";"
                        + "\"alcohol\";\"quality\"\n");
        for (int i = 0; i < 600; i++) {
            double alcohol = 8.5 + 5 * random.nextDouble();
            double acidity = 0.2 + random.nextDouble();
            double quality = 3 + (alcohol - 8.5) - 1.5 * acidity + random.nextGaussian() / 2;
            csv.append(String.format(
                    Locale.ROOT,
                    "%.1f;%.2f;%.2f;%.1f;%.3f;%d;%d;%.4f;%.2f;%.2f;%.1f;%d%n",
                    6 + 4 * random.nextDouble(),
                    acidity,
                    random.nextDouble(),
                    1 + 5 * random.nextDouble(),
                    0.05 + random.nextDouble() / 10,
                    random.nextInt(60),
                    random.nextInt(150),
                    0.99 + random.nextDouble() / 100,
                    3 + random.nextDouble(),
                    0.4 + random.nextDouble(),
                    alcohol,
                    Math.max(3, Math.min(9, Math.round(quality)))));
        }
        Files.writeString(folder.resolve("winequality.csv"), csv);
    }
}
