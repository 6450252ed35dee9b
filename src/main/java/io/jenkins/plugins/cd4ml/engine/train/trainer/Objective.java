package io.jenkins.plugins.cd4ml.engine.train.trainer;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which of several trainings is the best: by what metric, and whether more or less of it. */
public record Objective(String metric, boolean maximize) {
    private static final Pattern LESS = Pattern.compile("loss|rmse|mse|mae|mape|error|deviance|perplexity");
    private static final Pattern MORE =
            Pattern.compile("accuracy|auc|f1|r2|precision|recall|ndcg|mrr|mcc|score|kappa|iou");

    /**
     * @param goal  {@code minimize} or {@code maximize}; null where the metric's name tells it
     * @param place where the metric is named, for a sentence
     * @throws InputException when neither goal nor the metric's name tells the direction
     */
    public static Objective of(String metric, String goal, String place) {
        if (goal != null) {
            return new Objective(metric, goal.equals("maximize"));
        }
        String name = metric.toLowerCase(Locale.ROOT);
        boolean less = LESS.matcher(name).find();
        if (less == MORE.matcher(name).find()) {
            throw new InputException(place + ": whether more or less of '" + metric
                    + "' is better cannot be told from its name; add goal: minimize or goal: maximize.");
        }
        return new Objective(metric, !less);
    }

    /** @return whether a value is better than another; equal ones are not */
    public boolean better(double value, double than) {
        return maximize ? value > than : value < than;
    }
}
