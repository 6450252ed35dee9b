package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The SQL conditions of a contract's rules over the rows of a table, in the words of its database, beside its columns. */
final class TableConditions {
    private TableConditions() {}

    /**
     * @param rules on columns that the table has
     * @return the table with the conditions beside its columns; itself without any
     * @throws InputException naming the rule whose condition is none on these columns
     */
    static Table beside(Table table, Contract contract, List<Rule> rules) {
        List<Integer> places = new ArrayList<>();
        for (Rule rule : rules) {
            for (String condition : rule.conditions()) {
                int place = contract.conditions().indexOf(condition);
                if (!places.contains(place)) {
                    check(table, contract, rule, place);
                    places.add(place);
                }
            }
        }
        return places.isEmpty() ? table : table.with(rows(table, contract, rules, places));
    }

    private static void check(Table table, Contract contract, Rule rule, int place) {
        String condition = contract.conditions().get(place);
        boolean[] told = new boolean[1];
        try {
            table.connection()
                    .described(
                            "SELECT " + table.dialect().condition(place) + " FROM "
                                    + rows(table, contract, List.of(rule), List.of(place))
                                            .of(List.of())
                                    + " WHERE false",
                            none -> told[0] = table.source()
                                    .database()
                                    .condition(none.getMetaData().getColumnType(1)));
        } catch (SQLException e) {
            throw new InputException(
                    rule.place() + ": the condition fails in " + table.database() + ": "
                            + table.connection().reason(e) + ".",
                    e);
        }
        if (!told[0]) {
            throw new InputException(
                    rule.place() + ": '" + condition + "' is no condition: it is neither true nor" + " false.");
        }
    }

    private static TableRows rows(Table table, Contract contract, List<Rule> rules, List<Integer> places) {
        TableDialect dialect = table.dialect();
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String column : table.types().keySet()) {
            String raw = dialect.beside("r" + inner.size());
            inner.add(Duck.id(column) + " AS " + raw + ", " + TableSql.typed(table, contract, column));
            outer.add(raw + " AS " + Duck.id(column));
        }
        for (int place : places) {
            Rule first = rules.stream()
                    .filter(r -> r.conditions().contains(contract.conditions().get(place)))
                    .findFirst()
                    .orElseThrow();
            outer.add("(" + TableSource.own(contract.conditions().get(place), first.place()) + "\n) AS "
                    + dialect.condition(place));
            names.add(dialect.condition(place));
        }
        String relation = "(SELECT " + String.join(", ", outer) + " FROM (SELECT " + String.join(", ", inner) + " FROM "
                + table.rows().ofAll(TableSql.cast(table, contract)) + ") AS cd4ml_typed) AS cd4ml_conditions";
        return new TableRows(table.types(), dialect, relation, List.of(), names);
    }
}
