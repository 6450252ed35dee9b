package io.jenkins.plugins.cd4ml.engine.data;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a dataset against a contract: one scan counts the violations of every rule, a second one fetches the first of
 * each rule that has any.
 */
final class Checks {
    /** How many violations of one rule are shown with record and value; all are counted. */
    static final int SHOWN = 20;

    private static final int VALUE_LENGTH = 120;

    /**
     * A violated rule at one record.
     *
     * @param record number of the record, from 1, without the header; 0 for the table as a whole
     * @param value  the offending text, cut to 120 characters; null for a missing one
     */
    record Violation(long record, String column, String rule, String value, String severity, String sentence) {}

    /** @param counts violations by {@code column/rule}, zero included */
    record Result(long rows, Map<String, Long> counts, List<Violation> violations) {
        boolean valid() {
            return violations.stream().noneMatch(v -> "error".equals(v.severity()));
        }
    }

    private Checks() {}

    /** @throws Dataset.Ragged when the file is not a table of records */
    static Result run(Duck duck, Dataset dataset, Contract contract) throws SQLException {
        List<Contract.Rule> rules = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (Contract.Column column : contract.columns()) {
            if (!dataset.columns().contains(column.name()) && column.required()) {
                violations.add(new Violation(0, column.name(), "required", null, "error",
                        dataset.file().getFileName() + " has no column '" + column.name() + "'"));
            }
        }
        for (Contract.Rule rule : contract.rules()) {
            if (rule.column() != null && dataset.columns().contains(rule.column())) {
                rules.add(rule);
            }
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        long rows = count(duck, dataset, contract, rules, counts);
        if (rows == 0) {
            violations.add(new Violation(0, null, "rowCount", "0", "error", "no rows in " + dataset.file().getFileName()));
        }
        for (Contract.Rule rule : rules) {
            if (counts.get(key(rule)) > 0) {
                fetch(duck, dataset, contract, rule, counts.get(key(rule)), violations);
            }
        }
        for (Contract.Rule rule : contract.rules()) {
            if ("rowCount".equals(rule.kind()) && rows > 0) {
                double[] bounds = (double[]) rule.argument();
                boolean broken = rows < bounds[0] || rows > bounds[1];
                counts.put("rowCount", broken ? 1L : 0L);
                if (broken) {
                    String wanted = rows < bounds[0] ? "at least " + whole(bounds[0]) : "at most " + whole(bounds[1]);
                    violations.add(new Violation(
                            0, null, "rowCount", Long.toString(rows), rule.severity(),
                            rows + " rows where the contract wants " + wanted));
                }
            }
        }
        return new Result(rows, counts, violations);
    }

    private static String whole(double bound) {
        return Long.toString(Math.round(bound));
    }

    static String key(Contract.Rule rule) {
        return rule.column() + "/" + rule.kind();
    }

    private static long count(
            Duck duck, Dataset dataset, Contract contract, List<Contract.Rule> rules, Map<String, Long> counts)
            throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT count(*)");
        for (Contract.Rule rule : rules) {
            sql.append(", ").append(
                    "unique".equals(rule.kind())
                            ? "count(" + Duck.id(rule.column()) + ") - count(DISTINCT " + Duck.id(rule.column()) + ")"
                            : "count(*) FILTER (" + broken(rule, contract) + ")");
        }
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql + " FROM " + dataset.view())) {
            row.next();
            for (int i = 0; i < rules.size(); i++) {
                counts.put(key(rules.get(i)), row.getLong(i + 2));
            }
            return row.getLong(1);
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
    }

    private static void fetch(
            Duck duck, Dataset dataset, Contract contract, Contract.Rule rule, long count, List<Violation> violations)
            throws SQLException {
        String column = Duck.id(rule.column());
        String where = "unique".equals(rule.kind())
                ? column + " IN (SELECT " + column + " FROM " + dataset.view() + " GROUP BY 1 HAVING count(*) > 1)"
                : broken(rule, contract);
        String sql = "SELECT " + Dataset.RECORD + ", left(" + column + ", " + VALUE_LENGTH + ") FROM " + dataset.view()
                + " WHERE " + where + " ORDER BY 1 LIMIT " + SHOWN;
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                long record = row.getLong(1);
                String value = row.getString(2);
                violations.add(new Violation(
                        record, rule.column(), rule.kind(), value, rule.severity(),
                        "row " + record + ", " + rule.column() + ": " + says(rule, value)
                                + (count > 1 ? " (" + count + " such values)" : "")));
            }
        }
    }

    private static String says(Contract.Rule rule, String value) {
        return switch (rule.kind()) {
            case "required" -> "no value";
            case "type" -> "'" + value + "' is not of type " + rule.argument();
            case "unique" -> "'" + value + "' is there more than once";
            case "validValues" -> "'" + value + "' is not one of " + rule.argument();
            case "pattern" -> "'" + value + "' does not match " + rule.argument();
            default -> value + " breaks " + rule.kind() + " " + rule.argument();
        };
    }

    /** @return SQL that is true for a record that breaks the rule; null values break only {@code required} */
    private static String broken(Contract.Rule rule, Contract contract) {
        String column = Duck.id(rule.column());
        String typed = contract.columns().stream()
                .filter(c -> c.name().equals(rule.column()))
                .map(c -> "TRY_CAST(" + column + " AS " + Contract.sqlType(c.type()) + ")")
                .findFirst()
                .orElse(column);
        return switch (rule.kind()) {
            case "required" -> column + " IS NULL";
            case "type" -> column + " IS NOT NULL AND " + typed + " IS NULL";
            case "minimum" -> "NOT (" + typed + " >= " + rule.argument() + ")";
            case "maximum" -> "NOT (" + typed + " <= " + rule.argument() + ")";
            case "minLength" -> "length(" + column + ") < " + rule.argument();
            case "maxLength" -> "length(" + column + ") > " + rule.argument();
            case "pattern" -> "NOT regexp_full_match(" + column + ", " + Duck.text((String) rule.argument()) + ")";
            case "validValues" -> {
                List<?> values = (List<?>) rule.argument();
                yield column + " NOT IN ("
                        + String.join(", ", values.stream().map(v -> Duck.text(v.toString())).toList()) + ")";
            }
            default -> throw new IllegalArgumentException(rule.kind());
        };
    }
}
