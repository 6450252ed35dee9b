package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleQuery;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** A rule written in SQL: a query with one number, over the dataset with the contract's types. */
public final class CustomSql {
    private static final String LARGER = "cd4ml: a whole number is larger";

    private CustomSql() {}

    /** @throws InputException with the contract's place when the query fails or gives no single number */
    static double number(Duck duck, Dataset dataset, Contract contract, Rule rule) {
        try {
            return number(duck, dataset, contract, rule, "BIGINT");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(LARGER)) {
                throw failed(rule, e);
            }
        }
        try { // whole numbers of 19 digits and more
            return number(duck, dataset, contract, rule, "HUGEINT");
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains(LARGER)) {
                throw new InputException(
                        rule.place() + ": " + dataset.file()
                                + " has whole numbers of more than 38 digits, which a query"
                                + " cannot compare; make the column a string or a number.",
                        e);
            }
            throw failed(rule, e);
        }
    }

    private static InputException failed(Rule rule, SQLException e) {
        return new InputException(rule.place() + ": the query fails: " + Dataset.reason(e) + ".", e);
    }

    private static double number(Duck duck, Dataset dataset, Contract contract, Rule rule, String integers)
            throws SQLException {
        DuckDialect dialect = DuckDialect.of(dataset.types());
        String typed = dataset.types().keySet().stream()
                .map(c -> dialect.typed(dataset.id(c), contract.type(c), integers, LARGER) + " AS " + dataset.id(c))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + dataset.from() + ")"));
        String column =
                rule.columns().isEmpty() ? "" : dataset.id(rule.columns().get(0));
        String sql = new RuleQuery(contract, (String) rule.argument(), column).over(typed, List::of, "");
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
        }
    }

    /** @return what the query gave as a number, true as 1, as the standard allows */
    public static double number(Object value, Rule rule) {
        double number = value instanceof Boolean told
                ? (told ? 1 : 0)
                : value instanceof BigDecimal || value instanceof BigInteger || value instanceof Long
                        ? exact(new BigDecimal(value.toString()), rule)
                        : value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (Double.isNaN(number)) { // which would be anything but what mustNotBe says
            throw new InputException(rule.place() + ": the query must give one number, and gave "
                    + (value == null ? "none" : "'" + Violation.shown(value.toString()) + "'") + ".");
        }
        return number;
    }

    /** @return the number, where it is one that is held against the bound exactly */
    private static double exact(BigDecimal number, Rule rule) {
        double near = number.doubleValue();
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        boolean same = whole
                ? new BigDecimal(near).compareTo(number) == 0
                : number.stripTrailingZeros().precision() <= 15;
        if (!same && Math.abs(near - rule.bound().low()) <= Math.ulp(near)
                || !same && Math.abs(near - rule.bound().high()) <= Math.ulp(near)) {
            throw new InputException(rule.place() + ": the query gave " + number.toPlainString()
                    + ", which has too many digits to tell it from the bound; compare in the query, and give true or"
                    + " false.");
        }
        return near;
    }
}
