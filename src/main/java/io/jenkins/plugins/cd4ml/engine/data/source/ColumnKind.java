package io.jenkins.plugins.cd4ml.engine.data.source;

/** How a column's values are read. */
public enum ColumnKind {
    NUMBER,
    /** Microseconds since 1970, as a number. */
    TIME,
    TEXT
}
