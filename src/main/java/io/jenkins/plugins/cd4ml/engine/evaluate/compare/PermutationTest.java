package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.CounterRandom;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ParallelLoop;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ScoreOrder;
import java.util.function.IntPredicate;

/**
 * The paired permutation test: were the models alike, the answer to each row (to each group for ranking) could as well
 * be the other's. Scores that only rank are replaced by their ranks first, so that models of different scales can be
 * exchanged.
 */
final class PermutationTest {
    /** With so few units every exchange is made, instead of random ones. */
    private static final int MOST_UNITS_FOR_ALL = 12;

    private PermutationTest() {}

    /** @return the difference of each exchange; of all of them where there are few units */
    static double[] differences(Statistic statistic, ComparisonOptions options) {
        Metric metric = statistic.metric();
        Sample a = ranked(metric, statistic.fresh());
        Sample b = ranked(metric, statistic.champion());
        int[] unit = statistic.unitOfRow();
        int units = statistic.units();
        boolean all = all(statistic);
        return ParallelLoop.fill(all ? 1 << units : options.resamples(), options.threads(), () -> {
            CounterRandom draws = new CounterRandom(options.seed());
            boolean[] swap = new boolean[units];
            return r -> {
                draws.to(r);
                for (int u = 0; u < units; u++) {
                    swap[u] = all ? (r >> u & 1) == 1 : draws.half(1) == 1;
                }
                IntPredicate swapped = row -> swap[unit[row]];
                return metric.value(mixed(a, b, swapped)) - metric.value(mixed(b, a, swapped));
            };
        });
    }

    static boolean all(Statistic statistic) {
        return statistic.units() <= MOST_UNITS_FOR_ALL;
    }

    private static Sample ranked(Metric metric, Sample s) {
        return metric.has(Metric.Trait.RANKS) && s.scores() != null
                ? new Sample(
                        s.labels(), ScoreOrder.of(s.scores()).midranks(), null, s.predicted(), s.weights(), s.groups())
                : s;
    }

    /** @return the first sample with the second's answers where {@code swapped} */
    private static Sample mixed(Sample a, Sample b, IntPredicate swapped) {
        double[] scores = a.scores() == null ? null : a.scores().clone();
        double[][] probabilities =
                a.probabilities() == null ? null : a.probabilities().clone();
        int[] predicted = a.predicted() == null ? null : a.predicted().clone();
        for (int i = 0; i < a.size(); i++) {
            if (swapped.test(i)) {
                if (scores != null) {
                    scores[i] = b.scores()[i];
                }
                if (probabilities != null) {
                    probabilities[i] = b.probabilities()[i];
                }
                if (predicted != null) {
                    predicted[i] = b.predicted()[i];
                }
            }
        }
        return new Sample(a.labels(), scores, probabilities, predicted, a.weights(), a.groups());
    }
}
