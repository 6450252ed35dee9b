package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the tools themselves write them today. */
class ExternalPeerTest {
    private static final Map<String, String> QUIET =
            Map.of("GX_ANALYTICS_ENABLED", "False", "DO_NOT_TRACK", "1", "MLFLOW_ALLOW_FILE_STORE", "true");

    @TempDir
    Path folder;

    private void run(Path python, String script) throws Exception {
        Files.writeString(folder.resolve("write.py"), script);
        Peers.run(python, folder, QUIET, 180, "write.py");
    }

    @Test
    void dvclive() throws Exception {
        run(Peers.python(), """
                from dvclive import Live
                with Live("dvclive", save_dvc_exp=False, report=None) as live:
                    for i in range(3):
                        live.log_metric("train/loss", 1 / (i + 1))
                        live.next_step()
                    live.log_metric("auc", 0.875)
                """);
        Map<String, Double> numbers = ExternalFile.read("json", folder.resolve("dvclive/metrics.json"));
        assertEquals(1.0 / 3, numbers.get("train.loss"));
        assertEquals(0.875, numbers.get("auc"));
    }

    @Test
    void mlflowsFileStoreAndItsEvaluation() throws Exception {
        run(Peers.python(), """
                import mlflow, os, pandas
                mlflow.set_tracking_uri("file:" + os.path.abspath("mlruns"))
                with mlflow.start_run() as run:
                    for i in range(3):
                        mlflow.log_metric("val/loss", 0.5 / (i + 1), step=i)
                    mlflow.log_metric("broken", float("nan"))
                    rows = pandas.DataFrame({"y": [0, 1, 0, 1, 1], "p": [0, 1, 1, 1, 0]})
                    mlflow.models.evaluate(data=rows, predictions="p", targets="y", model_type="classifier",
                                           evaluator_config={"log_explainer": False}).save("evaluated")
                os.symlink(os.path.join("mlruns", "0", run.info.run_id), "run")
                """);
        Map<String, Double> stored =
                ExternalFile.read("mlflow", folder.resolve("run").toRealPath());
        assertEquals(0.5 / 3, stored.get("val/loss"));
        assertTrue(stored.get("broken").isNaN());
        assertEquals(0.6, stored.get("accuracy_score"));
        assertEquals(
                0.6,
                ExternalFile.read("json", folder.resolve("evaluated/metrics.json"))
                        .get("accuracy_score"));
    }

    @Test
    void greatExpectations() throws Exception {
        run(Peers.checks(), """
                import great_expectations as gx, json, pandas
                rows = pandas.DataFrame({"age": [20, 30, 40, None], "income": [1.0, 2.0, 3.0, 4.0]})
                context = gx.get_context(mode="ephemeral")
                batch = (context.data_sources.add_pandas("p").add_dataframe_asset("a")
                         .add_batch_definition_whole_dataframe("b"))
                suite = context.suites.add(gx.ExpectationSuite(name="s", expectations=[
                    gx.expectations.ExpectColumnValuesToNotBeNull(column="age"),
                    gx.expectations.ExpectColumnValuesToBeBetween(column="income", min_value=0, max_value=10)]))
                validation = context.validation_definitions.add(
                    gx.ValidationDefinition(name="v", data=batch, suite=suite))
                result = validation.run(batch_parameters={"dataframe": rows})
                json.dump(result.to_json_dict(), open("validation.json", "w"))
                checkpoint = context.checkpoints.add(gx.Checkpoint(name="c", validation_definitions=[validation]))
                open("checkpoint.json", "w").write(checkpoint.run(batch_parameters={"dataframe": rows}).describe())
                """);
        Map<String, Double> one = Map.of("checks", 2.0, "failed", 1.0, "success", 0.0);
        assertEquals(one, ExternalFile.read("great-expectations", folder.resolve("validation.json")));
        assertEquals(one, ExternalFile.read("great-expectations", folder.resolve("checkpoint.json")));
    }

    @Test
    void evidently() throws Exception {
        run(Peers.checks(), """
                import numpy, pandas
                from evidently import Report
                from evidently.metrics import MinValue, MissingValueCount
                from evidently.presets import DataDriftPreset
                from evidently.tests import lte
                random = numpy.random.default_rng(0)
                before = pandas.DataFrame({"x": random.normal(size=300), "y": random.normal(size=300)})
                after = pandas.DataFrame({"x": random.normal(size=300) + 1, "y": random.normal(size=300)})
                Report([DataDriftPreset(), MissingValueCount(column="x", tests=[lte(0)]),
                        MinValue(column="x", tests=[lte(-100)])]).run(after, before).save_json("snapshot.json")
                """);
        Map<String, Double> numbers = ExternalFile.read("evidently", folder.resolve("snapshot.json"));
        assertEquals(1.0, numbers.get("DriftedColumnsCount(drift_share=0.5).count"));
        assertTrue(numbers.get("ValueDrift(column=x,method=K-S p_value,threshold=0.05)") < 1e-10, numbers::toString);
        assertEquals(2.0, numbers.get("tests"));
        assertEquals(1.0, numbers.get("tests_failed"));
    }

    @Test
    void pytest() throws Exception {
        Files.writeString(folder.resolve("test_scores.py"), """
                import pytest
                @pytest.mark.parametrize("rows", [1, 2])
                def test_scored(rows): assert rows
                def test_probability(): assert 1.7 <= 1, "<score> & \\u2014"
                @pytest.fixture
                def model(): raise OSError("no model")
                def test_with_model(model): pass
                @pytest.mark.skip(reason="no accelerator")
                def test_accelerator(): pass
                @pytest.mark.xfail
                def test_known_to_fail(): assert False
                """);
        Files.writeString(folder.resolve("test_broken.py"), "import nothing_of_that_name\n");
        Files.writeString(folder.resolve("write.py"), """
                import os, sys
                sys.path.insert(0, os.environ["PYTEST"])
                import pytest
                print(int(pytest.main(["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors",
                                       "--junitxml=junit.xml"])))
                """);
        String pytest = Peers.models().resolve("pytest").toString();
        Peers.run(folder, Map.of("PYTEST", pytest, "PYTHONDONTWRITEBYTECODE", "1"), 60, "write.py");
        assertEquals(
                Map.of("tests", 7.0, "failed", 3.0, "skipped", 2.0),
                ExternalFile.read("junit", folder.resolve("junit.xml")));
    }
}
