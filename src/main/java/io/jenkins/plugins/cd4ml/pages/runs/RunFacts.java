package io.jenkins.plugins.cd4ml.pages.runs;

import java.util.Arrays;
import java.util.Collections;
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

        /** @return where the number of that key stands; negative where there is none */
        int number(String key) {
            return Collections.binarySearch(numbers, key);
        }

        /** @return where the text of that key stands; negative where there is none */
        int text(String key) {
            return Collections.binarySearch(texts, key);
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
        int at = keys.number(key);
        return at < 0 ? Double.NaN : numbers[at];
    }

    /** @return the text of that key; null where there is none */
    String text(String key) {
        int at = keys.text(key);
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
                return at(keys.number(key), keys.text(key));
        }
    }

    /** @return the number at its place, else the text at its own; null where both are negative */
    Object at(int number, int text) {
        if (number >= 0 && !Double.isNaN(numbers[number])) {
            return numbers[number];
        }
        return text < 0 ? null : texts[text];
    }

    List<Double> numbers() {
        return Arrays.stream(numbers).boxed().toList();
    }

    List<String> texts() {
        return Arrays.asList(texts.clone());
    }
}
