package io.jenkins.plugins.cd4ml.engine.evaluate.model;

/** A column of the data as a model or a measurement wants it. */
public record Column(String name, Kind kind) {
    /** How values are read: as {@code double} (NaN where missing), {@code long}, or text (null where missing). */
    public enum Kind {
        NUMBER,
        INTEGER,
        TEXT,
        /** A {@code long} that tells rows apart: a hash of all values of the row. */
        ROW,
        /** A {@code long} that rows of equal features share: a hash of these. */
        CONTENT
    }

    /** Not a column of the data but what tells its rows apart. */
    public static final Column ROW = new Column("", Kind.ROW);

    /** Not a column of the data but what its rows are equal by. */
    public static final Column CONTENT = new Column("", Kind.CONTENT);

    public static Column number(String name) {
        return new Column(name, Kind.NUMBER);
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }
}
