package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.List;

/**
 * The column to predict.
 *
 * @param numbers by row, for regression; else null
 * @param codes   by row: index into {@code classes}; null for regression
 * @param classes the target's values, ascending, numbers by size; empty for regression
 */
public record Target(String name, double[] numbers, int[] codes, List<String> classes) {
    public boolean regression() {
        return codes == null;
    }

    /** @return the classes as whole numbers, or null where they are words */
    public long[] wholeClasses() {
        try {
            return classes.stream().mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
