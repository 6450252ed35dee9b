package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import static io.jenkins.plugins.cd4ml.engine.evaluate.ExpectedValues.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.ExpectedValues;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Bootstrap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.DeLong;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Evidence;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.McNemar;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests and intervals against scipy and statsmodels, to 1e-10. */
class ReferenceTest {
    private static final double CLOSE = 1e-10;

    @Test
    void delongEqualsItsDefinitionAndMannWhitney() {
        for (JsonNode c : ExpectedValues.of("delong")) {
            double[] labels = numbers(c.get("labels"));
            double[] first = numbers(c.get("first"));
            double[] second = numbers(c.get("second"));
            DeLong test = DeLong.of(labels, first, second);
            assertArrayEquals(numbers(c.get("areas")), new double[] {test.first(), test.second()}, CLOSE);
            assertArrayEquals(numbers(c.get("rank")), new double[] {test.first(), test.second()}, CLOSE);
            assertEquals(c.get("error").asDouble(), test.standardError(), CLOSE);
            PairedComparison comparison = PairedComparison.compare(
                    Metrics.of("auc"),
                    Sample.binary(labels, first),
                    Sample.binary(labels, second),
                    ComparisonOptions.of(0.95, 0));
            assertEquals("delong", comparison.method());
            // DeLong's own normal interval, which is too narrow for few rows
            Evidence normal = new Evidence.Normal(test.difference(), test.standardError());
            assertEquals(c.get("low").asDouble(), normal.quantile(0.025), CLOSE);
            assertEquals(c.get("high").asDouble(), normal.quantile(0.975), CLOSE);
            assertEquals(c.get("above").asDouble(), normal.atMost(-0.02), CLOSE);
            double width = normal.quantile(0.975) - normal.quantile(0.025);
            assertTrue(comparison.high() - comparison.low() > width, "of few rows");
        }
    }

    @Test
    void mcnemarEqualsStatsmodels() {
        for (JsonNode c : ExpectedValues.of("mcnemar")) {
            McNemar table = new McNemar(
                    c.get("gains").asLong(),
                    c.get("losses").asLong(),
                    c.get("rows").asLong());
            assertEquals(c.get("exact").asDouble(), table.exact(), CLOSE);
            assertEquals(c.get("midP").asDouble(), table.midP(), CLOSE);
            assertEquals(c.get("score").asDouble(), table.score(0), CLOSE);
            double z = 1.9599639845400545;
            assertArrayEquals(numbers(c.get("interval")), new double[] {table.bound(z), table.bound(-z)}, CLOSE);
        }
    }

    @Test
    void bootstrapIntervalsEqualScipyOnOneDistribution() {
        for (JsonNode c : ExpectedValues.of("bootstrap")) {
            double[] values = numbers(c.get("values"));
            double[] zeros = new double[values.length];
            Statistic mean = new Statistic(Metrics.of("mae"), Sample.regression(zeros, values), null);
            ComparisonOptions options = ComparisonOptions.of(0.95, 0)
                    .with(
                            "BCa".equals(c.get("method").asText())
                                    ? ComparisonOptions.Method.BCA
                                    : ComparisonOptions.Method.PERCENTILE);
            Resamples resamples = new Resamples(numbers(c.get("resamples")), "none");
            Evidence evidence = Bootstrap.evidence(mean, mean.value(), resamples, options);
            assertEquals(
                    c.get("low").asDouble(),
                    evidence.quantile(0.025),
                    CLOSE,
                    c.get("method").asText());
            assertEquals(
                    c.get("high").asDouble(),
                    evidence.quantile(0.975),
                    CLOSE,
                    c.get("method").asText());
        }
    }

    @Test
    void jackknifeOfStrataIsThatOfTheSumOfTheirMeans() {
        double[] values = {1, 2, 4, 8, 3, 9};
        Statistic mean = new Statistic(Metrics.of("mae"), Sample.regression(new double[6], values), null);
        List<int[]> one = List.of(IntStream.range(0, 6).toArray());
        double cubes = 0;
        double squares = 0;
        for (double v : values) {
            cubes += Math.pow((v - 4.5) / 6, 3);
            squares += Math.pow((v - 4.5) / 6, 2);
        }
        assertEquals(cubes / Math.pow(squares, 1.5) / 6, Jackknife.acceleration(mean, one), CLOSE);
    }

    @Test
    void permutationTestEqualsScipysExactOne() {
        for (JsonNode c : ExpectedValues.of("permutation")) {
            double[] labels = numbers(c.get("labels"));
            PairedComparison comparison = PairedComparison.compare(
                    Metrics.of("mae"),
                    Sample.regression(labels, numbers(c.get("first"))),
                    Sample.regression(labels, numbers(c.get("second"))),
                    ComparisonOptions.of(0.95, 0).with(ComparisonOptions.Method.PERMUTATION));
            assertEquals(c.get("greater").asDouble(), comparison.pBelow(0), CLOSE);
            assertEquals(c.get("less").asDouble(), comparison.pAbove(0), CLOSE);
        }
    }
}
