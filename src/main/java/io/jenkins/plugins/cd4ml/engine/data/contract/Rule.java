package io.jenkins.plugins.cd4ml.engine.data.contract;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One thing that a contract asks for.
 *
 * @param id       {@code column/kind}, or the kind alone for a rule of the table; numbered where it would repeat
 * @param columns  the columns it reads; empty for rules of the table as a whole
 * @param argument what the kind compares with: a number, a text, a list of texts, or null
 * @param bound    what the number of offending records, or the number the rule computes, must be
 * @param severity error, warning or info
 * @param says     the contract's own words for it, or null
 * @param place    file, line and key
 * @param where    an SQL condition that says which records it is about, or null for all
 * @param asked    whether it was asked for by itself; false for what the keys of a column's own description make, which
 *                 say nothing where an optional column is not there
 */
public record Rule(
        String id,
        Kind kind,
        List<String> columns,
        Object argument,
        RuleBound bound,
        String severity,
        String says,
        String place,
        String where,
        boolean asked) {
    /** What a rule looks at. */
    public enum Kind {
        TYPE("type"),
        REQUIRED("required"),
        MINIMUM("minimum"),
        MAXIMUM("maximum"),
        EXCLUSIVE_MINIMUM("exclusiveMinimum"),
        EXCLUSIVE_MAXIMUM("exclusiveMaximum"),
        MULTIPLE_OF("multipleOf"),
        MIN_LENGTH("minLength"),
        MAX_LENGTH("maxLength"),
        PATTERN("pattern"),
        FORMAT("format"),
        VALID_VALUES("validValues"),
        NULL_VALUES("nullValues"),
        CONDITION("condition"),
        MISSING_VALUES("missingValues"),
        UNIQUE("unique"),
        FOREIGN_KEY("foreignKey"),
        ROW_COUNT("rowCount"),
        FRESHNESS("freshness"),
        SQL("sql"),
        PHYSICAL_TYPE("physicalType");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** @return the name in contracts and results */
        public String text() {
            return text;
        }

        /** Whether each record breaks it or does not, whatever the other records are. */
        public boolean ofRecord() {
            return ordinal() <= MISSING_VALUES.ordinal() || this == FOREIGN_KEY;
        }
    }

    /** @return the SQL conditions that it needs of each record, over the columns' logical types */
    public List<String> conditions() {
        return Stream.of(where, kind == Kind.CONDITION ? (String) argument : null)
                .filter(Objects::nonNull)
                .toList();
    }

    /** @return whether its number is held against a number of records that is not simply all of them */
    public boolean ofSome() {
        return bound.mostly() || where != null && (bound.percent() || kind == Kind.ROW_COUNT);
    }

    /** @return whether a record without a value is none of those that it is about */
    public boolean ofValues() {
        return bound.mostly()
                && kind != Kind.REQUIRED
                && kind != Kind.NULL_VALUES
                && kind != Kind.MISSING_VALUES
                && kind != Kind.SQL;
    }

    /** @return the one column, or the columns joined by a plus sign */
    public String column() {
        return columns.isEmpty() ? null : String.join("+", columns);
    }
}
