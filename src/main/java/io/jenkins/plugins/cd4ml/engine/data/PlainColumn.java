package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.data.Columns.Column;
import io.jenkins.plugins.cd4ml.engine.data.stats.Keys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** One column of a {@link PlainCsv}: takes a block of its cells, then judges and counts them together. */
final class PlainColumn {
    private final Column column;
    private final boolean kept;
    private final ValueJudge judge;
    private final List<PlainRule> rules;
    private final Tally tally;
    private final int[] conditions;
    private final List<Spool.Column> unique;
    private final boolean time;
    private final boolean text;
    private final PlainCells cells = new PlainCells();

    private final double[] values;
    private final long[] integers;
    private final long[] masks;
    /** 0: the value; else 1 + the number of its text. */
    private final int[] codes;

    private long[] counts = new long[64];
    private long[] firsts = new long[64];

    /**
     * @param column     where values are counted
     * @param kept       whether they are; else they are only judged
     * @param rules      for values in their usual spelling; for all others the judge decides
     * @param conditions the column's conditions in the tally, in the order of the masks' bits
     * @param unique     take the values that must be unique
     */
    PlainColumn(
            Column column,
            boolean kept,
            ValueJudge judge,
            List<PlainRule> rules,
            Tally tally,
            int[] conditions,
            List<Spool.Column> unique,
            int block) {
        this.column = column;
        this.kept = kept;
        this.judge = judge;
        this.rules = rules;
        this.tally = tally;
        this.conditions = conditions;
        this.unique = unique;
        this.time = column.kind == Columns.Kind.TIME;
        this.text = column.kind == Columns.Kind.TEXT;
        this.values = text ? null : new double[block];
        this.integers = text || unique.isEmpty() ? null : new long[block];
        this.masks = new long[block];
        this.codes = new int[block];
    }

    /** Whether its values are all asked for as texts. */
    boolean text() {
        return text;
    }

    /** @return where the cell ends when it starts with a value in its usual spelling, else −1 */
    int value(byte[] b, int start, int limit, int row) {
        int end = time ? cells.time(b, start, limit) : cells.number(b, start);
        if (end >= 0) {
            if (integers != null) {
                if (!cells.whole) {
                    return -1;
                }
                integers[row] = cells.integer;
            }
            values[row] = cells.value;
            codes[row] = 0;
        }
        return end;
    }

    /** Takes a cell as text; an empty one is a missing value. */
    void text(byte[] b, int start, int end, int row) throws PlainCsv.NotPlain {
        int number = judge.texts.number(b, start, end);
        if (number < 0) {
            throw new PlainCsv.NotPlain(); // too many different texts to ask about each
        }
        codes[row] = number + 1;
    }

    /** Counts the first {@code n} rows of the block. @param before records before it */
    void flush(int n, long before) throws SQLException, PlainCsv.NotPlain {
        judge.ask();
        boolean broken = false;
        for (PlainRule rule : rules) {
            broken |= rule.judge(values, codes, n, time, masks);
        }
        if (conditions.length > 0) {
            for (int i = 0; i < n; i++) {
                if (codes[i] != 0 && judge.masks[codes[i] - 1] != 0) {
                    masks[i] |= judge.masks[codes[i] - 1];
                    broken = true;
                }
            }
        }
        if (broken) {
            for (int i = 0; i < n; i++) {
                if (masks[i] != 0) {
                    tally.broken(before + i + 1, conditions, 0, masks[i]);
                    masks[i] = 0;
                }
            }
        }
        for (Spool.Column each : unique) {
            for (int i = 0; i < n; i++) {
                each.add(codes[i] == 0 ? integers[i] : judge.identities[codes[i] - 1]);
            }
        }
        if (kept && text) {
            categories(n, before);
        } else if (kept) {
            numbers(n);
        }
    }

    private void categories(int n, long before) {
        if (counts.length < judge.texts.size()) {
            counts = Arrays.copyOf(counts, judge.texts.size() * 2);
            firsts = Arrays.copyOf(firsts, judge.texts.size() * 2);
        }
        for (int i = 0; i < n; i++) {
            int number = codes[i] - 1;
            if (counts[number]++ == 0) {
                firsts[number] = before + i + 1;
            }
        }
    }

    private void numbers(int n) {
        for (int i = 0; i < n; i++) {
            if (codes[i] == 0) {
                column.numbers.add(Keys.of(values[i]));
            } else {
                int number = codes[i] - 1;
                if (judge.none[number]) {
                    column.nulls++;
                } else if (Double.isNaN(judge.numbers[number])) {
                    column.nan++;
                } else {
                    column.numbers.add(Keys.of(judge.numbers[number]));
                }
            }
        }
    }

    /** After the last block: gives the counted texts to the column. */
    void finish() {
        if (kept && text) {
            for (int number = 0; number < judge.texts.size(); number++) {
                if (counts.length > number && counts[number] > 0) {
                    if (judge.none[number]) {
                        column.nulls += counts[number];
                    } else {
                        column.categories.add(judge.hashes[number], firsts[number], counts[number]);
                    }
                }
            }
        }
    }
}
