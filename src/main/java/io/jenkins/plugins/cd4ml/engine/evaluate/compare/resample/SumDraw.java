package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Resamples of sums. Rows are sorted by their influence on the statistic and cut into 256 blocks; how often each block
 * is hit is drawn exactly, what is hit within a block is replaced by the block's mean and, for all blocks together, one
 * normal deviate with the exact covariance. Mean and covariance of the sums are those of the plain bootstrap; what
 * differs are higher moments within blocks of near-equal rows. The extreme rows are drawn one by one.
 */
final class SumDraw {
    static final String APPROXIMATION = "256 blocks of rows sorted by influence, normal within blocks";

    private final double[][] terms;
    private final Blocks[] parts;
    /** [part][block][term]: the mean over the block's rows. */
    private final double[][][] means;
    /** Lower triangle: its product with standard normals has the covariance left within the blocks. */
    private final double[][] within;

    private SumDraw(double[][] terms, double[] influence, List<int[]> strata) {
        this.terms = terms;
        this.parts = strata.stream()
                .map(rows -> new Blocks(IntStream.of(rows)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> influence[i]))
                        .mapToInt(Integer::intValue)
                        .toArray()))
                .toArray(Blocks[]::new);
        this.means = new double[parts.length][][];
        double[][] covariance = new double[terms.length][terms.length];
        for (int p = 0; p < parts.length; p++) {
            means[p] = new double[parts[p].count()][];
            for (int b = 0; b < means[p].length; b++) {
                means[p][b] = mean(parts[p], b);
                add(covariance, parts[p], b, means[p][b]);
            }
        }
        this.within = root(covariance);
    }

    static Resamples.Way of(Additive additive, List<int[]> strata) {
        double units = additive.units();
        SumDraw sums = new SumDraw(additive.terms(), influence(additive), strata);
        return sums.way(drawn -> additive.formula().value(drawn, units));
    }

    /** A statistic that is itself one sum, of {@code term}, apart from what {@code then} adds. */
    static Resamples.Way of(double[] term, List<int[]> strata, ToDoubleFunction<double[]> then) {
        return new SumDraw(new double[][] {term}, term, strata).way(then);
    }

    private Resamples.Way way(ToDoubleFunction<double[]> formula) {
        return draws -> {
            double[] sums = new double[terms.length];
            int[][] trees =
                    Arrays.stream(parts).map(p -> new int[2 * p.count()]).toArray(int[][]::new);
            return () -> {
                Arrays.fill(sums, 0);
                for (int p = 0; p < parts.length; p++) {
                    draw(p, draws, trees[p], sums);
                }
                for (int s = 0; s < sums.length; s++) {
                    double deviate = draws.nextGaussian();
                    for (int t = s; t < sums.length; t++) {
                        sums[t] += within[t][s] * deviate;
                    }
                }
                return formula.applyAsDouble(sums);
            };
        };
    }

    private void draw(int p, CounterRandom draws, int[] tree, double[] sums) {
        Blocks blocks = parts[p];
        int alone = blocks.draw(draws, tree);
        for (int k = 0; k < alone; k++) {
            int row = blocks.single(draws.nextInt(blocks.singles()));
            for (int t = 0; t < sums.length; t++) {
                sums[t] += terms[t][row];
            }
        }
        for (int b = 0; b < blocks.count(); b++) {
            int hits = tree[blocks.count() + b];
            for (int t = 0; t < sums.length; t++) {
                sums[t] += hits * means[p][b][t];
            }
        }
    }

    private double[] mean(Blocks blocks, int b) {
        double[] mean = new double[terms.length];
        for (int i = 0; i < blocks.size(); i++) {
            int row = blocks.row(b, i);
            for (int t = 0; t < mean.length; t++) {
                mean[t] += terms[t][row] / blocks.size();
            }
        }
        return mean;
    }

    /** A block of s rows is hit s times on average: s times its covariance is the sum of squared deviations. */
    private void add(double[][] covariance, Blocks blocks, int b, double[] mean) {
        for (int i = 0; i < blocks.size(); i++) {
            int row = blocks.row(b, i);
            for (int t = 0; t < mean.length; t++) {
                for (int s = 0; s <= t; s++) {
                    covariance[t][s] += (terms[t][row] - mean[t]) * (terms[s][row] - mean[s]);
                }
            }
        }
    }

    /** Cholesky's root of a covariance that may be singular: a direction without variance gets a zero column. */
    private static double[][] root(double[][] a) {
        int n = a.length;
        double[][] root = new double[n][n];
        for (int s = 0; s < n; s++) {
            for (int t = s; t < n; t++) {
                double sum = a[t][s];
                for (int k = 0; k < s; k++) {
                    sum -= root[t][k] * root[s][k];
                }
                if (t == s) {
                    root[s][s] = sum > 1e-12 * a[s][s] ? Math.sqrt(sum) : 0;
                } else {
                    root[t][s] = root[s][s] == 0 ? 0 : sum / root[s][s];
                }
            }
        }
        return root;
    }

    /** What each unit adds to the statistic: its terms along the gradient of the formula at the sums observed. */
    static double[] influence(Additive additive) {
        double[][] terms = additive.terms();
        double units = additive.units();
        double[] sums =
                Arrays.stream(terms).mapToDouble(t -> Arrays.stream(t).sum()).toArray();
        double[] influence = new double[additive.units()];
        for (int t = 0; t < terms.length; t++) {
            double step = 1e-6 * Arrays.stream(terms[t]).map(Math::abs).sum();
            if (step == 0) {
                continue;
            }
            double[] up = sums.clone();
            double[] down = sums.clone();
            up[t] += step;
            down[t] -= step;
            double slope =
                    (additive.formula().value(up, units) - additive.formula().value(down, units)) / (2 * step);
            for (int i = 0; i < influence.length; i++) {
                influence[i] += slope * terms[t][i];
            }
        }
        return influence;
    }
}
