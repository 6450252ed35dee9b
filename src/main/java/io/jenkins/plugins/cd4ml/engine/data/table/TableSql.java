package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleQuery;
import io.jenkins.plugins.cd4ml.engine.data.scan.CustomSql;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** A rule written in SQL, in the words of the table's own database: a query with one number. */
final class TableSql {
    private TableSql() {}

    /** @throws InputException with the contract's place when the query fails or gives no single number */
    static double number(Table table, Contract contract, Rule rule) {
        String typed = table.types().keySet().stream()
                .map(c -> typed(table, contract, c))
                .collect(Collectors.joining(
                        ", ", "(SELECT ", " FROM " + table.rows().ofAll(cast(table, contract)) + ")"));
        String column = rule.columns().isEmpty()
                ? ""
                : table.source().database().written(Duck.id(rule.columns().get(0)));
        String query = TableSource.own((String) rule.argument(), rule.place());
        String sql = new RuleQuery(contract, query, column).over(typed, table.dialect()::tableNames, " AS cd4ml_rule");
        double[] found = new double[2];
        try {
            table.connection().query(sql, row -> {
                if (row.getMetaData().getColumnCount() != 1) {
                    throw new InputException(rule.place() + ": the query must give one number.");
                }
                found[0] = CustomSql.number(row.getObject(1), rule);
                found[1]++;
            });
        } catch (SQLException e) {
            throw new InputException(
                    rule.place() + ": the query fails in " + table.database() + ": "
                            + table.connection().reason(e) + ".",
                    e);
        }
        if (found[1] != 1) {
            throw new InputException(rule.place() + ": the query must give one number, and gave "
                    + (found[1] > 1 ? "several rows." : "none."));
        }
        return found[0];
    }

    /** @return the columns whose values are read as the contract's type */
    static List<String> cast(Table table, Contract contract) {
        return table.types().keySet().stream()
                .filter(c -> !typed(table, contract, c).equals(Duck.id(c)))
                .toList();
    }

    /** @return a select item with the column as the contract's type */
    static String typed(Table table, Contract contract, String column) {
        Contract.Column described = contract.column(column);
        String id = Duck.id(column);
        String type = described == null ? "string" : described.type();
        if (!table.dialect().kind(table.types().get(column)).equals(ColumnKind.TEXT)) {
            return id; // the database's own type is the better one
        }
        return switch (type) {
            case "integer" ->
                "CASE WHEN abs(" + table.dialect().number(id) + ") < 9.2E18 THEN "
                        + table.dialect()
                                .bigint(table.dialect().whole(id, table.types().get(column))) + " END AS "
                        + id;
            case "number" -> table.dialect().number(id) + " AS " + id;
            case "date" -> "CAST(" + table.dialect().timestamp(id) + " AS date) AS " + id;
            case "timestamp" -> table.dialect().timestamp(id) + " AS " + id;
            default -> id;
        };
    }
}
