package io.jenkins.plugins.cd4ml.engine.data.source;

import java.util.List;
import java.util.stream.Collectors;

/** What the supported databases call differently; all else is common SQL. Columns come in quoted. */
public class Dialect {
    public static final Dialect DUCKDB = new Dialect();

    /** DuckDB over {@link #prepared} columns: every cast is computed once, however many rules look at it. */
    public static final Dialect DUCKDB_PREPARED = new Dialect() {
        @Override
        public String number(String column) {
            return beside(column, NUMBER);
        }

        @Override
        public String timestamp(String column) {
            return column.startsWith("'") ? super.timestamp(column) : beside(column, TIME);
        }
    };

    private static final String NUMBER = " cd4ml number";
    private static final String TIME = " cd4ml time";

    /** @return select items that a sub-select gives beside the columns themselves */
    public static List<String> prepared(String column, ColumnKind kind) {
        return switch (kind) {
            case NUMBER -> List.of(DUCKDB.number(column) + " AS " + beside(column, NUMBER));
            case TIME -> List.of(DUCKDB.timestamp(column) + " AS " + beside(column, TIME));
            case TEXT -> List.of(DUCKDB.number(column) + " AS " + beside(column, NUMBER));
        };
    }

    private static String beside(String column, String what) {
        return column.substring(0, column.length() - 1) + what + '"';
    }

    /** @return DOUBLE, null where the value is no number */
    public String number(String column) {
        return "TRY_CAST(" + column + " AS DOUBLE)";
    }

    /** What makes whole numbers the same: the number, or of a larger one, such as an unsigned id, its hash. */
    public String integer(String column) {
        String large = "TRY_CAST(" + column + " AS HUGEINT)";
        return "coalesce(TRY_CAST(" + column + " AS BIGINT), CASE WHEN " + large + " IS NOT NULL THEN CAST(hash("
                + large + ") >> 1 AS BIGINT) END)";
    }

    public String timestamp(String column) {
        return "TRY_CAST(" + column + " AS TIMESTAMP)";
    }

    public String text(String column) {
        return "CAST(" + column + " AS VARCHAR)";
    }

    /** @return a number of the contract */
    public String literal(Object number) {
        return number.toString();
    }

    /** @return the MD5 of a text as hex digits */
    public String md5(String text) {
        return "md5(" + text + ")";
    }

    public String finite(String number) {
        return "isfinite(" + number + ")";
    }

    public String nan(String number) {
        return "isnan(" + number + ")";
    }

    public String notBoolean(String column) {
        return "TRY_CAST(" + text(column) + " AS BOOLEAN) IS NULL"; // of its text: 12.5 would be true
    }

    /** A date is a timestamp at midnight: {@code 2026-02-30} is none, {@code 2026-02-01 08:00} is none either. */
    public String notDate(String column) {
        String time = timestamp(column);
        return "NOT coalesce(" + time + " = date_trunc('day', " + time + "), false)";
    }

    public String notMultiple(String column, String divisor) {
        String number = number(column);
        return "abs(" + number + " / " + divisor + " - round(" + number + " / " + divisor + ")) > 1e-9";
    }

    public String matches(String text, String pattern) {
        return "regexp_full_match(" + text + ", " + pattern + ")";
    }

    public String hash(List<String> columns) {
        String missing = columns.stream().map(c -> c + " IS NULL").collect(Collectors.joining(" OR "));
        String texts = columns.stream().map(this::text).collect(Collectors.joining(", "));
        return "CASE WHEN " + missing + " THEN NULL ELSE CAST(hash(" + texts + ") >> 1 AS BIGINT) END";
    }
}
