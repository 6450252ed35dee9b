package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;

/**
 * Rows by group (query), groups by rising id.
 *
 * @param rows  all rows, group by group, in their order within it
 * @param start where each group starts in {@code rows}; one more at the end
 */
record Groups(int[] rows, int[] start) {
    static Groups of(int[] ids) {
        int[] distinct = Arrays.stream(ids).sorted().distinct().toArray();
        int[] start = new int[distinct.length + 1];
        int[] group = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            group[i] = Arrays.binarySearch(distinct, ids[i]);
            start[group[i] + 1]++;
        }
        Arrays.parallelPrefix(start, Integer::sum);
        int[] next = start.clone();
        int[] rows = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            rows[next[group[i]]++] = i;
        }
        return new Groups(rows, start);
    }

    int count() {
        return start.length - 1;
    }

    int[] groupOfRow() {
        int[] group = new int[rows.length];
        for (int g = 0; g < count(); g++) {
            for (int k = start[g]; k < start[g + 1]; k++) {
                group[rows[k]] = g;
            }
        }
        return group;
    }

    /** @return the rows of group {@code g} */
    int[] of(int g) {
        return Arrays.copyOfRange(rows, start[g], start[g + 1]);
    }
}
