package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of a project's Python beside a scored holdout: intervals, comparisons, slices and gates like any metric's. */
class CustomMetricPeerTest {
    private static final String MEASURES = """
        import numpy
        def right(rows):
            return rows["truth"] == rows["prediction"]
        def loss(rows):
            p = numpy.where(rows["truth"] == "yes", rows["p_yes"], rows["p_no"])
            return -numpy.log(numpy.clip(p, 2.220446049250313e-16, 1))
        def mean_loss(rows):
            return loss(rows).mean()
        def income(rows):
            assert rows["region"].dtype == object
            return rows["income"] * (rows["prediction"] == "yes") - 20
        """;
    private static final String BASE = "target: churned\nmetrics: [accuracy, log_loss]\nslices: [region]\n";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("zipmap.onnx", "age", "income");
        Files.writeString(folder.resolve("measures.py"), MEASURES);
    }

    private String custom(String entries) {
        return BASE + "python: {executable: " + Peers.python() + "}\ncustom: {" + entries + "}\n";
    }

    private void alike(String own, String known, String slice) {
        JsonNode mine = project.metric(own, slice);
        JsonNode theirs = project.metric(known, slice);
        assertEquals(theirs.get("value").asDouble(), mine.get("value").asDouble(), 1e-12);
        for (String end : new String[] {"low", "high"}) {
            assertEquals(
                    theirs.at("/interval/" + end).asDouble(),
                    mine.at("/interval/" + end).asDouble(),
                    1e-9,
                    own + " " + end);
        }
    }

    /** What is known here and measured by a function once more gets the same interval, of all rows and of a slice. */
    @Test
    void whatAFunctionMeasuresHasTheIntervalOfTheSameMetricHere() throws Exception {
        project.evaluate(custom("right: {function: measures.py:right},"
                        + " loss: {function: measures.py:loss, higherIsBetter: false, range: [0, .inf]},"
                        + " mean: {function: measures.py:mean_loss, returns: number, higherIsBetter: false}"))
                .run(null);
        for (String slice : new String[] {null, "region=west"}) {
            alike("custom.right", "accuracy", slice);
            alike("custom.loss", "log_loss", slice);
            JsonNode number = project.metric("custom.mean", slice);
            JsonNode known = project.metric("log_loss", slice);
            assertEquals(known.get("value").asDouble(), number.get("value").asDouble(), 1e-12);
            double width = known.at("/interval/high").asDouble()
                    - known.at("/interval/low").asDouble();
            // the same units are drawn by the same numbers, and no function of sums is known of it
            assertEquals(
                    known.at("/interval/low").asDouble(),
                    number.at("/interval/low").asDouble(),
                    width / 5);
            assertEquals(
                    known.at("/interval/high").asDouble(),
                    number.at("/interval/high").asDouble(),
                    width / 5);
        }
    }

    @Test
    void gatesCompareItRowByRowWithTheChampionsAnswers() throws Exception {
        String entries = "loss: {function: measures.py:loss, higherIsBetter: false},"
                + " mean: {function: measures.py:mean_loss, returns: number, higherIsBetter: false}";
        String gate = ", against: production, maxChange: 0.1, confidence: 0.95}";
        project.evaluate(custom(entries) + "against: production\n")
                .gates("[{metric: log_loss" + gate + ", {metric: custom.loss" + gate + ", {metric: custom.mean" + gate
                        + ", {metric: custom.loss, slice: region, max: 5, confidence: 0.9}]")
                .run(project.champion("named.onnx"));
        GateItem known = project.check().items().get(0);
        for (int i = 1; i <= 2; i++) {
            GateItem own = project.check().items().get(i);
            assertEquals(known.verdict(), own.verdict(), own.reason());
            assertEquals(known.observed(), own.observed(), 1e-12);
            assertEquals(known.baseline(), own.baseline(), 1e-12);
        }
        assertEquals(
                Verdict.PASSED,
                project.check().items().get(3).verdict(),
                project.check().items().get(3).reason());
    }

    @Test
    void aModelComparedWithItselfIsKnownToBeTheSame() throws Exception {
        Champion same = new Champion(
                "production",
                1,
                io.jenkins.plugins.cd4ml.engine.lineage.Digests.of(folder.resolve("model")),
                folder.resolve("model"));
        project.evaluate(custom("mean: {function: measures.py:mean_loss, returns: number}") + "against: production\n")
                .gates("[{metric: custom.mean, against: production, minChange: 0, confidence: 0.95}]")
                .run(same);
        assertEquals(
                "identical-models",
                project.evaluation().at("/comparisons/0/method").asText());
    }

    @Test
    void columnsOfTheDataAreGiven() throws Exception {
        project.evaluate(custom("income: {function: measures.py:income, columns: [income, region]}"))
                .run(null);
        JsonNode income = project.metric("custom.income", null);
        assertTrue(income.get("value").isNumber(), income.toString());
        assertTrue(income.at("/interval/low").asDouble() < income.get("value").asDouble());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "values | return [1.0] * 7 | returned 7 values for 120 rows; return one a row.",
                "values | return 1.0 | returned 1 value for 120 rows; return one a row, or say returns: number.",
                "values | return numpy.zeros((120, 2)) | it returned an array of 2 dimensions; one value a row is"
                        + " wanted.",
                "values | return rows['nothing'] | its Python says KeyError: there is no 'nothing'.",
                "values | import os; os._exit(9) | its Python ended with exit code 9; it said nothing.",
                "values | import time; time.sleep(60) | its Python gave no answer within 2 s.",
                "values | return ['x'] * 120 | it returned 'x' for a row, which is no number.",
                "number | return [1.0, 2.0] | it returned 2 values; one number is wanted.",
                "number | return 'x' | it returned no number; one number is wanted.",
                "number | return None | it returned nothing; one number is wanted.",
                "number | import time; time.sleep(0.05); return 1.0 | took more than 2 s in all for its resamples;",
            })
    void whatAFunctionDoesWrongIsToldInOneSentence(String returns, String body, String expected) throws Exception {
        Files.writeString(folder.resolve("bad.py"), "import numpy\ndef bad(rows):\n    " + body + "\n");
        project.evaluate(BASE + "python: {executable: " + Peers.python() + ", seconds: 2}\ncustom: {bad: {function:"
                + " bad.py:bad, returns: " + returns + "}}\n");
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.startsWith("evaluate.custom.bad"), message);
        assertTrue(message.contains(expected.strip()), message);
        assertEquals(1, message.lines().count(), message);
        assertFalse(project.run.has(RunFolder.EVALUATION), "an evaluation that fails leaves none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "values | return numpy.where(numpy.arange(len(rows['truth'])) % 40 == 2, numpy.nan, 1)"
                        + " | 3 of 120 rows have no usable value, the first is row 3 with NaN",
                "values | return numpy.full(len(rows['truth']), 1e308)"
                        + " | 120 of 120 rows have no usable value, the first is row 1 with 1.0E308",
                "number | return float('nan') | custom.bad is undefined: bad returned no usable number",
            })
    void whatIsNoNumberIsAnErrorForItsGateOnly(String returns, String body, String expected) throws Exception {
        Files.writeString(folder.resolve("bad.py"), "import numpy\ndef bad(rows):\n    " + body + "\n");
        project.evaluate(custom("bad: {function: bad.py:bad, returns: " + returns + "}"))
                .gates("[{metric: custom.bad, min: 0, confidence: 0.95}, {metric: accuracy, min: 0.1}]")
                .run(null);
        GateItem item = project.check().items().get(0);
        assertEquals(Verdict.ERROR, item.verdict(), item.reason());
        assertTrue(item.reason().contains(expected.strip()), item.reason());
        assertEquals(Verdict.PASSED, project.check().items().get(1).verdict());
    }

    @Test
    void aMissingFunctionFileOrColumnIsNamed() throws Exception {
        project.evaluate(custom("bad: {function: measures.py:nothing}"));
        assertEquals(
                "evaluate.custom.bad: it has no function 'nothing'.",
                assertThrows(InputException.class, () -> project.run(null)).getMessage());
        project.evaluate(custom("bad: {function: other.py:f}"));
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.contains("other.py does not exist below"), message);
        project.evaluate(custom("bad: {function: measures.py:income, columns: [wage]}"));
        message = assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.contains("has no column 'wage'"), message);
    }
}
