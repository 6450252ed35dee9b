package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;

/**
 * The order of rows by a score, ties kept together. Scores must not be NaN; −0 equals 0.
 *
 * @param rows  by rising score, equal scores in row order
 * @param level of each row: 0 for the lowest distinct score, 1 for the next
 * @param start of each level in {@code rows}; one more at the end
 */
public record ScoreOrder(int[] rows, int[] level, int[] start) {
    public static ScoreOrder of(double[] scores) {
        double[] distinct = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            distinct[i] = scores[i] + 0.0; // −0 becomes 0
        }
        Arrays.sort(distinct);
        int levels = 0;
        for (int i = 0; i < distinct.length; i++) {
            if (i == 0 || distinct[i] != distinct[i - 1]) {
                distinct[levels++] = distinct[i];
            }
        }
        int[] level = new int[scores.length];
        int[] start = new int[levels + 1];
        for (int i = 0; i < scores.length; i++) {
            level[i] = Arrays.binarySearch(distinct, 0, levels, scores[i] + 0.0);
            start[level[i] + 1]++;
        }
        Arrays.parallelPrefix(start, Integer::sum);
        int[] next = start.clone();
        int[] rows = new int[scores.length];
        for (int i = 0; i < scores.length; i++) {
            rows[next[level[i]]++] = i;
        }
        return new ScoreOrder(rows, level, start);
    }

    public int levels() {
        return start.length - 1;
    }

    /** @return the rank of each row from 1, rows of equal score sharing the mean of theirs */
    public double[] midranks() {
        double[] ranks = new double[level.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = (start[level[i]] + start[level[i] + 1] + 1) / 2.0;
        }
        return ranks;
    }
}
