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

    /** As MLflow itself has it: points may be logged in any order. */
    @Test
    void thePointOfTheHighestStepCounts() throws IOException {
        Path metrics = Files.createDirectories(folder.resolve("run/metrics"));
        Files.writeString(metrics.resolve("loss"), "20 0.9 0\n30 0.4 9\n40 0.7 5\n31 0.5 9\n");
        Files.writeString(metrics.resolve("gain"), "20 -inf 0\n");
        Files.writeString(metrics.resolve("lost"), "20 inf 0 data 0a1b\n");
        assertEquals(
                Map.of("loss", 0.5, "gain", Double.NEGATIVE_INFINITY, "lost", Double.POSITIVE_INFINITY),
                ExternalFile.read("mlflow", folder.resolve("run")));
    }

    @Test
    void whatMlflowSaysOfARunIsItsMetrics() throws IOException {
        assertEquals(
                Map.of("auc", 0.9),
                read(
                        "mlflow",
                        "described.json",
                        "{\"info\": {\"start_time\": 17}, \"data\": {\"metrics\": {\"auc\": 0.9}}}"));
        assertEquals(
                Map.of("auc", 0.9, "loss", Double.NaN),
                read(
                        "mlflow",
                        "answered.json",
                        "{\"run\": {\"data\": {\"metrics\": [{\"key\": \"auc\", \"value\": 0.9, \"step\": 3},"
                                + " {\"key\": \"loss\", \"value\": \"NaN\"}]}}}"));
        assertEquals(
                "DIR/none.json is of an MLflow run without metrics.",
                refused("mlflow", "none.json", "{\"info\": {\"start_time\": 17}, \"data\": {\"metrics\": {}}}"));
    }

    /** Whichever of them came last would have been the gate's number. */
    @Test
    void whatIsThereTwiceAndDiffersIsNoNumber() throws IOException {
        String entry = "{\"entity\": \"Column\", \"instance\": \"age\", \"name\": \"Completeness\", \"value\": ";
        assertEquals(
                Map.of("Completeness.age", Double.NaN),
                read("deequ", "days.json", "[" + entry + "0.2}, " + entry + "1.0}]"));
        assertEquals(
                Map.of("Completeness.age", 1.0), read("deequ", "day.json", "[" + entry + "1.0}, " + entry + "1}]"));
        assertEquals(Map.of("a.b", Double.NaN), read("json", "two.json", "{\"a\": {\"b\": 2}, \"a.b\": 1}"));
        String metric =
                "{\"metric\": \"ColumnDriftMetric\", \"result\": {\"column_name\": \"%s\", \"drift_score\": %s}}";
        assertEquals(
                Map.of("ColumnDriftMetric.age.drift_score", 0.9, "ColumnDriftMetric.income.drift_score", 0.1),
                read(
                        "evidently",
                        "columns.json",
                        "{\"metrics\": [" + metric.formatted("age", "0.9") + ", " + metric.formatted("income", "0.1")
                                + "]}"));
        String value = "{\"metric_name\": \"RowCount\", \"value\": %s}";
        assertEquals(
                Map.of("RowCount", Double.NaN),
                read(
                        "evidently",
                        "rows.json",
                        "{\"metrics\": [" + value.formatted("1") + ", " + value.formatted("2") + "]}"));
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

    @Test
    void crashesOfSeveralSuitesAddUp() throws IOException {
        String crashed =
                "<testsuite tests='1' errors='1'/><testsuite tests='2' errors='1'><testcase name='a'/></testsuite>"
                        + "<testsuite failures='1'><testcase name='b'><failure/></testcase></testsuite>";
        assertEquals(
                3.0,
                read("junit", "all.xml", "<testsuites>" + crashed + "</testsuites>")
                        .get("failed"));
        assertEquals(
                4.0,
                read("junit", "more.xml", "<testsuites failures='4'>" + crashed + "</testsuites>")
                        .get("failed"));
    }

    @Test
    void casesThatWereAllSkippedTestNothing() {
        assertEquals(
                "DIR/s.xml has skipped cases only: nothing was tested.",
                refused("junit", "s.xml", "<testsuite><testcase name='a'><skipped/></testcase></testsuite>"));
        assertEquals(
                "DIR/g.xml has skipped cases only: nothing was tested.",
                refused("junit", "g.xml", "<testsuite disabled='1'><testcase name='a' status='notrun'/></testsuite>"));
    }

    /** Gradle and Surefire write a file a class; the folder is what a project can name. */
    @Test
    void aFolderOfResultsIsRead() throws Exception {
        assertEquals(Map.of("tests", 6.0, "failed", 3.0, "skipped", 1.0), genuine("junit", "gradle"));
        Path reports = Files.createDirectories(folder.resolve("reports"));
        assertEquals(
                "DIR/reports has no XML files: nothing was tested.",
                assertThrows(InputException.class, () -> ExternalFile.read("junit", reports))
                        .getMessage()
                        .replace(folder.toString(), "DIR"));
        Files.writeString(reports.resolve("testng-results.xml"), "<testng-results/>");
        assertThrows(InputException.class, () -> ExternalFile.read("junit", reports));
        Files.writeString(reports.resolve("TEST-a.xml"), "<testsuite><testcase/></testsuite>");
        assertEquals(1.0, ExternalFile.read("junit", reports).get("tests"));
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
