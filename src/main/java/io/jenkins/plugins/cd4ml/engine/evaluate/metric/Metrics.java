package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import static io.jenkins.plugins.cd4ml.engine.evaluate.metric.MetricDefinition.classification;
import static io.jenkins.plugins.cd4ml.engine.evaluate.metric.MetricDefinition.confusion;
import static io.jenkins.plugins.cd4ml.engine.evaluate.metric.MetricDefinition.ranking;
import static io.jenkins.plugins.cd4ml.engine.evaluate.metric.MetricDefinition.regression;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Confusion.Average;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Range;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Trait;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Unseen;
import java.util.Map;
import java.util.TreeMap;

/**
 * The known metrics by name: one entry each, which names all that intervals and comparisons rely on. Definitions and treatment of edge cases are those of scikit-learn; docs/statistics.md
 * lists each, and the few cases in which a metric is undefined here where scikit-learn warns and gives 0.
 *
 * <p>Some take a parameter: {@code pinball@0.9} (the quantile), {@code ndcg@10} and {@code mrr@10} (ranks that count),
 * {@code f1@weighted}, {@code precision@weighted}, {@code recall@weighted} (mean by the classes' share).
 */
public final class Metrics {
    private static final Map<String, Metric> ALL = new TreeMap<>();

    static {
        put(classification("accuracy")
                .with(Trait.CLASSES_ONLY, Trait.SHARE)
                .unseen(Unseen.ROWS)
                .by(Means::accuracy));
        put(classification("log_loss")
                .lowerIsBetter()
                .with(Trait.PROBABILITIES)
                .range(Range.NOT_NEGATIVE)
                .by(Means::logLoss));
        put(classification("brier")
                .lowerIsBetter()
                .with(Trait.PROBABILITIES)
                .range(new Range(0, 1, 2))
                .unseen(Unseen.ROWS)
                .by(Means::brier));
        put(classification("calibration_error")
                .lowerIsBetter()
                .with(Trait.PROBABILITIES, Trait.BIASED)
                .by(Calibration::expectedError));
        put(classification("auc")
                .with(Trait.RANKS, Trait.WITHIN_CLASSES, Trait.PAIRS)
                .unseen(Unseen.CLASSES_OF_TRUTH)
                .by(ScoreRanks::auc));
        // precision hangs on how many rows a class has: these are drawn with the rest
        put(classification("pr_auc").with(Trait.RANKS).by(ScoreRanks::averagePrecision));
        put(confusion("f1").ofMatrix(m -> m.f1(Average.USUAL)));
        put(confusion("precision").ofMatrix(m -> m.precision(Average.USUAL)));
        put(confusion("recall").ofMatrix(m -> m.recall(Average.USUAL)));
        put(confusion("f1@weighted").ofMatrix(m -> m.f1(Average.WEIGHTED)));
        put(confusion("precision@weighted").ofMatrix(m -> m.precision(Average.WEIGHTED)));
        put(confusion("recall@weighted").ofMatrix(m -> m.recall(Average.WEIGHTED)));
        put(confusion("mcc").range(Range.of(-1, 1)).ofMatrix(Confusion.Matrix::mcc));
        put(confusion("cohen_kappa")
                .range(Range.of(-1, 1))
                .undefinedWhen("truth and predictions are of one class")
                .ofMatrix(Confusion.Matrix::kappa));
        put(confusion("balanced_accuracy").with(Trait.WITHIN_CLASSES).ofMatrix(Confusion.Matrix::balancedAccuracy));
        put(regression("mae").lowerIsBetter().by(Means::absoluteError));
        put(regression("mape").lowerIsBetter().by(Means::absolutePercentageError));
        put(regression("mse").lowerIsBetter().by(Means::squaredError));
        put(regression("rmse").lowerIsBetter().by(Means::rootMeanSquaredError));
        put(regression("r2").range(Range.of(Double.NEGATIVE_INFINITY, 1)).by(Means::r2));
        put(ranking("ndcg").by(s -> Ranking.ndcg(s, Integer.MAX_VALUE)));
        put(ranking("mrr").by(s -> Ranking.reciprocalRank(s, Integer.MAX_VALUE)));
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
            return regression(name).lowerIsBetter().by(s -> Means.pinball(s, quantile));
        }
        int top = ranks(name, parameter);
        return ranking(name).by(s -> name.startsWith("ndcg") ? Ranking.ndcg(s, top) : Ranking.reciprocalRank(s, top));
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

    private static void put(Metric metric) {
        ALL.put(metric.name(), metric);
    }
}
