package io.jenkins.plugins.cd4ml.engine.data.source;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** DuckDB over a dataset's columns, whatever their types are. */
public final class DuckDialect extends Dialect {
    private static final String NUMBER = "\u001fnumber"; // no column's name has this sign
    private static final String TIME = "\u001ftime";

    private final Map<String, String> types = new HashMap<>();
    private final boolean prepared;
    private Map<String, String> ids = Map.of();

    private DuckDialect(boolean prepared) {
        this.prepared = prepared;
    }

    private static DuckDialect of(Map<String, String> types, boolean prepared) {
        DuckDialect dialect = new DuckDialect(prepared);
        dialect.ids = Duck.ids(types.keySet());
        types.forEach((column, type) -> dialect.types.put(dialect.ids.get(column), type.toUpperCase(Locale.ROOT)));
        return dialect;
    }

    /** As {@link #of}, of expressions that are columns of a table with an alias. */
    public static DuckDialect ofIds(Map<String, String> types) {
        DuckDialect dialect = new DuckDialect(false);
        types.forEach((id, type) -> dialect.types.put(id, type.toUpperCase(Locale.ROOT)));
        return dialect;
    }

    /** @param types the columns' SQL types by name */
    public static DuckDialect of(Map<String, String> types) {
        return of(types, false);
    }

    /** As {@link #of}, over {@link #beside} columns: every cast is computed once, however many rules look at it. */
    public static DuckDialect prepared(Map<String, String> types) {
        return of(types, true);
    }

    /** @return a select item that a sub-select gives beside the column itself */
    public static String beside(Dialect plain, String column, ColumnKind kind) {
        return kind == ColumnKind.TIME
                ? plain.timestamp(column) + " AS " + named(column, TIME)
                : plain.number(column) + " AS " + named(column, NUMBER);
    }

    private static String named(String column, String what) {
        return column.substring(0, column.length() - 1) + what + '"';
    }

    private String type(String column) {
        return types.getOrDefault(column, "VARCHAR");
    }

    @Override
    public String id(String column) {
        return ids.getOrDefault(column, Duck.id(column));
    }

    @Override
    public String logical(String column) {
        String type = type(column);
        if (ColumnKind.isInteger(type)) {
            return "integer";
        }
        return switch (ColumnKind.ofColumn(type)) {
            case NUMBER -> "number";
            case TIME -> "timestamp";
            case TEXT -> type.equals("BOOLEAN") ? "boolean" : "string";
        };
    }

    @Override
    public String number(String column) {
        return prepared && !column.startsWith("'") ? named(column, NUMBER) : super.number(column);
    }

    @Override
    public String timestamp(String column) {
        if (!type(column).equals("VARCHAR")) {
            return "TRY_CAST(" + column + " AS TIMESTAMP)"; // the session is in UTC
        }
        return prepared && !column.startsWith("'") ? named(column, TIME) : super.timestamp(column);
    }

    @Override
    public String zoned(String column) {
        return type(column).equals("VARCHAR") ? super.zoned(column) : null;
    }

    @Override
    protected boolean isInteger(String column) {
        return ColumnKind.isInteger(type(column));
    }

    @Override
    protected boolean spelledShort(String column) {
        return type(column).matches("DOUBLE|FLOAT|REAL|U?(TINY|SMALL)?INT(EGER)?");
    }

    @Override
    protected String decimalNumber(String column) {
        return single(column) ? "TRY_CAST(" + text(column) + " AS DOUBLE)" : number(column);
    }

    private boolean single(String column) {
        return type(column).matches("FLOAT|REAL");
    }

    /** A number of 32 bits is held against the bound as one of 32 bits: 0.1 is at most 0.1. */
    @Override
    public String beyond(String column, String operator, Object argument) {
        return single(column)
                ? "NOT (" + column + " " + operator + " CAST(" + literal(argument) + " AS FLOAT))"
                : super.beyond(column, operator, argument);
    }

    /**
     * @param type     the logical type
     * @param integers the SQL type of whole numbers; larger ones are an error
     * @param larger   what that error says
     * @return the value as the logical type for queries, null where it is not; a type of its own stays
     */
    public String typed(String column, String type, String integers, String larger) {
        if (type.equals("string") || !type(column).equals("VARCHAR") && own(column, type)) {
            return column;
        }
        String number = number(column);
        return switch (type) {
            case "integer" -> {
                String cast = "TRY_CAST(" + column + " AS " + integers + ")";
                yield "CASE WHEN isfinite(" + number + ") AND " + number + " = floor(" + number + ") THEN coalesce("
                        + cast + ", CAST(error(" + Duck.text(larger) + ") AS " + integers + ")) END";
            }
            case "number" -> number;
            case "boolean" -> bool(column);
            case "time" -> "CASE WHEN " + seconds(column) + " IS NOT NULL THEN TRY_CAST(" + column + " AS TIME) END";
            case "date" -> "CASE WHEN NOT " + notDate(column) + " THEN CAST(" + timestamp(column) + " AS DATE) END";
            default -> timestamp(column);
        };
    }

    private boolean own(String column, String type) {
        String logical = logical(column);
        return logical.equals(type) || type.equals("number") && logical.equals("integer");
    }
}
