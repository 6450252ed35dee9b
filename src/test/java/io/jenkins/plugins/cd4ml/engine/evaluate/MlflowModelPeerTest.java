package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that MLflow's own client saved, scored by evaluate-model in the peers' Python: each metric is scikit-learn's. */
class MlflowModelPeerTest {
    /** Fits and saves; writes rows.csv and, in expected.npz, what the model itself answers there. */
    private static final String FIT = """
        import mlflow, numpy, pandas, sys
        from mlflow.models import infer_signature
        from sklearn.compose import ColumnTransformer
        from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder
        from sklearn.svm import LinearSVC
        kind = sys.argv[1]
        random = numpy.random.default_rng(11)
        n = 900
        rows = pandas.DataFrame({"id": numpy.arange(n), "a": random.normal(size=n), "b": random.normal(size=n),
                                 "k": random.integers(0, 9, n), "t": random.random(n) < 0.4,
                                 "c": random.choice(["x", "y, z", "\\u00fc"], n)})
        score = rows.a - rows.b + (rows.c == "x") + rows.t - 0.1 * rows.k + random.normal(0, 1, n)
        binary = numpy.where(score > 0.6, "yes", "no")
        three = numpy.select([score > 1.2, score > 0], ["c", "b"], "a")
        rows["y"] = {"b": binary, "i": (score > 0.6).astype(int), "m": three, "v": score.round(4)}[kind[-1]]
        rows.loc[random.random(n) < 0.05, "a"] = numpy.nan
        rows.to_csv("rows.csv", index=False)
        numbers = rows[["a", "b", "k"]]
        full = numbers.fillna({"a": 0.0})
        def save(log, model, x, **more):
            log.save_model(model, "model", signature=infer_signature(x, model.predict(x)), **more)
        def expect(labels=None, p=None):
            numpy.savez("expected.npz", labels=labels if labels is None else numpy.asarray(labels).astype(str), p=p)
        if kind == "pipeline-b":
            x = rows[["a", "b", "k", "t", "c"]]
            model = make_pipeline(ColumnTransformer([("n", SimpleImputer(), ["a", "b", "k", "t"]),
                                                     ("w", OneHotEncoder(), ["c"])]), LogisticRegression()).fit(x, rows.y)
            save(mlflow.sklearn, model, x, serialization_format="cloudpickle")
            expect(model.predict(x), model.predict_proba(x))
        elif kind in ("forest-m", "forest-i", "hist-m"):
            x = numbers if kind == "hist-m" else full
            model = (HistGradientBoostingClassifier(max_iter=20, random_state=1) if kind == "hist-m" else
                     RandomForestClassifier(30, random_state=1)).fit(x, rows.y)
            rows[["id", "a", "b", "k", "y"]].fillna({} if kind == "hist-m" else {"a": 0.0}).to_csv("rows.csv", index=False)
            save(mlflow.sklearn, model, x, serialization_format="cloudpickle")
            expect(model.predict(x), model.predict_proba(x))
        elif kind == "matrix-b":
            x = full.to_numpy()
            rows[["id", "a", "b", "k", "y"]].fillna({"a": 0.0}).to_csv("rows.csv", index=False)
            model = LogisticRegression().fit(x, rows.y)
            save(mlflow.sklearn, model, x, serialization_format="cloudpickle")
            expect(model.predict(x), model.predict_proba(x))
        elif kind == "svm-b":
            rows.fillna({"a": 0.0}).to_csv("rows.csv", index=False)
            model = LinearSVC().fit(full, rows.y)
            save(mlflow.sklearn, model, full, serialization_format="cloudpickle")
            expect(model.predict(full), model.decision_function(full))
        elif kind == "unsigned-v":
            model = GradientBoostingRegressor(random_state=1).fit(full, rows.y)
            rows[["id", "b", "k", "a", "y"]].fillna({"a": 0.0}).to_csv("rows.csv", index=False)
            mlflow.sklearn.save_model(model, "model", serialization_format="cloudpickle")
            expect(p=model.predict(full))
        elif kind.startswith("lightgbm"):
            import lightgbm
            x = numbers.assign(c=rows.c.astype("category")) if kind == "lightgbm-category-b" else numbers
            typed = x.assign(c=rows.c) if "c" in x else x
            if kind in ("lightgbm-booster-b", "lightgbm-category-b"):
                model = lightgbm.train({"objective": "binary", "verbose": -1, "seed": 1},
                                       lightgbm.Dataset(x, (rows.y == "yes").astype(int)), 25)
                expect(numpy.where(model.predict(x) > 0.5, "yes", "no"), model.predict(x))
            else:
                model = (lightgbm.LGBMRegressor if kind[-1] == "v" else lightgbm.LGBMClassifier)(
                    n_estimators=25, verbose=-1).fit(x, rows.y)
                expect(*((None, model.predict(x)) if kind[-1] == "v" else (model.predict(x), model.predict_proba(x))))
            mlflow.lightgbm.save_model(model, "model", signature=infer_signature(typed, model.predict(x)))
        else:
            inner = LogisticRegression().fit(full, rows.y)
            class Own(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input, params=None):
                    print("what a model prints is no answer")
                    x = model_input[["a", "b", "k"]].fillna({"a": 0.0})
                    if kind == "own-labels-b":
                        return inner.predict(x)
                    return pandas.DataFrame(inner.predict_proba(x), columns=["p_no", "p_yes"])
            import cloudpickle, __main__
            cloudpickle.register_pickle_by_value(__main__)
            mlflow.pyfunc.save_model("model", python_model=Own(), signature=infer_signature(numbers, None))
            expect(inner.predict(full), None if kind == "own-labels-b" else inner.predict_proba(full))
        """;

    private static final String JUDGE = """
        import json, numpy, pandas
        from sklearn import metrics as m
        rows = pandas.read_csv("rows.csv", dtype={"y": str})
        expected = numpy.load("expected.npz", allow_pickle=True)
        labels, p = expected["labels"], expected["p"]
        said = {}
        if labels.shape == ():
            y = rows.y.astype(float)
            said.update(rmse=m.root_mean_squared_error(y, p), mae=m.mean_absolute_error(y, p), r2=m.r2_score(y, p))
        else:
            classes = sorted(set(rows.y))
            two = len(classes) == 2
            said["accuracy"] = m.accuracy_score(rows.y, labels)
            said["f1"] = m.f1_score(rows.y, labels, **({"pos_label": classes[1]} if two else {"average": "macro"}))
            if p.shape != () and two:
                said["auc"] = m.roc_auc_score(rows.y == classes[1], p if p.ndim == 1 else p[:, 1])
            elif p.shape != ():
                said["auc"] = m.roc_auc_score(rows.y, p, multi_class="ovr", labels=classes)
            if p.shape != () and p.min() >= 0:
                q = numpy.column_stack([1 - p, p]) if p.ndim == 1 else p
                said["log_loss"] = m.log_loss(rows.y, q, labels=classes)
        print(json.dumps(said))
        """;

    @TempDir
    Path folder;

    private void fit(String kind) throws Exception {
        Files.writeString(folder.resolve("fit.py"), FIT);
        Peers.run(folder, environment(), 240, "fit.py", kind);
    }

    private static Map<String, String> environment() {
        return Map.of("PYTHONPATH", Peers.models().resolve("lightgbm").toString(), "MLFLOW_DISABLE_TELEMETRY", "true");
    }

    /** @return the Python as a project names it: a program of its own, with LightGBM where the peers have it */
    private String python() throws Exception {
        Path python = folder.resolve("python");
        if (!Files.exists(python)) {
            Files.writeString(
                    python,
                    "#!/bin/sh\nPYTHONPATH=" + Peers.models().resolve("lightgbm") + ":$PYTHONPATH exec "
                            + Peers.python() + " \"$@\"\n");
            assertTrue(python.toFile().setExecutable(true));
        }
        return "{executable: ./python}";
    }

    private RunFolder evaluate(String metrics, Champion champion) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " resamples: 100, python: " + python() + ", metrics: [" + metrics + "]"
                        + (champion == null ? "" : ", against: production") + "}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Evaluation.run(Project.read(folder, null), run, champion, Progress.SILENT);
        return run;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipeline-b | auc, accuracy, f1, log_loss",
                "forest-m | auc, accuracy, f1, log_loss",
                "forest-i | auc, accuracy, f1, log_loss",
                "hist-m | auc, accuracy, f1, log_loss",
                "matrix-b | auc, accuracy, f1, log_loss",
                "svm-b | auc, accuracy, f1",
                "unsigned-v | rmse, mae, r2",
                "lightgbm-booster-b | auc, accuracy, f1, log_loss",
                "lightgbm-category-b | auc, accuracy, f1, log_loss",
                "lightgbm-m | auc, accuracy, f1, log_loss",
                "lightgbm-v | rmse, mae, r2",
                "own-b | auc, accuracy, f1, log_loss",
                "own-labels-b | accuracy, f1"
            })
    void everyMetricIsScikitLearns(String kind, String metrics) throws Exception {
        fit(kind);
        RunFolder run = evaluate(metrics, null);
        Files.writeString(folder.resolve("judge.py"), JUDGE);
        JsonNode said = Json.MAPPER.readTree(Peers.run(folder, Map.of(), 120, "judge.py"));
        int compared = 0;
        for (JsonNode metric : run.read(RunFolder.EVALUATION).path("metrics")) {
            String name = metric.get("name").asText();
            assertTrue(said.has(name), name);
            assertEquals(said.get(name).asDouble(), metric.get("value").asDouble(), 1e-12, kind + " " + name);
            compared++;
        }
        assertEquals(metrics.split(",").length, compared);
    }

    @Test
    void aChampionOfAnotherKindIsScoredOnTheSameRows() throws Exception {
        fit("lightgbm-booster-b");
        Files.move(folder.resolve("model"), folder.resolve("old"));
        fit("pipeline-b");
        Path old = folder.resolve("old");
        Champion champion = new Champion("production", 1, Digests.of(old), old);
        JsonNode evaluation = evaluate("auc", champion).read(RunFolder.EVALUATION);
        assertEquals(
                "rescored",
                evaluation.at("/champion/how").asText(),
                evaluation.get("champion").toString());
        assertTrue(evaluation.at("/metrics/0/champion").asDouble() > 0.8);
    }

    @Test
    void aColumnOfTheSignatureThatTheDataLacksIsNamed() throws Exception {
        fit("pipeline-b");
        Path rows = folder.resolve("rows.csv");
        Files.writeString(rows, Files.readString(rows).replaceFirst(",c,", ",colour,"));
        String message =
                assertThrows(InputException.class, () -> evaluate("auc", null)).getMessage();
        assertTrue(message.contains("has no column 'c'; it has id, a, b, k, t, colour, y"), message);
    }

    @Test
    void anotherVersionOfTheLibraryIsTold() throws Exception {
        fit("forest-m");
        Path file = folder.resolve("model/MLmodel");
        Files.writeString(
                file, Files.readString(file).replaceFirst("sklearn_version: \\S+", "sklearn_version: 0.24.1"));
        JsonNode notes = evaluate("accuracy", null).read(RunFolder.EVALUATION).at("/model/notes");
        assertTrue(
                StreamSupport.stream(notes.spliterator(), false)
                        .anyMatch(n -> n.asText().startsWith("scikit-learn is ")
                                && n.asText().contains("the model was saved by 0.24.1")),
                notes.toString());
    }

    /** What the class of a model does when it is loaded or asked is told in one sentence, whatever it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raise ValueError('no such thing') | its Python says ValueError: no such thing.",
                "return model_input['a'][:5].to_numpy() | the model answered 5 rows for ",
                "import os; os._exit(7) | its Python ended with exit code 7; ",
                "import os; os.kill(os.getpid(), 9) | its Python was ended by signal 9 (SIGKILL)",
                "import time; time.sleep(60) | its Python gave no answer within 3 s.",
                "a = bytearray(1 << 30); a[::4096] = b'x' * len(a[::4096]); import time; time.sleep(60)"
                        + " | its Python took more than 700 MiB of memory.",
                "import sys; sys.exit('leaving') | its Python ended with exit code 1; its last line",
                "return numpy.zeros((len(model_input), 2, 2)) | the model answers an array of 3 dimensions",
                "return {'a': ['x'] * len(model_input), 'b': ['y'] * len(model_input)} | of which several hold words",
            })
    void aModelThatFailsIsToldInOneSentence(String body, String expected) throws Exception {
        Files.writeString(folder.resolve("rows.csv"), "id,a,y\n" + "1,0.5,1\n2,0.25,0\n3,1,1\n4,2,0\n5,3,1\n6,4,0\n");
        Files.writeString(
                folder.resolve("own.py"),
                "import mlflow, numpy\nclass Own(mlflow.pyfunc.PythonModel):\n"
                        + "    def predict(self, context, model_input, params=None):\n        " + body + "\n");
        Files.writeString(folder.resolve("save.py"), """
            import mlflow, own
            from mlflow.types.schema import ColSpec, Schema
            mlflow.pyfunc.save_model("model", python_model=own.Own(), code_paths=["own.py"], signature=
                mlflow.models.ModelSignature(Schema([ColSpec("double", "a")])))
            """);
        Peers.run(folder, environment(), 120, "save.py");
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " metrics: [accuracy], python: {executable: " + Peers.python() + ", seconds: "
                        + (body.contains("bytearray") ? 40 : 3) + ", memory: 700}}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        String message = assertThrows(
                        InputException.class,
                        () -> Evaluation.run(Project.read(folder, null), run, null, Progress.SILENT))
                .getMessage();
        assertTrue(message.contains(expected.strip()), message);
        assertEquals(1, message.lines().count(), message);
    }

    /** Its environment is made and is the one that is asked: nothing is installed in it, so it lacks what the model needs. */
    @Test
    void theModelsOwnEnvironmentIsTheOneThatIsAsked() throws Exception {
        Peers.python();
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(folder.resolve("model/MLmodel"), "flavors: {sklearn: {pickled_model: model.pkl}}\n");
        Files.writeString(folder.resolve("model/python_env.yaml"), "dependencies: []\n");
        Files.writeString(folder.resolve("rows.csv"), "id,a,y\n1,0.5,1\n2,0.25,0\n");
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " metrics: [accuracy], python: {envManager: virtualenv}}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        String message = assertThrows(
                        InputException.class,
                        () -> Evaluation.run(Project.read(folder, null), run, null, Progress.SILENT))
                .getMessage();
        assertTrue(message.contains("model (sklearn) needs 'sklearn', which this Python has not"), message);
        try (var environments = Files.list(folder.resolve(".cd4ml/environments"))) {
            assertEquals(
                    1,
                    environments
                            .filter(e -> Files.exists(e.resolve("bin/python")))
                            .count());
        }
    }

    @Test
    void aPythonWithoutTheLibrariesIsToldWithTheWay() throws Exception {
        fit("forest-m");
        Files.writeString(
                folder.resolve("python"),
                "#!/bin/sh\nunset PYTHONPATH\nexec " + Peers.python() + " -S \"$@\"\n"); // without installed packages
        assertTrue(folder.resolve("python").toFile().setExecutable(true));
        String message =
                assertThrows(InputException.class, () -> evaluate("auc", null)).getMessage();
        assertTrue(message.contains("model (sklearn) needs 'sklearn', which this Python has not"), message);
        assertTrue(message.endsWith("install it there, or name another Python by evaluate.python."), message);
    }
}
