package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** A rule written in SQL: a query with one number, over the dataset with the contract's types. */
public final class CustomSql {
    private CustomSql() {}

    /** @throws InputException with the contract's place when the query fails or gives no single number */
    static double number(Duck duck, Dataset dataset, Contract contract, Rule rule) {
        String typed = dataset.types().keySet().stream()
                .map(c -> typed(contract.column(c), Duck.id(c)))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + dataset.from() + ")"));
        String column = rule.columns().isEmpty() ? "" : Duck.id(rule.columns().get(0));
        String query = ((String) rule.argument())
                .replaceAll("\\$?\\{(object|table|model)}", "cd4ml_dataset")
                .replaceAll("\\$?\\{(property|column)}", java.util.regex.Matcher.quoteReplacement(column))
                .replaceAll("[;\\s]+$", "");
        String sql = "WITH cd4ml_dataset AS " + typed + " SELECT * FROM (" + query + "\n)"; // it may end in a comment
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next() || row.getMetaData().getColumnCount() != 1) {
                throw new InputException(rule.place() + ": the query must give one number.");
            }
            double number = number(row.getObject(1), rule);
            if (row.next()) {
                throw new InputException(rule.place() + ": the query must give one number, and gave several rows.");
            }
            return number;
        } catch (SQLException e) {
            throw new InputException(rule.place() + ": the query fails: " + Dataset.reason(e) + ".", e);
        }
    }

    /** @return what the query gave as a number, true as 1, as the standard allows */
    public static double number(Object value, Rule rule) {
        double number = value instanceof Boolean told
                ? (told ? 1 : 0)
                : value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (Double.isNaN(number)) { // which would be anything but what mustNotBe says
            throw new InputException(rule.place() + ": the query must give one number, and gave "
                    + (value == null ? "none" : "'" + Violation.shown(value.toString()) + "'") + ".");
        }
        return number;
    }

    private static String typed(Contract.Column described, String id) {
        return described == null || "string".equals(described.type())
                ? id
                : "TRY_CAST(" + id + " AS " + Contract.sqlType(described.type()) + ") AS " + id;
    }
}
