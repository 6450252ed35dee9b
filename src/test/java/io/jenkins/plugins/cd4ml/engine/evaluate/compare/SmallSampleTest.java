package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class SmallSampleTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 4).resamples(20_000).with(ComparisonOptions.Method.PERCENTILE);

    /** Errors of which the mean is measured, as mean absolute error against a truth of 0. */
    private static Statistic mean(double[] values) {
        return new Statistic(Metrics.of("mae"), Sample.regression(new double[values.length], values), null);
    }

    private static double[] normals(int n) {
        SplittableRandom random = new SplittableRandom(8);
        return random.doubles(n).map(u -> 20 + random.nextGaussian()).toArray();
    }

    private static Evidence corrected(Statistic statistic) {
        Evidence plain = Bootstrap.evidence(statistic, statistic.value(), Resamples.of(statistic, OPTIONS), OPTIONS);
        return SmallSample.correct(plain, statistic, OPTIONS.strata());
    }

    @Test
    void theIntervalOfAMeanIsStudents() {
        double[] values = normals(15);
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation =
                Math.sqrt(Arrays.stream(values).map(v -> Math.pow(v - mean, 2)).sum() / 14);
        double student = TDistribution.of(14).inverseCumulativeProbability(0.975) * deviation / Math.sqrt(15);
        Evidence evidence = corrected(mean(values));
        double half = (evidence.quantile(0.975) - evidence.quantile(0.025)) / 2;
        assertEquals(student, half, 0.08 * student);
        double plain = 1.959964 * deviation * Math.sqrt(14.0 / 15) / Math.sqrt(15);
        assertTrue(half > plain * 1.06, half + " against the plain bootstrap's " + plain);
    }

    @Test
    void pValuesAndIntervalsAgree() {
        Evidence evidence = corrected(mean(normals(30)));
        for (double p : new double[] {0.01, 0.025, 0.2, 0.8, 0.975}) {
            assertEquals(p, evidence.atMost(evidence.quantile(p)), 2e-3);
            assertEquals(1 - p, evidence.atLeast(evidence.quantile(p)), 2e-3);
        }
    }

    @Test
    void fewRowsThatMakeTheDifferenceAreFewRows() {
        double[] values = new double[900];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20; i++) {
            values[i] = 1 + random.nextDouble();
        }
        SmallSample few = assertInstanceOf(SmallSample.class, corrected(mean(values)));
        assertTrue(few.freedom() > 20 && few.freedom() < 60, "freedom " + few.freedom());
        SmallSample all = assertInstanceOf(SmallSample.class, corrected(mean(normals(900))));
        assertTrue(all.freedom() > 700, "freedom " + all.freedom());
    }

    @Test
    void manyRowsNeedNoCorrection() {
        Statistic statistic = mean(normals(1_000));
        Evidence plain = Bootstrap.evidence(statistic, statistic.value(), Resamples.of(statistic, OPTIONS), OPTIONS);
        assertSame(plain, SmallSample.correct(plain, statistic, OPTIONS.strata()));
    }

    /** A skewness that leans with the value moves BCa's ends after it: they are moved back outwards, both. */
    @Test
    void whatBcaLeansByIsTakenBack() {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = random.doubles(200).map(u -> -Math.log(u)).toArray();
        Statistic statistic = mean(values);
        ComparisonOptions bca = OPTIONS.with(ComparisonOptions.Method.BCA);
        Evidence plain = Bootstrap.evidence(statistic, statistic.value(), Resamples.of(statistic, bca), bca);
        SmallSample leant = assertInstanceOf(SmallSample.class, SmallSample.correct(plain, statistic, bca.strata()));
        double mean = Arrays.stream(values).average().orElseThrow();
        double second =
                Arrays.stream(values).map(v -> Math.pow(v - mean, 2)).average().orElseThrow();
        double fourth =
                Arrays.stream(values).map(v -> Math.pow(v - mean, 4)).average().orElseThrow();
        double excess = (fourth / second / second - 3) / 200;
        assertEquals(excess, leant.kurtosis(), 0.03 * excess);
        SmallSample without = new SmallSample(plain, leant.inflation(), leant.freedom(), 0);
        assertTrue(leant.quantile(0.025) < without.quantile(0.025));
        assertTrue(leant.quantile(0.975) > without.quantile(0.975));
        for (double p : new double[] {0.01, 0.025, 0.2, 0.8, 0.975}) {
            assertEquals(p, leant.atMost(leant.quantile(p)), 2e-3);
        }
        assertEquals(
                0, assertInstanceOf(SmallSample.class, corrected(statistic)).kurtosis(), "percentiles do not lean");
    }
}
