package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some consecutive rows of a dataset, column by column. Filled by one thread, then only read. */
public final class Batch {
    private final Map<Column, Object> values = new LinkedHashMap<>();
    private final long first;
    private int rows;

    /** @param first number of the first row, from 1 */
    public Batch(List<Column> columns, int capacity, long first) {
        this.first = first;
        for (Column column : columns) {
            values.put(
                    column,
                    switch (column.kind()) {
                        case NUMBER -> new double[capacity];
                        case INTEGER, ROW, CONTENT -> new long[capacity];
                        case TEXT -> new String[capacity];
                    });
        }
    }

    /** @return number of the first row, from 1 */
    public long first() {
        return first;
    }

    public int rows() {
        return rows;
    }

    /** Ends a row whose values were put into the arrays at {@link #rows()}. */
    public void next() {
        next(1);
    }

    /** Ends so many rows whose values were put into the arrays from {@link #rows()} on. */
    public void next(int count) {
        rows += count;
    }

    /** @return the column's values; only the first {@link #rows()} count */
    public double[] numbers(Column column) {
        return (double[]) values.get(column);
    }

    public long[] integers(Column column) {
        return (long[]) values.get(column);
    }

    public String[] texts(Column column) {
        return (String[]) values.get(column);
    }

    /** @return a batch of the one row at {@code index} */
    public Batch row(int index) {
        Batch one = new Batch(List.copyOf(values.keySet()), 1, first + index);
        values.forEach((column, array) -> System.arraycopy(array, index, one.values.get(column), 0, 1));
        one.next();
        return one;
    }

    /** Puts the values of a row of another batch with the same columns into the row at {@code to}. */
    public void copy(Batch from, int row, int to) {
        values.forEach((column, array) -> System.arraycopy(from.values.get(column), row, array, to, 1));
        rows = Math.max(rows, to + 1);
    }

    /** @return the same rows, of which one column has the values of others: row i that of row {@code order[i]} */
    public Batch shuffled(Column column, int[] order) {
        Batch other = new Batch(List.of(column), rows, first);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values.get(column), order[i], other.values.get(column), i, 1);
        }
        values.forEach(other.values::putIfAbsent);
        other.rows = rows;
        return other;
    }

    /** @return the columns, in the order they were given */
    public List<Column> columns() {
        return List.copyOf(values.keySet());
    }
}
