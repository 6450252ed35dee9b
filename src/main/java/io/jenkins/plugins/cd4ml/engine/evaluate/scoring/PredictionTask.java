package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What is predicted.
 *
 * @param kind    binary, multiclass, regression or ranking
 * @param classes the target's values in the order of the new model's probabilities; for binary the second is the
 *                positive one; empty for regression and ranking
 * @param unnamed the classes in the order of the numbers of a model that does not name them: in order of their values,
 *                whichever is the positive one
 */
public record PredictionTask(String kind, List<String> classes, List<String> unnamed) {

    /**
     * The task is what the settings say, else what the asked metrics are defined for, else classification where the model
     * has classes, labels or several numbers a row.
     *
     * @param told classes that the model's signature names; may be empty
     */
    public static PredictionTask of(EvaluationSettings settings, Answers answers, List<String> told, HoldoutRows rows) {
        String asked = asked(settings);
        boolean numbers = answers.width() == 1 && told.isEmpty() && answers.labels() == null
                || answers.width() == 0 && told.isEmpty() && fractions(answers.labels());
        if ("ranking".equals(asked) || "regression".equals(asked) || asked == null && numbers) {
            if (answers.width() > 1) {
                throw new InputException("The model answers " + answers.width() + " numbers a row; " + asked
                        + " needs one, so set evaluate.task or other evaluate.metrics.");
            }
            if ("ranking".equals(asked) && rows.groups() == null) {
                throw new InputException("Ranking needs evaluate.group, the column that names each row's query.");
            }
            return new PredictionTask(asked == null ? "regression" : asked, List.of(), List.of());
        }
        List<String> classes = ClassNames.of(answers, told, rows);
        String kind = classes.size() == 2 ? "binary" : "multiclass";
        if (settings.task() != null && !settings.task().equals(kind)) {
            throw new InputException(
                    "The task is " + settings.task() + ", but the model has the classes " + classes + ".");
        }
        return new PredictionTask(kind, ordered(settings, classes), ClassNames.unnamed(classes, rows));
    }

    /** Whether labels are values and not classes. */
    private static boolean fractions(String[] labels) {
        boolean some = false;
        for (String label : labels) {
            Double value = number(label);
            if (value == null) {
                return false;
            }
            some |= value != Math.rint(value);
        }
        return some;
    }

    /** @return the task that the settings say, or that the first asked metric is defined for, or classification where there is a positive class; null when nothing tells */
    public static String asked(EvaluationSettings settings) {
        return settings.task() != null
                ? settings.task()
                : settings.metrics().stream()
                        .map(m -> Metrics.of(m).task())
                        .findFirst()
                        .orElse(settings.positive() == null ? null : "classification");
    }

    /** @return the classes, the positive one of two last */
    private static List<String> ordered(EvaluationSettings settings, List<String> classes) {
        if (settings.positive() == null) {
            return classes;
        }
        if (classes.size() != 2) {
            throw new InputException("evaluate.positive is for two classes, but the model has " + classes
                    + "; remove it, or f1 and others would not be what it says.");
        }
        int positive = index(classes, settings.positive());
        if (positive < 0) {
            throw new InputException("evaluate.positive is '" + settings.positive() + "', which is none of the classes "
                    + classes + ".");
        }
        return List.of(classes.get(1 - positive), classes.get(positive));
    }

    /** Orders numbers by their values and other texts as such. */
    static int compare(String a, String b) {
        Double x = number(a);
        Double y = number(b);
        return x != null && y != null && !x.equals(y) ? Double.compare(x, y) : a.compareTo(b);
    }

    /** @return the index of the class that {@code label} means, -1 for none: 1, 1.0 and true are one class, as are 0 and false */
    static int index(List<String> classes, String label) {
        int exact = classes.indexOf(label);
        if (exact >= 0) {
            return exact;
        }
        String same = canonical(label);
        for (int i = 0; i < classes.size(); i++) {
            if (canonical(classes.get(i)).equals(same)) {
                return i;
            }
        }
        return -1;
    }

    /** @return one text for all spellings of a class */
    static String canonical(String label) {
        String lower = label.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("true") || lower.equals("false")) {
            return lower.equals("true") ? "1" : "0";
        }
        try {
            BigDecimal number = new BigDecimal(label.strip());
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
        } catch (NumberFormatException e) {
            return label;
        }
    }

    private static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
