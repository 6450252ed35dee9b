package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import java.util.Arrays;
import java.util.Map;

/**
 * What is known of the holdout's rows besides their features, in file order.
 *
 * @param keys    of the key column; null without one
 * @param digests a hash of all values of each row, to tell whether two rows are the same
 * @param content a hash of the features of each row, which rows of equal features share
 * @param targets the truth as text
 * @param weights null for one each
 * @param groups  what each row belongs to and is drawn with: the query for ranking, else a cluster; null without
 * @param slices  the text of each slice column, by column; null where a value is missing
 */
public record HoldoutRows(
        String[] keys,
        long[] digests,
        long[] content,
        String[] targets,
        double[] weights,
        int[] groups,
        Map<String, String[]> slices) {
    /** @return the same rows, of which some belong together */
    public HoldoutRows grouped(int[] groups) {
        return new HoldoutRows(keys, digests, content, targets, weights, groups, slices);
    }

    /** @return the rows at {@code places}, in that order, without their slices */
    public HoldoutRows at(int[] places) {
        return new HoldoutRows(
                keys == null
                        ? null
                        : Arrays.stream(places).mapToObj(i -> keys[i]).toArray(String[]::new),
                Arrays.stream(places).mapToLong(i -> digests[i]).toArray(),
                Arrays.stream(places).mapToLong(i -> content[i]).toArray(),
                Arrays.stream(places).mapToObj(i -> targets[i]).toArray(String[]::new),
                weights == null
                        ? null
                        : Arrays.stream(places).mapToDouble(i -> weights[i]).toArray(),
                groups == null
                        ? null
                        : Arrays.stream(places).map(i -> groups[i]).toArray(),
                Map.of());
    }

    public int size() {
        return targets.length;
    }

    /** @return what names row {@code i} in messages and in the predictions: its key, else its number from 1 */
    String name(int i) {
        return keys == null ? Integer.toString(i + 1) : keys[i];
    }
}
