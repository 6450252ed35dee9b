package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSentences;
import io.jenkins.plugins.cd4ml.engine.data.scan.ViolationCounter;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first rows that break a rule, by the contract's primary key, since rows of a table have no numbers. Without a key
 * the first by value: the same ones each time, but no row is named.
 */
final class TableCellLookup {
    private final Table table;
    private final List<String> key;

    TableCellLookup(Table table, Contract contract) {
        this.table = table;
        this.key = contract.columns().stream()
                .filter(c -> c.key() && table.types().containsKey(c.name()))
                .map(Contract.Column::name)
                .toList();
    }

    List<Violation> rows(Rule rule, double number, String broken) {
        return fetch(rule, number, rows(rule) + " WHERE " + broken);
    }

    List<Violation> duplicates(Rule rule, double number, List<String> identity) {
        String all = String.join(", ", identity);
        String there = identity.stream().map(c -> c + " IS NOT NULL").collect(Collectors.joining(" AND "));
        return fetch(
                rule,
                number,
                rows(rule) + " WHERE (" + all + ") IN (SELECT "
                        + table.dialect().tuple(identity) + " FROM "
                        + table.rows().of(rule.columns())
                        + " WHERE " + there
                        + " GROUP BY " + all + " HAVING count(*) > 1)");
    }

    private String rows(Rule rule) {
        return table.rows()
                .of(Stream.concat(key.stream(), rule.columns().stream()).toList());
    }

    private List<Violation> fetch(Rule rule, double number, String from) {
        List<String> order = new ArrayList<>();
        for (String column : key) { // by number where it is one, so that 10 comes after 9
            order.add(table.dialect().number(Duck.id(column)));
            order.add(table.dialect().bytewise(table.dialect().text(Duck.id(column))));
        }
        rule.columns()
                .forEach(c -> order.add(table.dialect().bytewise(table.dialect().text(Duck.id(c)))));
        String select = Stream.concat(key.stream(), rule.columns().stream())
                .map(c -> "substr(" + table.dialect().text(Duck.id(c)) + ", 1, " + Violation.LENGTH + ")")
                .collect(Collectors.joining(", "));
        List<Violation> found = new ArrayList<>();
        table.query(
                table.dialect()
                        .limited(
                                "SELECT " + select + " FROM " + from + " ORDER BY " + String.join(", ", order),
                                ViolationCounter.SHOWN),
                row -> {
                    List<String> named = new ArrayList<>();
                    for (int i = 0; i < key.size(); i++) {
                        named.add(key.get(i) + "=" + row.getString(i + 1));
                    }
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < rule.columns().size(); i++) {
                        values.add(row.getString(key.size() + i + 1));
                    }
                    found.add(violation(rule, number, String.join(", ", named), values));
                });
        return found;
    }

    private static Violation violation(Rule rule, double number, String named, List<String> values) {
        String value = values.size() == 1 ? values.get(0) : String.join(" + ", values);
        String such = number > 1 ? " (" + RuleBound.plain(number) + " such values)" : "";
        return new Violation(
                0,
                rule.column(),
                rule.kind().text(),
                value,
                rule.severity(),
                (named.isEmpty() ? "a row" : "row " + Violation.shown(named)) + ", " + rule.column() + ": "
                        + RuleSentences.broken(rule, value) + such,
                named);
    }
}
