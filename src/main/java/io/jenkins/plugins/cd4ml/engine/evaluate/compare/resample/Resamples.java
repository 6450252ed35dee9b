package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/**
 * A statistic under the bootstrap.
 *
 * @param values        one a resample, in their order; NaN where undefined
 * @param approximation what replaced drawing each row, or "none"
 */
public record Resamples(double[] values, String approximation) {
    /** From so many rows on, means and AUC are drawn by blocks instead of row by row. */
    static final int ROW_BY_ROW_BELOW = 5_000;
    /** With fewer rows of a class the drawing of AUC by blocks was not measured. */
    private static final int FEWEST_OF_A_CLASS = 50;

    /** Draws what {@code options} ask for, by the shortest way that the statistic allows. */
    public static Resamples of(Statistic statistic, ComparisonOptions options) {
        List<int[]> strata = ResamplingUnits.of(statistic, options.strata());
        int[] kinds = statistic.kinds();
        if (kinds != null) {
            return new Resamples(fill(options, KindDraw.of(statistic, kinds, strata)), "none");
        }
        if (statistic.units() >= ROW_BY_ROW_BELOW) {
            if (statistic.prepare() instanceof Additive additive) {
                return new Resamples(fill(options, SumDraw.of(additive, strata)), SumDraw.APPROXIMATION);
            }
            if (statistic.pairs() && strata.size() == 2 && fewest(strata) >= FEWEST_OF_A_CLASS) {
                return new Resamples(fill(options, AucDraw.of(statistic, strata)), AucDraw.APPROXIMATION);
            }
        }
        return plain(statistic, options);
    }

    /** The bootstrap as the textbook has it: each row of each resample is drawn. */
    public static Resamples plain(Statistic statistic, ComparisonOptions options) {
        List<int[]> strata = ResamplingUnits.of(statistic, options.strata());
        PreparedMetric prepared = statistic.prepare();
        int units = statistic.units();
        return new Resamples(
                fill(options, draws -> {
                    int[] counts = new int[units];
                    return () -> {
                        Arrays.fill(counts, 0);
                        for (int[] stratum : strata) {
                            for (int k = 0; k < stratum.length; k++) {
                                counts[stratum[draws.nextInt(stratum.length)]]++;
                            }
                        }
                        return prepared.value(counts);
                    };
                }),
                "none");
    }

    private static int fewest(List<int[]> strata) {
        return strata.stream().mapToInt(rows -> rows.length).min().orElse(0);
    }

    /** A way to draw: made once a thread, with that thread's random numbers. */
    @FunctionalInterface
    interface Way {
        DoubleSupplier start(CounterRandom draws);
    }

    private static double[] fill(ComparisonOptions options, Way way) {
        Supplier<IntToDoubleFunction> worker = () -> {
            CounterRandom draws = new CounterRandom(options.seed());
            DoubleSupplier next = way.start(draws);
            return r -> {
                draws.to(r);
                return next.getAsDouble();
            };
        };
        return ParallelLoop.fill(options.resamples(), options.threads(), worker);
    }
}
