package io.jenkins.plugins.cd4ml.engine.data.source;

/** How a column's values are read. */
public enum ColumnKind {
    NUMBER,
    /** Microseconds since 1970, as a number. */
    TIME,
    TEXT;

    /** @param logicalType a contract's */
    public static ColumnKind of(String logicalType) {
        return switch (logicalType) {
            case "integer", "number" -> NUMBER;
            case "date", "timestamp" -> TIME;
            default -> TEXT;
        };
    }
}
