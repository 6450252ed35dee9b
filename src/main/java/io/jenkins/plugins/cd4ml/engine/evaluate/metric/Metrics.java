package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Confusion.Average;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Trait;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The known metrics by name. Definitions and treatment of edge cases are those of scikit-learn; docs/statistics.md
 * lists each, and the few cases in which a metric is undefined here where scikit-learn warns and gives 0.
 *
 * <p>Some take a parameter: {@code pinball@0.9} (the quantile), {@code ndcg@10} and {@code mrr@10} (ranks that count),
 * {@code f1@weighted}, {@code precision@weighted}, {@code recall@weighted} (mean by the classes' share).
 */
public final class Metrics {
    private static final Map<String, Metric> ALL = new TreeMap<>();

    static {
        Set<Trait> classes = Set.of(Trait.CLASSES_ONLY);
        Set<Trait> probabilities = Set.of(Trait.PROBABILITIES);
        Set<Trait> biased = Set.of(Trait.PROBABILITIES, Trait.BIASED);
        Set<Trait> ranks = Set.of(Trait.RANKS, Trait.WITHIN_CLASSES);
        classification("accuracy", true, classes, Means::accuracy);
        classification("log_loss", false, probabilities, Means::logLoss);
        classification("brier", false, probabilities, Means::brier);
        classification("calibration_error", false, biased, Calibration::expectedError);
        classification("auc", true, ranks, ScoreRanks::auc);
        // precision hangs on how many rows a class has: these are drawn with the rest
        classification("pr_auc", true, Set.of(Trait.RANKS), ScoreRanks::averagePrecision);
        confusion("f1", m -> m.f1(Average.USUAL));
        confusion("precision", m -> m.precision(Average.USUAL));
        confusion("recall", m -> m.recall(Average.USUAL));
        confusion("f1@weighted", m -> m.f1(Average.WEIGHTED));
        confusion("precision@weighted", m -> m.precision(Average.WEIGHTED));
        confusion("recall@weighted", m -> m.recall(Average.WEIGHTED));
        confusion("mcc", Confusion.Matrix::mcc);
        Function<Sample, PreparedMetric> balanced = s -> Confusion.of(s, Confusion.Matrix::balancedAccuracy);
        classification("balanced_accuracy", true, Set.of(Trait.CLASSES_ONLY, Trait.WITHIN_CLASSES), balanced);
        regression("mae", false, Means::absoluteError);
        regression("mape", false, Means::absolutePercentageError);
        regression("mse", false, Means::squaredError);
        regression("rmse", false, Means::rootMeanSquaredError);
        regression("r2", true, Means::r2);
        put(ranking("ndcg", s -> Ranking.ndcg(s, Integer.MAX_VALUE)));
        put(ranking("mrr", s -> Ranking.reciprocalRank(s, Integer.MAX_VALUE)));
    }

    private Metrics() {}

    /** @return whether {@link #of} has it; a known name with a wrong parameter counts as known */
    public static boolean known(String name) {
        return ALL.containsKey(name) || name.matches("(pinball|ndcg|mrr)@.*");
    }

    /** @throws InputException with the known names, or with what is wrong with the parameter */
    public static Metric of(String name) {
        Metric metric = ALL.get(name);
        if (metric != null) {
            return metric;
        }
        if (!known(name)) {
            throw new InputException("There is no metric '" + name + "'; known are " + String.join(", ", ALL.keySet())
                    + ", pinball@QUANTILE, ndcg@RANKS, mrr@RANKS.");
        }
        String parameter = name.substring(name.indexOf('@') + 1);
        if (name.startsWith("pinball@")) {
            double quantile = quantile(name, parameter);
            return new Metric(name, false, "regression", Set.of(), "", s -> Means.pinball(s, quantile));
        }
        int top = ranks(name, parameter);
        return ranking(name, s -> name.startsWith("ndcg") ? Ranking.ndcg(s, top) : Ranking.reciprocalRank(s, top));
    }

    private static double quantile(String name, String parameter) {
        if (parameter.matches("0?\\.[0-9]{1,9}") && Double.parseDouble(parameter) > 0) {
            return Double.parseDouble(parameter);
        }
        throw new InputException("The metric '" + name + "' needs a quantile between 0 and 1, such as pinball@0.9.");
    }

    private static int ranks(String name, String parameter) {
        if (parameter.matches("[1-9][0-9]{0,8}")) {
            return Integer.parseInt(parameter);
        }
        throw new InputException("The metric '" + name + "' needs a number of ranks, such as ndcg@10.");
    }

    private static void classification(
            String name, boolean higherIsBetter, Set<Trait> traits, Function<Sample, PreparedMetric> prepare) {
        put(new Metric(name, higherIsBetter, "classification", traits, "a class has no row in the truth", prepare));
    }

    private static void confusion(String name, ToDoubleFunction<Confusion.Matrix> of) {
        Function<Sample, PreparedMetric> prepare = s -> Confusion.of(s, of);
        put(new Metric(
                name, true, "classification", Set.of(Trait.CLASSES_ONLY), "no row is of the positive class", prepare));
    }

    private static void regression(String name, boolean higherIsBetter, Function<Sample, PreparedMetric> prepare) {
        put(new Metric(name, higherIsBetter, "regression", Set.of(), "the truth is constant", prepare));
    }

    private static Metric ranking(String name, Function<Sample, PreparedMetric> prepare) {
        return new Metric(name, true, "ranking", Set.of(), "no group has two rows", prepare);
    }

    private static void put(Metric metric) {
        ALL.put(metric.name(), metric);
    }
}
