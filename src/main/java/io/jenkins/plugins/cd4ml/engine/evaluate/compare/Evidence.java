package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** What the rows say about the true value of a statistic: any interval, and a p-value against any bound. */
public interface Evidence {
    NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** @return the value below which the truth lies with {@code probability}: an end of an interval */
    double quantile(double probability);

    /** @return p-value against "the truth is at most the bound": small means above it */
    double atMost(double bound);

    /** @return p-value against "the truth is at least the bound": small means below it */
    double atLeast(double bound);

    /** @return by how many standard errors the observed value lies above the bound */
    double distance(double bound);

    /** @param error standard error; 0 when the value is certain */
    record Normal(double value, double error) implements Evidence {
        @Override
        public double quantile(double probability) {
            return error == 0 ? value : value + error * NORMAL.inverseCumulativeProbability(probability);
        }

        @Override
        public double atMost(double bound) {
            return error == 0 ? (value > bound ? 0 : 1) : NORMAL.survivalProbability(distance(bound));
        }

        @Override
        public double atLeast(double bound) {
            return error == 0 ? (value < bound ? 0 : 1) : NORMAL.cumulativeProbability(distance(bound));
        }

        @Override
        public double distance(double bound) {
            return error == 0 ? Math.signum(value - bound) * Double.POSITIVE_INFINITY : (value - bound) / error;
        }
    }

    /**
     * Tango's score interval and test; at a bound of 0 the exact test of McNemar, which the interval agrees with: it
     * reaches to 0 where that test does not exclude it.
     */
    record Paired(McNemar table) implements Evidence {
        @Override
        public double quantile(double probability) {
            double end = table.bound(-NORMAL.inverseCumulativeProbability(probability));
            boolean above = end > 0 && probability < 0.5 && table.better() > probability;
            boolean below = end < 0 && probability > 0.5 && table.worse() > 1 - probability;
            return above || below ? 0 : end;
        }

        @Override
        public double atMost(double bound) {
            return bound == 0 ? table.better() : NORMAL.survivalProbability(distance(bound));
        }

        @Override
        public double atLeast(double bound) {
            return bound == 0 ? table.worse() : NORMAL.cumulativeProbability(distance(bound));
        }

        @Override
        public double distance(double bound) {
            return table.score(bound);
        }
    }

    /**
     * A bootstrap distribution, read by BCa (Efron, JASA 82 (1987) 171–185); with no bias and no acceleration that is
     * the percentile method. The p-value against a bound is the level at which an interval would end there, counting
     * the observed value among the resamples, so that it is never 0.
     *
     * @param sorted resamples that have a value, rising
     */
    record Resampled(double value, double[] sorted, double bias, double acceleration) implements Evidence {
        @Override
        public double quantile(double probability) {
            double z = bias + NORMAL.inverseCumulativeProbability(probability);
            double level = NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
            return Interval.quantile(sorted, plain() ? probability : level);
        }

        @Override
        public double atMost(double bound) {
            return level(bound, true);
        }

        @Override
        public double atLeast(double bound) {
            return level(bound, false);
        }

        private double level(double bound, boolean below) {
            int beyond = 0;
            for (double v : sorted) {
                beyond += (below ? v <= bound : v >= bound) ? 1 : 0;
            }
            double share = Math.min(1, (beyond + 1.0) / (sorted.length + 1));
            if (plain() || share == 1) {
                return share;
            }
            double w = NORMAL.inverseCumulativeProbability(below ? share : 1 - share) - bias;
            double z = w / (1 + acceleration * w) - bias;
            return below ? NORMAL.cumulativeProbability(z) : NORMAL.survivalProbability(z);
        }

        /** Whether this is the percentile method. */
        boolean plain() {
            return bias == 0 && acceleration == 0;
        }

        @Override
        public double distance(double bound) {
            double mean = 0;
            double squares = 0;
            for (double v : sorted) {
                mean += v / sorted.length;
            }
            for (double v : sorted) {
                squares += (v - mean) * (v - mean);
            }
            return new Normal(value, Math.sqrt(squares / (sorted.length - 1))).distance(bound);
        }
    }

    /**
     * The distribution of a difference when the two models' answers are exchanged at random: exact for a bound of 0; for
     * others it is shifted there.
     *
     * @param sorted differences of the exchanged answers, rising
     * @param all    whether these are all exchanges; of random ones the observed value counts as one more
     */
    record Exchanged(double value, double[] sorted, boolean all) implements Evidence {
        @Override
        public double quantile(double probability) {
            return value - Interval.quantile(sorted, 1 - probability);
        }

        @Override
        public double atMost(double bound) {
            return share(value - bound, true);
        }

        @Override
        public double atLeast(double bound) {
            return share(value - bound, false);
        }

        /** Rounding must not tell equal differences apart. */
        private double share(double observed, boolean above) {
            double slack = 1e-12 * Math.max(Math.abs(observed), Math.abs(sorted[0]));
            int beyond = 0;
            for (double v : sorted) {
                beyond += (above ? v >= observed - slack : v <= observed + slack) ? 1 : 0;
            }
            return all ? (double) beyond / sorted.length : (beyond + 1.0) / (sorted.length + 1);
        }

        @Override
        public double distance(double bound) {
            return new Resampled(value, sorted, 0, 0).distance(bound);
        }
    }
}
