package io.jenkins.plugins.cd4ml.engine.train.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The learning rate at each step of six epochs of two steps. */
class ScheduleTest {
    @Test
    void fixedIsFixed() throws Exception {
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, rates(""), 1e-6);
    }

    @Test
    void stepsHalveTheRateEveryTwoEpochs() throws Exception {
        assertArrayEquals(
                new double[] {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25},
                rates("\"kind\": \"step\", \"every\": 2"),
                1e-6);
    }

    @Test
    void warmupRisesAndCosineFallsToItsFactor() throws Exception {
        double[] rates = rates("\"kind\": \"cosine\", \"warmup\": 2, \"factor\": 0.2");
        assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, Arrays.copyOf(rates, 4), 1e-6);
        assertArrayEquals(
                new double[] {
                    1, 0.2 + 0.8 * (1 + Math.cos(Math.PI / 8)) / 2, 0.2 + 0.8 * (1 + Math.cos(Math.PI * 7 / 8)) / 2
                },
                new double[] {rates[4], rates[5], rates[11]},
                1e-6);
    }

    private static double[] rates(String schedule) throws Exception {
        DjlSettings settings = DjlSettings.of(
                Json.MAPPER.readTree("{\"learningRate\": 1, \"epochs\": 6, \"schedule\": {" + schedule + "}}"), 1);
        double[] rates = new double[12];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = Optimizers.rate(settings, 2).getNewValue(i + 1);
        }
        return rates;
    }
}
