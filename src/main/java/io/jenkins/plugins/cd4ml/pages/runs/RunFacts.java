package io.jenkins.plugins.cd4ml.pages.runs;

import java.util.Arrays;
import java.util.List;

/**
 * What the index keeps of one run: numbers and texts by key, such as {@code metrics.auc} or {@code params.objective}.
 * Runs with the same keys share them, so that ten thousand runs of fifty metrics stay small. Immutable.
 */
final class RunFacts {
    /** Keys of a run, those of numbers and those of texts, each sorted. */
    record Keys(List<String> numbers, List<String> texts) {
        Keys {
            numbers = List.copyOf(numbers);
            texts = List.copyOf(texts);
        }
    }

    private final int build;
    private final long time;
    private final Keys keys;
    private final double[] numbers;
    private final String[] texts;

    /** @param time milliseconds since 1970 */
    RunFacts(int build, long time, Keys keys, double[] numbers, String[] texts) {
        this.build = build;
        this.time = time;
        this.keys = keys;
        this.numbers = numbers.clone();
        this.texts = texts.clone();
    }

    int build() {
        return build;
    }

    long time() {
        return time;
    }

    Keys keys() {
        return keys;
    }

    /** @return the number of that key; NaN where there is none */
    double number(String key) {
        int at = java.util.Collections.binarySearch(keys.numbers(), key);
        return at < 0 ? Double.NaN : numbers[at];
    }

    /** @return the text of that key; null where there is none */
    String text(String key) {
        int at = java.util.Collections.binarySearch(keys.texts(), key);
        return at < 0 ? null : texts[at];
    }

    /** @return a {@link Double}, a text, or null: whatever is kept under the key */
    Object value(String key) {
        switch (key) {
            case "build":
                return (double) build;
            case "time":
                return (double) time;
            default:
                double number = number(key);
                return Double.isNaN(number) ? text(key) : (Object) number;
        }
    }

    List<Double> numbers() {
        return Arrays.stream(numbers).boxed().toList();
    }

    List<String> texts() {
        return Arrays.asList(texts.clone());
    }
}
