package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.PhysicalTypes;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.scan.CheckResult;
import io.jenkins.plugins.cd4ml.engine.data.scan.MixedZones;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * Holds a table against a contract where the table is: one scan counts all rules of a row, the newest timestamps and
 * the checksum; each rule against duplicates groups once; broken rules fetch the rows they show.
 */
public final class TableChecks implements CheckResult {
    private final Table table;
    private final Contract contract;
    private final RuleSql sql;
    private final List<Rule> rules;
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Rule, Double> counted = new LinkedHashMap<>();
    private final List<Rule> brokenRules = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private final Map<Rule, Long> outside = new HashMap<>();
    private final Map<String, long[]> zones = new LinkedHashMap<>();
    private long rows;
    private long brokenRecords;
    private String checksum = "";

    private TableChecks(Table table, Contract contract, BinaryOperator<String> keys) {
        this.contract = contract;
        this.sql = new RuleSql(table.dialect(), contract, keys);
        this.rules = contract.rules().stream()
                .filter(r -> table.types().keySet().containsAll(r.columns()))
                .toList();
        this.table = TableConditions.beside(table, contract, rules);
    }

    /** @param keys gives the sub-select of a foreign key's permitted values, in the same database */
    static TableChecks run(Table table, Contract contract, BinaryOperator<String> keys) {
        TableChecks checks = new TableChecks(table, contract, keys);
        checks.refuse();
        checks.count();
        CheckResult.schema(
                contract, table.types().keySet(), checks.rows, table.source().shown(), checks.violations);
        checks.zones.forEach((column, counts) -> {
            if (counts[0] > 0 && counts[1] > 0) {
                MixedZones.add(contract, column, "" + counts[0], "" + counts[1], checks.violations);
            }
        });
        checks.rules.stream()
                .filter(r -> checks.rows > 0 || r.kind() != Kind.ROW_COUNT)
                .forEach(checks::judge);
        checks.countBrokenRecords();
        return checks;
    }

    private void refuse() {
        for (Rule rule : rules) {
            if (rule.kind() == Kind.PATTERN && table.dialect().pattern((String) rule.argument()) == null) {
                throw new InputException(rule.place() + ": " + table.database() + " does not read '" + rule.argument()
                        + "' as files do; write it with plain classes, groups and repeats, see docs/data.md.");
            }
            if (rule.kind() == Kind.FRESHNESS && !time(rule)) {
                throw new InputException(rule.place() + ": freshness needs a column of logicalType date or timestamp.");
            }
        }
    }

    private boolean time(Rule rule) {
        Contract.Column described = contract.column(rule.columns().get(0));
        return described == null
                ? table.dialect().kind(table.types().get(rule.columns().get(0))) == ColumnKind.TIME
                : described.type().matches("date|timestamp");
    }

    private void count() {
        TableAggregates all = new TableAggregates(table);
        rows(all);
        for (Rule rule : rules) {
            String item = rule.kind().ofRecord()
                    ? TableDialect.count(sql.broken(rule))
                    : rule.kind() == Kind.FRESHNESS ? "max(" + newest(rule) + ")" : null;
            if (item != null) {
                all.add(item, rule.columns(), (row, at) -> {
                    double number = row.getDouble(at);
                    counted.put(rule, row.wasNull() ? Double.NaN : number);
                });
            }
            if (rule.ofSome() && rule.kind() != Kind.SQL) {
                String among = TableDialect.count(sql.outside(rule));
                all.add(among, rule.columns(), (row, at) -> outside.put(rule, row.getLong(at)));
            }
        }
        contract.columns().stream()
                .filter(c -> c.type().matches("date|timestamp")
                        && table.types().containsKey(c.name())
                        && table.dialect().zoned(Duck.id(c.name())) != null)
                .forEach(c -> {
                    String zoned = table.dialect().zoned(Duck.id(c.name()));
                    String local =
                            table.dialect().timestamp(Duck.id(c.name())) + " IS NOT NULL AND NOT (" + zoned + ")";
                    long[] counts = zones.computeIfAbsent(c.name(), name -> new long[2]);
                    all.add(TableDialect.count(zoned), List.of(c.name()), (row, at) -> counts[0] = row.getLong(at));
                    all.add(TableDialect.count(local), List.of(c.name()), (row, at) -> counts[1] = row.getLong(at));
                });
        all.run(true);
    }

    private String newest(Rule rule) {
        String micros = table.dialect().micros(Duck.id(rule.columns().get(0)));
        return rule.where() == null ? micros : "CASE WHEN " + sql.about(rule) + " THEN " + micros + " END";
    }

    /** Asks for what tells whether these are the same rows. */
    private void rows(TableAggregates all) {
        all.add("count(*)", List.of(), (row, at) -> rows = row.getLong(at));
        checksum = "";
        for (int half = 0; half < 2; half++) {
            String space = half == 0 ? "" : " ";
            all.add(
                    table.dialect().checksum(table.types().keySet(), half),
                    List.of(),
                    (row, at) -> checksum += space + row.getString(at));
        }
    }

    /** @return whether the table still has the rows that were judged; one more scan */
    boolean unchanged() {
        TableChecks now = new TableChecks(table, Contract.NONE, (to, type) -> "");
        TableAggregates all = new TableAggregates(table);
        now.rows(all);
        all.run(true);
        return now.rows == rows && now.checksum.equals(checksum);
    }

    private void judge(Rule rule) {
        double number = number(rule);
        numbers.put(rule.id(), number);
        if (CheckResult.holds(rule, number, basis(rule), table.types(), violations)) {
            return;
        }
        if (rule.kind().ofRecord()) {
            brokenRules.add(rule);
            filters.add(sql.broken(rule));
            violations.addAll(shown().rows(rule, number, sql.broken(rule)));
        } else if (rule.kind() == Kind.UNIQUE) {
            violations.addAll(shown().duplicates(rule, number, identity(rule)));
        }
    }

    private TableCellLookup shown() {
        return new TableCellLookup(table, contract);
    }

    private double number(Rule rule) {
        return switch (rule.kind()) {
            case ROW_COUNT -> basis(rule);
            case UNIQUE -> duplicates(rule, identity(rule));
            case FRESHNESS -> {
                double newest = counted.get(rule);
                yield Double.isNaN(newest)
                        ? Double.POSITIVE_INFINITY
                        : Math.round((Instant.now().toEpochMilli() * 1e3 - newest) / 3.6e9 * 100) / 100.0;
            }
            case SQL -> TableSql.number(table, contract, rule);
            case PHYSICAL_TYPE ->
                PhysicalTypes.same(
                                (String) rule.argument(),
                                table.types().get(rule.columns().get(0)))
                        ? 0
                        : 1;
            default -> counted.get(rule);
        };
    }

    /** @return SQL of what makes a row the same as another, as in a file */
    private List<String> identity(Rule rule) {
        return rule.columns().stream()
                .map(c -> table.dialect().value(Duck.id(c), sql.type(c)))
                .map(value -> rule.where() == null ? value : "CASE WHEN " + sql.about(rule) + " THEN " + value + " END")
                .toList();
    }

    private double duplicates(Rule rule, List<String> identity) {
        String there = identity.stream().map(c -> c + " IS NOT NULL").collect(Collectors.joining(" AND "));
        double[] extra = new double[1];
        table.query(
                "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM "
                        + table.rows().of(rule.columns()) + " WHERE " + there
                        + " GROUP BY " + String.join(", ", identity) + ") AS cd4ml_groups",
                row -> extra[0] = row.getDouble(1));
        return extra[0];
    }

    /** As in a file: records that break any rule of the record, whatever its bound. */
    private void countBrokenRecords() {
        List<Rule> some = rules.stream()
                .filter(r -> r.kind().ofRecord() && counted.get(r) > 0)
                .toList();
        if (!some.isEmpty()) {
            String any = some.stream().map(r -> "(" + sql.broken(r) + ")").collect(Collectors.joining(" OR "));
            List<String> columns =
                    some.stream().flatMap(r -> r.columns().stream()).toList();
            table.query(
                    "SELECT count(*) FROM " + table.rows().of(columns) + " WHERE " + any,
                    row -> brokenRecords = row.getLong(1));
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long basis(Rule rule) {
        return rows - outside.getOrDefault(rule, 0L);
    }

    /** @return the table as it was read, with what the {@link #filters} need */
    Table table() {
        return table;
    }

    @Override
    public long brokenRecords() {
        return brokenRecords;
    }

    @Override
    public Map<String, Double> numbers() {
        return numbers;
    }

    @Override
    public List<Violation> violations() {
        return violations;
    }

    /** @return two sums over all rows, the same for the same rows in any order */
    String checksum() {
        return checksum;
    }

    /** @return the rules of a row that were broken beyond their bound */
    List<Rule> broken() {
        return brokenRules;
    }

    /** @return SQL conditions of {@link #broken} */
    List<String> filters() {
        return filters;
    }
}
