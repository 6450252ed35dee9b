package io.jenkins.plugins.cd4ml.engine.data.stats;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against numpy and scipy: statistics.json beside this class' resources, written by statistics.py. */
class StatisticsTest {
    private static final double CLOSE = 1e-9;

    @TestFactory
    Stream<DynamicTest> numbersAreThoseOfNumpyAndScipy() throws IOException {
        JsonNode cases;
        try (InputStream in =
                StatisticsTest.class.getResourceAsStream("/io/jenkins/plugins/cd4ml/engine/data/statistics.json")) {
            cases = Json.MAPPER.readTree(in).get("cases");
        }
        assertTrue(cases.size() >= 20);
        return agreements(cases);
    }

    /** One test for each case of statistics.py and each way to count. */
    static Stream<DynamicTest> agreements(JsonNode cases) {
        return StreamSupport.stream(cases.spliterator(), false)
                .flatMap(c -> Stream.of(1, 1 << 20) // 1: refine down to single keys
                        .map(gather -> DynamicTest.dynamicTest(
                                c.get("name").asText() + ", gather " + gather, () -> agree(c, gather))));
    }

    private static void agree(JsonNode c, int gather) {
        try (Spool spool = new Spool(100_000, 0)) { // small blocks, all in the file
            Spool.Column a = column(spool, c.get("a"));
            Spool.Column b = column(spool, c.get("b"));
            NumberSummary left = NumberSummary.of(a, 10_000, false);
            NumberSummary right = NumberSummary.of(b, 10_000, false);
            assertAll(() -> described(c.get("describeA"), left), () -> described(c.get("describeB"), right));
            if (c.has("ks")) {
                long low = Math.min(left.lowKey(), right.lowKey());
                long high = Math.max(left.highKey(), right.highKey());
                assertEquals(
                        c.get("ks").asDouble(), KolmogorovSmirnov.of(a, b, low, high, gather), 0, "exactly scipy's");
                long[] edges = Distances.edges(b, right.lowKey(), right.highKey());
                long[] p = Distances.count(a, edges);
                long[] q = Distances.count(b, edges);
                close(c.get("psi").asDouble(), Distances.psi(p, q));
                close(c.get("js").asDouble(), Distances.jensenShannon(p, q));
            }
        }
    }

    private static void described(JsonNode said, NumberSummary summary) {
        assertEquals(said.get("count").asLong(), summary.count());
        assertEquals(said.get("distinct").asLong(), summary.distinct());
        assertEquals(said.get("zeros").asLong(), summary.zeros());
        if (said.has("min")) {
            assertEquals(said.get("min").asDouble() + 0.0, summary.min());
            assertEquals(said.get("max").asDouble() + 0.0, summary.max());
            close(said.get("mean").asDouble(), summary.mean());
            if (said.get("std").isNumber()) {
                close(said.get("std").asDouble(), summary.std());
            }
            for (int i = 0; i < NumberSummary.QUANTILES.length; i++) {
                close(said.get("quantiles").get(i).asDouble(), summary.quantiles()[i]);
            }
        }
        if (said.has("histogram")) {
            assertArrayEquals(Json.MAPPER.convertValue(said.get("histogram"), long[].class), summary.histogram());
        }
    }

    private static void close(double expected, double actual) {
        assertEquals(expected, actual, CLOSE * Math.max(1e-300, Math.abs(expected)));
    }

    private static Spool.Column column(Spool spool, JsonNode values) {
        Spool.Column column = spool.column();
        values.forEach(v -> column.add(OrderedKeys.of(Double.parseDouble(v.asText()))));
        return column;
    }

    /** What fell is as far away as what rose. */
    @Test
    void noBinHidesWhatLiesBelowTheReference() {
        close(psi(95, 1, 0, 100, 0, 1), psi(95, 0, 1, 100, 1, 0));
        assertEquals(7.80, psi(95, 1, 0, 100, 0, 1), 0.005);
        close(psi(100, 5, 5, 100, 6, 6), psi(100, 5, 5, 100, 4, 4));
        assertTrue(psi(100, 5, 5, 100, 4, 4) > 10, "a constant that fell");
        assertTrue(psi(60, 10, 20, 100, -1e9, -1e9) > 5, "far below the range");
        assertEquals(0, psi(95, 1, 0, 95, 1, 0), "bins that both sides lack say nothing");
    }

    /** @param many how many of the reference's 100 values are {@code high}; the rest are {@code low} */
    private static double psi(int many, double high, double low, int now, double nowHigh, double nowLow) {
        try (Spool spool = new Spool(2, 1 << 20)) {
            Spool.Column a = spool.column();
            Spool.Column b = spool.column();
            for (int i = 0; i < 100; i++) {
                a.add(OrderedKeys.of(i < now ? nowHigh : nowLow));
                b.add(OrderedKeys.of(i < many ? high : low));
            }
            long[] edges = Distances.edges(
                    b,
                    OrderedKeys.of(Math.min(high, many < 100 ? low : high)),
                    OrderedKeys.of(Math.max(high, many < 100 ? low : high)));
            return Distances.psi(Distances.count(a, edges), Distances.count(b, edges));
        }
    }

    @Test
    void ranksAreThoseOfTheSortedColumn() {
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            long[] values = random.longs(3000, -(1L << random.nextInt(1, 63)), 1L << random.nextInt(1, 63))
                    .toArray();
            try (Spool spool = new Spool(1, 0)) {
                Spool.Column column = spool.column();
                Arrays.stream(values).forEach(column::add);
                Arrays.sort(values);
                long[] ranks = {0, 1, 17, 1500, 2998, 2999};
                long[] expected = Arrays.stream(ranks).map(r -> values[(int) r]).toArray();
                for (int gather : new int[] {1, 100, 1 << 20}) {
                    assertArrayEquals(expected, OrderStatistics.select(column, values[0], values[2999], ranks, gather));
                }
            }
        }
    }

    @Test
    void theDistanceIsThatOfTheSortedSamplesWhateverTheirSizesAndSpread() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            int n = random.nextInt(1, 400);
            int m = random.nextInt(1, 400);
            double scale = Math.pow(10, random.nextInt(-300, 300));
            double digits = Math.pow(10, random.nextInt(0, 5));
            double[] a = random.doubles(n)
                    .map(x -> Math.rint((x - 0.5) * digits) * scale)
                    .sorted()
                    .toArray();
            double[] b = random.doubles(m)
                    .map(x -> Math.rint((x * x - 0.4) * digits) * scale)
                    .sorted()
                    .toArray();
            double expected = 0;
            for (double at : java.util.stream.DoubleStream.concat(Arrays.stream(a), Arrays.stream(b))
                    .toArray()) {
                double f = (double) Arrays.stream(a).filter(x -> x <= at).count() / n;
                double g = (double) Arrays.stream(b).filter(x -> x <= at).count() / m;
                expected = Math.max(expected, Math.abs(f - g));
            }
            try (Spool spool = new Spool(2, 1 << 20)) {
                Spool.Column left = spool.column();
                Spool.Column right = spool.column();
                Arrays.stream(a).forEach(x -> left.add(OrderedKeys.of(x)));
                Arrays.stream(b).forEach(x -> right.add(OrderedKeys.of(x)));
                long low = OrderedKeys.of(Math.min(a[0], b[0]));
                long high = OrderedKeys.of(Math.max(a[n - 1], b[m - 1]));
                for (int gather : new int[] {1, 20, 1 << 20}) {
                    assertEquals(expected, KolmogorovSmirnov.of(left, right, low, high, gather), 0, n + " and " + m);
                }
            }
        }
    }

    @Test
    void differentValuesAreCountedExactlyToTheLimitAndWithinThreePercentBeyondIt() {
        Distinct exact = new Distinct(1000);
        Distinct estimated = new Distinct(1000);
        for (int i = 0; i < 400_000; i++) {
            exact.add(i % 900);
            estimated.add(i % 200_000);
        }
        assertEquals(900, exact.count());
        assertTrue(exact.exact());
        assertEquals(200_000, estimated.count(), 6000);
        assertTrue(!estimated.exact());
    }

    @Test
    void duplicatesAreThoseOfDenseAndOfScatteredValues() {
        for (long scale : new long[] {1, 1L << 40}) {
            try (Spool spool = new Spool(1, 1 << 20)) {
                Spool.Column column = spool.column();
                List<Long> values = new ArrayList<>(List.of(5L, 3L, 5L, 7L, 5L, 3L, 1L));
                values.forEach(v -> column.add(v * scale));
                column.add(Duplicates.NULL);
                column.add(Duplicates.NULL);
                Duplicates found = Duplicates.of(column);
                assertEquals(3, found.extra());
                assertTrue(found.contains(5 * scale) && found.contains(3 * scale) && !found.contains(7 * scale));
            }
        }
    }
}
