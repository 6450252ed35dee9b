package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues.Column;
import io.jenkins.plugins.cd4ml.engine.data.scan.UnsuitableFileException;
import io.jenkins.plugins.cd4ml.engine.data.scan.ViolationCounter;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * One column of a {@link CsvReader}: judges values in their usual spelling when it takes them, and everything else, block
 * by block, as DuckDB says of its text. Nothing is written down of a value that breaks no rule and is not counted.
 */
final class CsvColumn {
    private static final int DIGITS = 15; // of different numbers that are different as floating-point numbers

    private final Column column;
    private final boolean kept;
    private final boolean newest;
    private final ValueCheck judge;
    private final CsvRules rules;
    private final ViolationCounter tally;
    private final int[] conditions;
    private final List<Spool.Column> unique;
    private final byte separator;
    private final boolean time;
    private final boolean text;
    private final boolean skipped;
    private final int digits;
    private final int negativeDigits;
    private final CsvNumberParser cells = new CsvNumberParser();

    private final double[] values;
    private final long[] integers;
    private double greatest = Double.NEGATIVE_INFINITY;

    /** 0: the value; else 1 + the number of its text. */
    private final int[] codes;

    /** Of values that break rules, by row. */
    private final long[] masks;

    /** The rows with a code or a mask, of a column of numbers or times. */
    private final int[] odd;

    private int odds;
    private long[] counts = new long[64];
    private long[] firsts = new long[64];

    /**
     * @param column     where values are counted
     * @param rules      for values in their usual spelling; for all others the judge decides
     * @param conditions the column's conditions in the tally, in the order of the masks' bits
     * @param unique     take the values that must be unique
     * @param block      how many rows come together
     */
    CsvColumn(
            Column column,
            ColumnValues.Use use,
            ValueCheck judge,
            List<CsvRule> rules,
            ViolationCounter tally,
            int[] conditions,
            List<Spool.Column> unique,
            char separator,
            int block) {
        this.column = column;
        this.judge = judge;
        this.tally = tally;
        this.conditions = conditions;
        this.unique = unique;
        this.separator = (byte) separator;
        this.time = column.kind == ColumnKind.TIME;
        this.text = column.kind == ColumnKind.TEXT;
        this.rules = new CsvRules(rules, time);
        this.newest = use == ColumnValues.Use.NEWEST && time;
        this.kept = use != ColumnValues.Use.JUDGED && !newest;
        this.digits = this.rules.digits();
        this.negativeDigits = this.rules.negativeDigits();
        this.skipped =
                use == ColumnValues.Use.JUDGED && !time && !text && unique.isEmpty() && digits + negativeDigits > 0;
        this.values = text || !kept ? null : new double[block];
        this.integers = text || unique.isEmpty() ? null : new long[block];
        this.codes = new int[block];
        this.masks = text ? null : new long[block];
        this.odd = text ? null : new int[block];
    }

    /** Whether its values are all asked for as texts. */
    boolean text() {
        return text;
    }

    /**
     * Takes a value in its usual spelling with a separator or a line end behind it.
     *
     * @param limit where the bytes end, with a line end in its place
     * @param last  where a cell may end at most
     * @return where it ends, or −1 when it was not taken
     */
    int value(byte[] b, int start, int limit, int last, int row) {
        if (skipped) {
            int end = CsvNumberParser.skip(b, start, rules.whole(), digits, negativeDigits);
            if (end >= 0 && end <= last && ends(b[end])) {
                return end;
            } // else it may be of any spelling, or too large
        }
        int end = time ? cells.time(b, start, limit) : cells.number(b, start);
        if (end < 0 || end > last || !ends(b[end])) {
            return -1;
        }
        double value = cells.value;
        if (end - start > DIGITS && !time && rules.tie(value)) {
            return -1;
        }
        if (integers != null) {
            if (!cells.whole) {
                return -1;
            }
            integers[row] = cells.integer;
        }
        if (values != null) {
            values[row] = value;
        } else if (newest) {
            greatest = Math.max(greatest, value);
        }
        if (!rules.fine(value, cells.whole)) {
            long mask = rules.mask(value);
            if (mask != 0) {
                masks[row] = mask;
                odd(row);
            }
        }
        return end;
    }

    private boolean ends(byte x) {
        return x == separator || x == '\n' || x == '\r';
    }

    /** A record at the end of the buffer is taken twice. */
    private void odd(int row) {
        if (odds == 0 || odd[odds - 1] != row) {
            odd[odds++] = row;
        }
    }

    /** Takes a cell as text; an empty one is a missing value. */
    void text(byte[] b, int start, int end, int row) throws UnsuitableFileException {
        int number = judge.texts.number(b, start, end);
        if (number < 0) {
            throw new UnsuitableFileException(); // too many different texts to ask about each
        }
        codes[row] = number + 1;
        if (!text) {
            odd(row);
        }
    }

    /** Counts the first {@code n} rows of the block. @param before records before it */
    void flush(int n, long before) throws SQLException, UnsuitableFileException {
        judge.ask();
        if (!text) {
            for (int k = 0; k < odds; k++) {
                broken(before, odd[k], masks[odd[k]] | ofText(odd[k]));
            }
        } else if (judge.breaks) {
            for (int i = 0; i < n; i++) {
                broken(before, i, ofText(i));
            }
        }
        for (Spool.Column each : unique) {
            for (int i = 0; i < n; i++) {
                each.add(codes[i] == 0 ? integers[i] : judge.identities[codes[i] - 1]);
            }
        }
        if (newest) {
            newest();
        } else if (kept && text) {
            categories(n, before);
        } else if (kept) {
            numbers(n);
        }
        for (; odds > 0; odds--) {
            codes[odd[odds - 1]] = 0;
            masks[odd[odds - 1]] = 0;
        }
    }

    private long ofText(int row) {
        return codes[row] == 0 ? 0 : judge.masks[codes[row] - 1];
    }

    private void broken(long before, int row, long mask) {
        if (mask != 0) {
            tally.broken(before + row + 1, conditions, 0, mask);
        }
    }

    /** Of a block's times the newest is enough. */
    private void newest() {
        for (int k = 0; k < odds; k++) {
            int number = codes[odd[k]] - 1;
            if (number >= 0 && !judge.none[number] && !Double.isNaN(judge.numbers[number])) {
                greatest = Math.max(greatest, judge.numbers[number]);
            }
        }
        if (greatest > Double.NEGATIVE_INFINITY) {
            column.numbers.add(OrderedKeys.of(greatest));
            greatest = Double.NEGATIVE_INFINITY;
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
                column.numbers.add(OrderedKeys.of(values[i]));
            } else {
                int number = codes[i] - 1;
                if (judge.none[number]) {
                    column.nulls++;
                } else if (Double.isNaN(judge.numbers[number])) {
                    column.nan++;
                } else {
                    column.numbers.add(OrderedKeys.of(judge.numbers[number]));
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
