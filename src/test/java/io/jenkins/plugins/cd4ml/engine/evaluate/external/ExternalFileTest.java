package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalFileTest {
    @TempDir
    Path folder;

    private Map<String, Double> read(String format, String name, String text) throws IOException {
        return ExternalFile.read(format, Files.writeString(folder.resolve(name), text));
    }

    private String refused(String format, String name, String text) {
        String message = assertThrows(InputException.class, () -> read(format, name, text))
                .getMessage();
        return message.replace(folder.toString(), "DIR");
    }

    @Test
    void dvcliveMetricsKeepTheirPaths() throws IOException {
        assertEquals(
                Map.of("step", 3.0, "train.accuracy", 0.9, "val.loss", Double.NaN),
                read(
                        "json",
                        "metrics.json",
                        "{\"step\": 3, \"train\": {\"accuracy\": 0.9}, \"val\": {\"loss\": NaN}}"));
        assertEquals(Map.of("auc", 0.7), read("json", "metrics.yaml", "auc: 0.7\nname: model\n"));
        assertEquals(
                Map.of("auc", 0.7, "val.loss", Double.NaN, "val.done", 1.0),
                read("json", "metrics.toml", "auc = 0.7\nname = 'model'\n[val]\nloss = nan\ndone = true\n"));
        assertTrue(refused("json", "m.toml", "auc = \n").startsWith("DIR/m.toml line 1 cannot be read as TOML: "));
    }

    @Test
    void lastPointOfAnMlflowMetricCounts() throws IOException {
        Path metrics = Files.createDirectories(folder.resolve("run/metrics/val"));
        Files.writeString(metrics.resolve("loss"), "1700000000000 0.9 0\n1700000000100 0.4 1\n");
        Files.writeString(folder.resolve("run/metrics/auc"), "1700000000000 nan 0\n");
        assertEquals(Map.of("val/loss", 0.4, "auc", Double.NaN), ExternalFile.read("mlflow", folder.resolve("run")));
    }

    @Test
    void greatExpectationsAreCountedAndNotBelieved() throws IOException {
        String lying = "{\"success\": true, \"statistics\": {\"unsuccessful_expectations\": 0},"
                + " \"results\": [{\"success\": true}, {\"success\": false}]}";
        assertEquals(
                Map.of("checks", 2.0, "failed", 1.0, "success", 0.0), read("great-expectations", "gx.json", lying));
        String checkpoint = "{\"success\": true, \"run_results\": {\"a\": {\"validation_result\": {\"success\": true,"
                + " \"results\": [{\"success\": true}]}}, \"b\": {\"success\": true, \"results\": []}}}";
        assertEquals(
                Map.of("checks", 1.0, "failed", 0.0, "success", 1.0),
                read("great-expectations", "cp.json", checkpoint));
    }

    @Test
    void whatCheckedNothingIsNoCleanBill() {
        InputException expectations = assertThrows(
                InputException.class,
                () -> read("great-expectations", "empty.json", "{\"success\": true, \"results\": []}"));
        assertTrue(expectations.getMessage().endsWith("empty.json has no results: nothing was checked."));
        InputException tests = assertThrows(
                InputException.class,
                () -> read("junit", "none.xml", "<testsuites><testsuite tests='0'/></testsuites>"));
        assertTrue(tests.getMessage().endsWith("none.xml has no <testcase>: nothing was tested."));
    }

    @Test
    void aSuiteThatOwnsUpToMoreFailuresThanItsCasesShowIsBelieved() throws IOException {
        String crashed = "<testsuite tests='3' errors='1' failures='1'><testcase name='a'/></testsuite>";
        assertEquals(2.0, read("junit", "crashed.xml", crashed).get("failed"));
        String suite = "<testsuite><testcase name='a'><failure/></testcase><error>in the teardown</error></testsuite>";
        assertEquals(2.0, read("junit", "suite.xml", suite).get("failed"));
    }

    private Map<String, Double> genuine(String format, String name) throws Exception {
        return ExternalFile.read(format, Path.of(getClass().getResource(name).toURI()));
    }

    /** README.md beside the files says how Deequ and Surefire came to write them. */
    @Test
    void deequConstraintsAreCounted() throws Exception {
        assertEquals(Map.of("checks", 6.0, "failed", 3.0, "success", 0.0), genuine("deequ", "deequ-checks.json"));
    }

    @Test
    void deequMetricsAreCalledByTheirColumn() throws Exception {
        assertEquals(
                Map.of(
                        "Size", 5.0,
                        "Completeness.age", 0.8,
                        "Completeness.income", 1.0,
                        "Uniqueness.customer_id", 0.6,
                        "Compliance.region contained in north,south,west", 1.0),
                genuine("deequ", "deequ-metrics.json"));
    }

    @Test
    void surefiresReportIsCountedAndAFlakyTestPasses() throws Exception {
        assertEquals(Map.of("tests", 6.0, "failed", 2.0, "skipped", 1.0), genuine("junit", "surefire.xml"));
    }

    @Test
    void evidentlyMetricsOfBothGenerations() throws IOException {
        assertEquals(
                Map.of(
                        "DriftedColumnsCount.count",
                        2.0,
                        "DriftedColumnsCount.share",
                        0.2,
                        "tests",
                        1.0,
                        "tests_failed",
                        1.0),
                read(
                        "evidently",
                        "new.json",
                        "{\"metrics\": [{\"metric_name\": \"DriftedColumnsCount\", \"value\":"
                                + " {\"count\": 2, \"share\": 0.2}}], \"tests\": [{\"status\": \"FAIL\"}]}"));
        assertEquals(
                Map.of("DatasetDriftMetric.dataset_drift", 1.0),
                read(
                        "evidently",
                        "old.json",
                        "{\"metrics\": [{\"metric\": \"DatasetDriftMetric\", \"result\": {\"dataset_drift\":"
                                + " true}}]}"));
    }

    @Test
    void junitCasesAreCountedOnce() throws IOException {
        assertEquals(
                Map.of("tests", 3.0, "failed", 1.0, "skipped", 1.0),
                read(
                        "junit",
                        "t.xml",
                        "<testsuites><testsuite><testcase><failure/><error/></testcase>"
                                + "<testcase><skipped/></testcase><testcase/></testsuite></testsuites>"));
    }

    @Test
    void otherFilesAreRefusedInOneSentence() {
        assertEquals("DIR/a.xml is no JUnit result: it has no <testsuite>.", refused("junit", "a.xml", "<html/>"));
        assertTrue(refused("junit", "b.xml", "<a>").startsWith("DIR/b.xml line 1 is not XML"));
        assertTrue(refused("json", "c.json", "{\"a\": ").startsWith("DIR/c.json line 1 cannot be read as JSON"));
        assertEquals("DIR/d.json holds no numbers.", refused("json", "d.json", "{\"a\": \"b\"}"));
        assertEquals(
                "DIR/e.json is no result of Deequ: it is not a list of constraints or metrics.",
                refused("deequ", "e.json", "[]"));
        assertEquals(
                "DIR/e2.json is no result of Deequ: an entry has neither 'constraint_status' nor 'name' and 'value'.",
                refused("deequ", "e2.json", "[{\"name\": \"Size\", \"value\": \"5\"}]"));
        assertEquals(
                "DIR/f.json is no validation result of Great Expectations: it has no 'results'.",
                refused("great-expectations", "f.json", "{\"success\": true}"));
        assertEquals(
                "DIR/g.json is no report of Evidently: it has neither metrics nor tests.",
                refused("evidently", "g.json", "{}"));
        String entity = "<!DOCTYPE x [<!ENTITY e SYSTEM"
                + " \"file:///etc/passwd\">]><testsuite><testcase>&e;</testcase></testsuite>";
        assertTrue(
                refused("junit", "h.xml", entity).startsWith("DIR/h.xml line 1 is not XML"),
                "an entity is not followed");
    }
}
