package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL conditions of a contract's rules over the records of a dataset: computed beside its columns, from their values
 * as the contract's types, while the columns themselves stay as they are for the rules.
 */
final class RowConditions {
    private static final String RAW = "\u001fraw";
    private static final String LARGER = "cd4ml: a whole number of more than 38 digits";

    private final Dataset dataset;
    private final Contract contract;
    private final List<Rule> rules;

    /** @param rules on columns that the dataset has; those without conditions are passed over */
    RowConditions(Dataset dataset, Contract contract, List<Rule> rules) {
        this.dataset = dataset;
        this.contract = contract;
        this.rules = rules.stream().filter(rule -> !rule.conditions().isEmpty()).toList();
    }

    /** @throws InputException naming the rule whose condition is none on these columns */
    void check(Duck duck) {
        for (Rule rule : rules) {
            for (String condition : rule.conditions()) {
                int place = contract.conditions().indexOf(condition);
                try (Statement statement = duck.statement();
                        ResultSet row = statement.executeQuery("SELECT " + Dialect.DUCKDB.condition(place) + " FROM "
                                + over(dataset.from(), List.of(place), false) + " LIMIT 0")) {
                    if (!"BOOLEAN".equals(row.getMetaData().getColumnTypeName(1))) {
                        throw new InputException(rule.place() + ": '" + condition + "' is no condition: it gives "
                                + row.getMetaData().getColumnTypeName(1) + ".");
                    }
                } catch (SQLException e) {
                    throw failed(rule, e);
                }
            }
        }
    }

    private static InputException failed(Rule rule, SQLException e) {
        return new InputException(rule.place() + ": the condition fails: " + Dataset.reason(e) + ".", e);
    }

    /** @return what to say of a scan that broke off although the files can be read; null without conditions */
    RuntimeException blamed(SQLException broken) {
        return rules.isEmpty() ? null : failed(rules.get(0), broken);
    }

    /** @return the relation with the conditions beside its columns; itself without any */
    String over(String from) {
        return over(from, false);
    }

    /** As {@link #over(String)}, of {@link Dataset#view()}. */
    String overView() {
        return over(dataset.view(), true);
    }

    private String over(String from, boolean numbered) {
        List<Integer> places = rules.stream()
                .flatMap(rule -> rule.conditions().stream())
                .distinct()
                .map(contract.conditions()::indexOf)
                .toList();
        return places.isEmpty() ? from : over(from, places, numbered);
    }

    private String over(String from, List<Integer> places, boolean numbered) {
        DuckDialect dialect = DuckDialect.of(dataset.types());
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        int i = 0;
        for (String column : dataset.types().keySet()) {
            String id = dataset.id(column);
            String raw = Duck.id(RAW + i++);
            inner.add(id + " AS " + raw);
            inner.add(dialect.typed(id, contract.type(column), "HUGEINT", LARGER) + " AS " + id);
            outer.add(raw + " AS " + id);
        }
        for (int place : places) {
            outer.add("(" + contract.conditions().get(place) + "\n) AS " + Dialect.DUCKDB.condition(place));
        }
        if (numbered) {
            inner.add(Dataset.RECORD);
            outer.add(Dataset.RECORD);
        }
        return "(SELECT " + String.join(", ", outer) + " FROM (SELECT " + String.join(", ", inner) + " FROM " + from
                + "))";
    }

    /** @return SQL that takes what {@link #overView} adds away from {@code *}, each after a comma */
    String added() {
        StringBuilder added = new StringBuilder();
        rules.stream()
                .flatMap(rule -> rule.conditions().stream())
                .distinct()
                .forEach(c -> added.append(", ")
                        .append(Dialect.DUCKDB.condition(contract.conditions().indexOf(c))));
        return added.toString();
    }
}
