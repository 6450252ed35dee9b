package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.List;

/**
 * A column to learn from: numbers, or categories. One of the two is null.
 *
 * @param numbers by row; NaN is missing
 * @param codes   by row: index into {@code values}
 * @param values  the categories that occur, ascending; the empty text stands for a missing one
 */
public record Feature(String name, float[] numbers, int[] codes, List<String> values) {
    public boolean category() {
        return codes != null;
    }
}
