package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers and dates of a CSV file as its country writes them, turned into those that everything here reads: {@code 1.234,5} to
 * {@code 1234.5}. In columns that the contract says are numbers or times; without a word of it, in those whose values are all
 * written so.
 */
final class LocalSpelling {
    private static final int TOGETHER = 250; // columns of one query

    private final Duck duck;
    private final Dataset dataset;
    private final CsvOptions csv;
    private final UnaryOperator<String> declared;
    private final String formats;
    private final boolean zoned;

    /** @param declared gives the contract's type of a column, null where it has none */
    LocalSpelling(Duck duck, Dataset dataset, CsvOptions csv, UnaryOperator<String> declared) {
        this.duck = duck;
        this.dataset = dataset;
        this.csv = csv;
        this.declared = declared;
        this.formats = csv.dateFormats().stream().map(Duck::text).collect(Collectors.joining(", ", "[", "]"));
        this.zoned = csv.dateFormats().stream().anyMatch(f -> f.contains("%z") || f.contains("%Z"));
    }

    /** @throws InputException when a format is none */
    String relation() throws SQLException {
        boolean dates = !csv.dateFormats().isEmpty();
        if (dates) {
            try {
                duck.execute("SELECT try_strptime('', " + formats + ")");
            } catch (SQLException e) {
                throw new InputException(
                        "dateFormat of " + dataset.file() + " cannot be used: " + Dataset.reason(e) + ".", e);
            }
        }
        boolean numbers = !csv.decimal().equals(".") || !csv.thousands().isEmpty();
        Map<String, String> found = undeclared(numbers, dates);
        List<String> select = new ArrayList<>();
        for (String column : dataset.columns()) {
            String id = dataset.id(column);
            String type = declared.apply(column) == null ? found.get(column) : declared.apply(column);
            boolean number = numbers && ("number".equals(type) || "integer".equals(type));
            boolean time = dates && ("date".equals(type) || "timestamp".equals(type));
            select.add(number ? number(id) + " AS " + id : time ? time(id) + " AS " + id : id);
        }
        return "(SELECT " + String.join(", ", select) + " FROM " + dataset.from() + ")";
    }

    /** @return what the values of each undeclared column all are */
    private Map<String, String> undeclared(boolean numbers, boolean dates) throws SQLException {
        Map<String, String> found = new HashMap<>();
        List<String> open = dataset.columns().stream()
                .filter(c -> declared.apply(c) == null)
                .toList();
        for (int first = 0; first < open.size(); first += TOGETHER) {
            List<String> part = open.subList(first, Math.min(open.size(), first + TOGETHER));
            List<String> select = new ArrayList<>();
            for (String column : part) {
                String id = dataset.id(column);
                select.add(numbers ? "coalesce(bool_and(" + isNumber(id) + "), false)" : "false");
                select.add(
                        dates
                                ? "coalesce(bool_and(try_strptime(" + id + ", " + formats + ") IS NOT NULL) FILTER ("
                                        + id + " IS NOT NULL), false)"
                                : "false");
            }
            try (Statement statement = duck.statement();
                    ResultSet row =
                            statement.executeQuery("SELECT " + String.join(", ", select) + " FROM " + dataset.from())) {
                row.next();
                for (int i = 0; i < part.size(); i++) {
                    if (row.getBoolean(2 * i + 1)) {
                        found.put(part.get(i), "number");
                    } else if (row.getBoolean(2 * i + 2)) {
                        found.put(part.get(i), "timestamp");
                    }
                }
            } catch (SQLException e) {
                throw dataset.explainStreamed(duck, e);
            }
        }
        return found;
    }

    private String isNumber(String id) {
        String mark = sign(csv.decimal());
        String whole = csv.thousands().isEmpty()
                ? "[0-9]+"
                : "([0-9]+|[0-9]{1,3}(" + thousands() + "[0-9]{2,3})*" + thousands() + "[0-9]{3})";
        String number = "[+-]?(" + whole + "(" + mark + "[0-9]*)?|" + mark + "[0-9]+)([eE][+-]?[0-9]+)?";
        return "regexp_full_match(trim(" + id + "), " + Duck.text(number) + ")";
    }

    private static String sign(String sign) {
        return Pattern.quote(sign);
    }

    /** Of spaces and apostrophes those that printers use, too. */
    private String thousands() {
        return switch (csv.thousands()) {
            case " ", "\u00a0", "\u202f" -> "[ \u00a0\u2009\u202f]";
            case "'", "\u2019" -> "['\u2019]";
            default -> sign(csv.thousands());
        };
    }

    private String number(String id) {
        String grouped = csv.thousands().isEmpty()
                ? "trim(" + id + ")"
                : "regexp_replace(trim(" + id + "), " + Duck.text(thousands()) + ", '', 'g')";
        String note = " (decimal is '" + csv.decimal() + "')"; // a number to others, and not in this file
        return "CASE WHEN " + isNumber(id) + " THEN replace(" + grouped + ", " + Duck.text(csv.decimal())
                + ", '.') WHEN isfinite(TRY_CAST(" + id + " AS DOUBLE)) THEN " + id + " || " + Duck.text(note)
                + " ELSE " + id + " END";
    }

    private String time(String id) {
        String text = "strftime(CAST(try_strptime(" + id + ", " + formats + ") AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f')";
        return "coalesce(regexp_replace(" + text + ", " + (zoned ? "'\\.0+$', '') || 'Z'" : "'( 00:00:00)?\\.0+$', '')")
                + ", " + id + ")";
    }
}
