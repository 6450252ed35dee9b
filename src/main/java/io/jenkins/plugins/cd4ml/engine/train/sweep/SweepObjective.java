package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which trial is the best: by what metric, and whether more or less of it. */
public record SweepObjective(String metric, boolean maximize) {
    private static final Pattern LESS = Pattern.compile("loss|rmse|mse|mae|mape|error|deviance|perplexity");
    private static final Pattern MORE =
            Pattern.compile("accuracy|auc|f1|r2|precision|recall|ndcg|mrr|mcc|score|kappa|iou");

    /** @throws InputException when neither goal nor the metric's name tells the direction */
    static SweepObjective of(Project project, JsonNode sweep) {
        return of(sweep.get("metric").asText(), sweep.path("goal").asText(null), project.place("/train/sweep"));
    }

    /**
     * @param goal  {@code minimize} or {@code maximize}; null where the metric's name tells it
     * @param place where the metric is named, for a sentence
     * @throws InputException when neither goal nor the metric's name tells the direction
     */
    public static SweepObjective of(String metric, String goal, String place) {
        if (goal != null) {
            return new SweepObjective(metric, goal.equals("maximize"));
        }
        String name = metric.toLowerCase(Locale.ROOT);
        boolean less = LESS.matcher(name).find();
        if (less == MORE.matcher(name).find()) {
            throw new InputException(place + ": whether more or less of '" + metric
                    + "' is better cannot be told from its name; add goal: minimize or goal: maximize.");
        }
        return new SweepObjective(metric, !less);
    }

    /**
     * @return the best trial; of equal ones the first
     * @throws InputException when no trial finished, with the first one's reason, or none has the metric
     */
    Trial best(List<Trial> trials) {
        Trial best = null;
        TreeSet<String> measured = new TreeSet<>();
        for (Trial trial : trials) {
            if (trial.trained() == null) {
                continue;
            }
            Map<String, Double> metrics = trial.trained().metrics();
            measured.addAll(metrics.keySet());
            Double value = metrics.get(metric);
            if (value != null
                    && Double.isFinite(value)
                    && (best == null || better(value, best.trained().metrics().get(metric)))) {
                best = trial;
            }
        }
        if (best != null) {
            return best;
        }
        if (trials.stream().allMatch(t -> t.trained() == null)) {
            throw new InputException("All " + trials.size() + " trials failed; the first: "
                    + trials.get(0).error());
        }
        throw new InputException(
                "No trial has a finite metric '" + metric + "', which train.sweep.metric names; they have "
                        + (measured.isEmpty() ? "none" : String.join(", ", measured)) + ".");
    }

    /** @return whether a value is better than another; equal ones are not */
    public boolean better(double value, double than) {
        return maximize ? value > than : value < than;
    }
}
