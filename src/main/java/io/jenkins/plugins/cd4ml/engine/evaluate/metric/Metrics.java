package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The known metrics by name. Definitions are those of scikit-learn: precision, recall and F1 of the positive class for
 * two classes, their unweighted mean over the classes for more.
 */
public final class Metrics {
    private static final Map<String, Metric> ALL = new TreeMap<>();

    static {
        add("accuracy", true, "classification", Means::accuracy);
        add("log_loss", false, "classification", Means::logLoss);
        add("brier", false, "binary", Means::brier);
        add("auc", true, "binary", Ranks::auc);
        add("pr_auc", true, "binary", Ranks::averagePrecision);
        add("f1", true, "classification", s -> Confusion.of(s, Confusion.Matrix::f1));
        add("precision", true, "classification", s -> Confusion.of(s, Confusion.Matrix::precision));
        add("recall", true, "classification", s -> Confusion.of(s, Confusion.Matrix::recall));
        add("balanced_accuracy", true, "classification", s -> Confusion.of(s, Confusion.Matrix::balancedAccuracy));
        add("mcc", true, "classification", s -> Confusion.of(s, Confusion.Matrix::mcc));
        add("calibration_error", false, "binary", Calibration::expectedError);
        add("mae", false, "regression", Means::absoluteError);
        add("mape", false, "regression", Means::absolutePercentageError);
        add("rmse", false, "regression", Means::rootMeanSquaredError);
        add("r2", true, "regression", Means::r2);
    }

    private Metrics() {}

    private static void add(
            String name, boolean higherIsBetter, String task, Function<Sample, Metric.Prepared> prepare) {
        ALL.put(name, new Metric(name, higherIsBetter, task, prepare));
    }

    public static boolean known(String name) {
        return ALL.containsKey(name);
    }

    /** @throws InputException with the known names */
    public static Metric of(String name) {
        Metric metric = ALL.get(name);
        if (metric == null) {
            throw new InputException(
                    "There is no metric '" + name + "'; known are " + String.join(", ", ALL.keySet()) + ".");
        }
        return metric;
    }
}
