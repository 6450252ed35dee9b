package io.jenkins.plugins.cd4ml.engine.data.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final int PARTS = 50;

    private static Spool.Column column(Spool spool, double[] values) {
        Spool.Column column = spool.column();
        Arrays.stream(values).forEach(x -> column.add(OrderedKeys.of(x)));
        return column;
    }

    private static double[] sample(Random random, int n, double shift, double digits) {
        return DoubleStream.generate(() -> Math.rint((random.nextGaussian() + shift) * digits) / digits)
                .limit(n)
                .toArray();
    }

    @Test
    void theDistanceLiesBetweenItsBoundsWhichAreNarrowOrEqual() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            double[] a = sample(random, random.nextInt(1, 900), random.nextDouble(), Math.pow(10, random.nextInt(4)));
            double[] b = sample(random, random.nextInt(1, 900), 0, Math.pow(10, random.nextInt(4)));
            if (round % 7 == 0) {
                a[0] = Double.POSITIVE_INFINITY;
                b[0] = Double.NEGATIVE_INFINITY;
            }
            try (Spool spool = new Spool(4, 1 << 20)) {
                Spool.Column now = column(spool, a);
                Spool.Column before = column(spool, b);
                Arrays.sort(a);
                Arrays.sort(b);
                long low = OrderedKeys.of(Math.min(a[0], b[0]));
                long high = OrderedKeys.of(Math.max(a[a.length - 1], b[b.length - 1]));
                double exact = KolmogorovSmirnov.of(now, before, low, high);
                Grid.Distance distance = Grid.of(before, OrderedKeys.of(b[0]), OrderedKeys.of(b[b.length - 1]), PARTS)
                        .kolmogorovSmirnov(now);
                assertTrue(distance.atLeast() <= exact && exact <= distance.atMost(), "round " + round);
                double gap = distance.atMost() - distance.atLeast();
                if (b.length <= PARTS) {
                    assertEquals(0, gap, "all values are in the grid, round " + round);
                }
                // between two points lies at most one part, and one value more for the rounding of ranks
                assertTrue(gap <= 1.0 / PARTS + 1.0 / b.length + 1e-12, "round " + round + ": " + gap);
            }
        }
    }
}
