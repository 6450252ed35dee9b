package io.jenkins.plugins.cd4ml.engine.data.source;

import java.util.Locale;

/** How a column's values are read. */
public enum ColumnKind {
    NUMBER,
    /** Microseconds since 1970, as a number. */
    TIME,
    TEXT;

    private static final String INTEGERS = "U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?";
    private static final String NUMBERS = INTEGERS + "|FLOAT|DOUBLE|REAL|DECIMAL(\\([0-9, ]+\\))?";
    private static final String TIMES = "DATE|TIMESTAMP(TZ|_S|_MS|_NS| WITH TIME ZONE)?";

    /** @param type a column's own type in DuckDB; lists and other types of several values are texts */
    public static ColumnKind ofColumn(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        return upper.matches(NUMBERS) ? NUMBER : upper.matches(TIMES) ? TIME : TEXT;
    }

    /** @param type a column's own type in DuckDB */
    public static boolean isInteger(String type) {
        return type.toUpperCase(Locale.ROOT).matches(INTEGERS);
    }

    /** @param logicalType a contract's */
    public static ColumnKind of(String logicalType) {
        return switch (logicalType) {
            case "integer", "number" -> NUMBER;
            case "date", "timestamp" -> TIME;
            default -> TEXT;
        };
    }
}
