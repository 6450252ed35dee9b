package io.jenkins.plugins.cd4ml.engine.gate.limit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.ExpectedValues;
import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void equalsStatsmodels() {
        for (JsonNode c : ExpectedValues.of("holm")) {
            double[] adjusted = Holm.adjust(ExpectedValues.numbers(c.get("p")));
            assertArrayEquals(ExpectedValues.numbers(c.get("adjusted")), adjusted, 1e-10);
        }
    }

    /** The example of four hypotheses at 0.05 in Wikipedia's article "Holm–Bonferroni method": the first and last go. */
    @Test
    void rejectsTwoOfTheFourHypothesesOfTheTextbook() {
        assertArrayEquals(
                new double[] {0.03, 0.06, 0.06, 0.02}, Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}), 1e-12);
    }

    @Test
    void aTestWithoutAResultStillCounts() {
        assertArrayEquals(new double[] {0.02, Double.NaN}, Holm.adjust(new double[] {0.01, Double.NaN}), 1e-12);
    }
}
