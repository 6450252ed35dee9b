package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What databases call differently when their tables are validated where they are; one class a database. Rules look at a
 * relation that gives each column's number and time beside it ({@link #prepared}), so that a cast is written once.
 */
public abstract class TableDialect extends Dialect {
    /** White space as files have it around numbers, in a bracket expression. */
    static final String BLANK = "[ \\t\\n\\r\\f\\x0b]*";

    /** A text that is a number, but for the special ones. */
    static final String DIGITS = BLANK + "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?" + BLANK;

    static final String SPECIAL = "[+-]?(nan|inf|infinity)";

    /** A text that is a time: groups 1 to 3 are the date, 5 is the time of day. */
    static final String TIME = "([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(["
            + " T](([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?)(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?)?";

    private static final String TRUE = "'true', 't', '1', 'yes', 'y'";
    private static final String FALSE = "'false', 'f', '0', 'no', 'n'";

    /** Characters of a number in a text. */
    static final int LONGEST = 400;

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final String prefix;

    /** @param types the columns' types by name, in order */
    TableDialect(Map<String, String> types) {
        types.forEach((column, type) -> {
            this.types.put(Duck.id(column), base(type));
            places.put(Duck.id(column), places.size());
        });
        String free = "cd4ml_"; // no column of the table may start so
        while (types.keySet().stream().anyMatch(startsWith(free))) {
            free += "_";
        }
        this.prefix = free;
    }

    private static Predicate<String> startsWith(String prefix) {
        return column -> column.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** @return a type without its bounds */
    static String base(String type) {
        return type.replaceFirst("\\(.*", "");
    }

    /** @param column quoted; @return a name for what stands beside it */
    String beside(String column, String what) {
        return prefix + what + places.get(column);
    }

    /** @return a name that no column has */
    public String beside(String what) {
        return prefix + what;
    }

    @Override
    public String condition(int place) {
        return beside("w" + place);
    }

    /** @param column quoted; @return its type without bounds */
    String typeOf(String column) {
        return types.get(column);
    }

    /** @return whether values of this type are true or false */
    boolean told(String type) {
        return base(type).matches("bool|boolean");
    }

    @Override
    public String logical(String column) {
        return switch (kind(typeOf(column))) {
            case NUMBER -> "number";
            case TIME -> "timestamp";
            case TEXT -> told(typeOf(column)) ? "boolean" : "string";
        };
    }

    @Override
    public String bool(String column) {
        String text = "lower(" + text(column) + ")";
        return "CASE WHEN " + notBoolean(column) + " THEN NULL ELSE " + text + " IN (" + TRUE + ") END";
    }

    @Override
    public String category(String column, String type) {
        String told = bool(column);
        return "boolean".equals(type)
                ? "CASE WHEN (" + told + ") THEN 'true' WHEN NOT (" + told + ") THEN 'false' ELSE " + text(column)
                        + " END"
                : text(column);
    }

    /** @return a number, or as a whole one, that is the same for equal numbers; null where the value is none */
    abstract String decimal(String column, boolean whole);

    @Override
    public String value(String column, String type) {
        return switch (type) {
            case "integer", "number" -> decimal(column, "integer".equals(type));
            case "boolean" -> bool(column);
            case "date", "timestamp" -> timestamp(column);
            case "time" -> seconds(column);
            default -> text(column);
        };
    }

    /** @return a value of a file, as DuckDB writes it, of the SQL type of {@link #value}; null where it has none */
    public String constant(String value, String type) {
        return switch (type) {
            case "integer", "number" ->
                value.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?") ? decimalConstant(value, "integer".equals(type)) : null;
            case "boolean" -> value;
            case "date", "timestamp" -> timestamp(Duck.text(value));
            case "time" -> value.matches("[0-9.]+") ? value : null;
            default -> Duck.text(value);
        };
    }

    abstract String decimalConstant(String number, boolean whole);

    @Override
    public String zoned(String column) {
        return kind(typeOf(column)) != ColumnKind.TEXT || told(typeOf(column))
                ? null
                : timestamp(column) + " IS NOT NULL AND " + like(text(column), ":[0-9.]+(Z|[+-][0-9:]+)$");
    }

    /** @return whether a text has a part that a pattern of plain signs describes */
    abstract String like(String text, String pattern);

    /** @return how a column of this type is read, where the contract does not say */
    public abstract ColumnKind kind(String type);

    /** @return whether values of this type have no text to be judged by */
    public boolean unsupported(String type) {
        return false;
    }

    /** @return select items with the column's number and time, after a comma */
    public abstract String prepared(String column, String type);

    /** @return select items that {@link #checksum} needs beside the columns, each after a comma */
    public String digests(Collection<String> columns) {
        return "";
    }

    /**
     * @return SQL of a sum over all rows that does not depend on their order: of one half of the MD5 of each row's texts
     *     with their lengths
     */
    public abstract String checksum(Collection<String> columns, int half);

    /** @return the expression as this database writes it, or null where none is known to mean the same */
    public abstract String pattern(String pattern);

    /** @return microseconds since 1970 as a double */
    public abstract String micros(String column);

    /** @return a whole number where the value is one or near, as an integer is compared with integers */
    public abstract String whole(String column, String type);

    /** @return a floating-point number, infinities included */
    public abstract String real(double value);

    /** @return how many of the ascending thresholds are at most {@code x}, null where that is null */
    public abstract String bucket(String x, double[] thresholds);

    /**
     * @param rows a relation
     * @return a query that counts the rows of each value of these expressions: the expression's place, its value, the number
     */
    public String counted(String rows, List<String> expressions) {
        List<String> places = IntStream.range(0, expressions.size())
                .mapToObj(i -> "SELECT " + i + " AS c")
                .toList();
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> " WHEN " + i + " THEN " + expressions.get(i))
                .collect(Collectors.joining(
                        "",
                        "SELECT c, b, count(*) FROM (SELECT cd4ml_places.c AS c, CASE cd4ml_places.c",
                        " END AS b FROM " + rows + " CROSS JOIN (" + String.join(" UNION ALL ", places)
                                + ") AS cd4ml_places) AS v WHERE b IS NOT NULL GROUP BY c, b"));
    }

    /** @return the text in an order that is the same everywhere: that of its bytes */
    public abstract String bytewise(String text);

    /** @return an aggregate: for how many rows a condition is true */
    public static String count(String condition) {
        return "count(CASE WHEN " + condition + " THEN 1 END)";
    }

    /** @return an aggregate: the deviation of a sample */
    public String deviation(String number) {
        return "stddev_samp(" + number + ")";
    }

    /** @return the query's first rows */
    public String limited(String query, int most) {
        return query + " LIMIT " + most;
    }

    /** @return what {@code IN} takes in its brackets for these constants */
    public String among(List<String> constants) {
        return "VALUES (" + String.join("), (", constants) + ")";
    }

    /** @return the select items of a sub-select that {@code (a, b) IN} is asked of */
    public String tuple(List<String> values) {
        return String.join(", ", values);
    }

    /** @return a whole number of 64 bits */
    public String bigint(String whole) {
        return "CAST(" + whole + " AS bigint)";
    }

    /** @return a number that {@link #number} gave, infinite where that has another value for it */
    public double read(double number) {
        return number;
    }

    /** @return columns of one query; more are asked in several */
    public abstract int together();

    /** @return the number without NaN */
    public String notNan(String number) {
        return "CASE WHEN " + nan(number) + " THEN NULL ELSE " + number + " END";
    }

    @Override
    public String number(String column) {
        return beside(column, "n");
    }

    @Override
    public String notBoolean(String column) {
        return "lower(" + text(column) + ") NOT IN (" + TRUE + ", " + FALSE + ")";
    }

    /** @return what this database looks for where a query writes the name of a table, with quotes or without */
    public List<String> tableNames(String table) {
        return List.of(table);
    }

    /** @param quoted as the rule has it; {@link #pattern} knows it */
    static String plain(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replace("''", "'");
    }

    /** @return parts of a list, none longer than {@code most} */
    public static <T> List<List<T>> parts(List<T> all, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int first = 0; first < all.size(); first += most) {
            parts.add(all.subList(first, Math.min(all.size(), first + most)));
        }
        return parts;
    }
}
