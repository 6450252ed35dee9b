package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.PhysicalTypes;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSentences;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.stats.Duplicates;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/** Holds a dataset against a contract: one scan judges every record, then each rule's number is held against its bound. */
public final class ContractChecks implements CheckResult, AutoCloseable {
    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final RuleSql sql;
    private final List<Rule> recordRules;
    private final List<Rule> uniqueRules;
    private final Scan.Result scan;
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Rule, long[]> shown = new LinkedHashMap<>();
    private final List<String> filters = new ArrayList<>();
    private final Map<Rule, Duplicates> duplicates = new LinkedHashMap<>();

    private ContractChecks(
            Duck duck,
            Dataset dataset,
            Contract contract,
            BinaryOperator<String> keys,
            boolean profiled,
            RecordReader reader)
            throws SQLException {
        this.duck = duck;
        this.dataset = dataset;
        this.contract = contract;
        this.sql = new RuleSql(DuckDialect.of(dataset.types()), contract, keys);
        patterns();
        this.recordRules = on(Kind::ofRecord);
        this.uniqueRules = on(Kind.UNIQUE::equals);
        Set<String> timed = on(Kind.FRESHNESS::equals).stream()
                .map(rule -> rule.columns().get(0))
                .collect(Collectors.toSet());
        this.scan = new Scan(
                        duck,
                        dataset,
                        contract,
                        keys,
                        recordRules,
                        uniqueRules,
                        partial(),
                        c -> profiled
                                ? ColumnValues.Use.COUNTED
                                : timed.contains(c) ? ColumnValues.Use.NEWEST : ColumnValues.Use.JUDGED,
                        reader)
                .run();
    }

    /**
     * @param keys     gives the sub-select of a foreign key's permitted values
     * @param profiled whether the columns are to be described afterwards
     * @param reader   tried before DuckDB
     * @throws Dataset.Ragged when the file is not a table of records
     */
    public static ContractChecks run(
            Duck duck,
            Dataset dataset,
            Contract contract,
            BinaryOperator<String> keys,
            boolean profiled,
            RecordReader reader)
            throws SQLException {
        ContractChecks checks = new ContractChecks(duck, dataset, contract, keys, profiled, reader);
        try {
            checks.judge();
        } catch (SQLException | RuntimeException e) {
            checks.close();
            throw e;
        }
        return checks;
    }

    /** Tries every pattern in the syntax that will run it: what it does not take is a mistake of the contract. */
    private void patterns() {
        for (Rule rule : contract.rules()) {
            if (rule.kind() == Kind.PATTERN) {
                try {
                    duck.execute("SELECT " + Dialect.DUCKDB.matches("''", Duck.text((String) rule.argument())));
                } catch (SQLException e) {
                    throw new InputException(
                            rule.place() + " is not a regular expression that is supported (RE2): " + Dataset.reason(e)
                                    + ".",
                            e);
                }
            }
        }
    }

    /** Without rows there is nothing to count. */
    private List<Rule> partial() {
        return contract.rules().stream()
                .filter(r -> r.ofSome()
                        && r.kind() != Kind.SQL
                        && dataset.types().keySet().containsAll(r.columns()))
                .toList();
    }

    @Override
    public long basis(Rule rule) {
        return rows() - scan.outside().getOrDefault(rule, 0L);
    }

    private List<Rule> on(java.util.function.Predicate<Kind> kinds) {
        return contract.rules().stream()
                .filter(r -> kinds.test(r.kind()) && dataset.types().keySet().containsAll(r.columns()))
                .toList();
    }

    public ColumnValues columns() {
        return scan.columns();
    }

    @Override
    public long rows() {
        return scan.columns().records();
    }

    @Override
    public Map<String, Double> numbers() {
        return numbers;
    }

    @Override
    public List<Violation> violations() {
        return violations;
    }

    @Override
    public long brokenRecords() {
        return scan.tally().rows();
    }

    private void judge() throws SQLException {
        CheckResult.schema(
                contract,
                dataset.types().keySet(),
                rows(),
                String.valueOf(dataset.file().getFileName()),
                violations);
        if (scan.reader() instanceof DuckReader) { // the other one declines values over several lines
            SwallowedRows.judge(duck, dataset, rows(), violations);
        }
        for (Map.Entry<String, Long> zoned : scan.zoned().entrySet()) {
            ColumnValues.Column kept = columns().column(zoned.getKey());
            if (kept == null || kept.numbers.size() != zoned.getValue()) {
                MixedZones.judge(duck, dataset, contract, zoned.getKey(), violations);
            }
        }
        for (Rule rule : contract.rules()) {
            if (dataset.types().keySet().containsAll(rule.columns()) && (rows() > 0 || rule.kind() != Kind.ROW_COUNT)) {
                judge(rule);
            }
        }
        show();
    }

    private void judge(Rule rule) throws SQLException {
        if (rule.kind() == Kind.PHYSICAL_TYPE && !dataset.typed()) {
            return; // text files have no types of their own
        }
        double number = number(rule);
        numbers.put(rule.id(), number);
        if (CheckResult.holds(rule, number, basis(rule), dataset.types(), violations)) {
            return;
        }
        if (rule.kind() == Kind.UNIQUE) {
            shown.put(rule, repeated(scan.unique().get(uniqueRules.indexOf(rule)), duplicates.get(rule)));
            filters.add(among(rule, duplicates.get(rule)));
        } else if (rule.kind().ofRecord()) {
            shown.put(rule, scan.tally().records(recordRules.indexOf(rule)));
            filters.add(sql.broken(rule));
        }
    }

    /** @return SQL that is true for a record whose values are there more than once */
    private String among(Rule rule, Duplicates found) throws SQLException {
        String table = "cd4ml_repeated_" + filters.size();
        duck.execute("CREATE TABLE " + table + " (identity BIGINT)");
        try (DuckDBAppender appender = duck.appender(null, table)) {
            for (long identity : found.repeated()) {
                appender.beginRow().append(identity).endRow();
            }
        }
        return sql.identity(rule) + " IN (SELECT identity FROM " + table + ")";
    }

    private double number(Rule rule) throws SQLException {
        return switch (rule.kind()) {
            case ROW_COUNT -> basis(rule);
            case UNIQUE -> {
                Duplicates found = Duplicates.of(scan.unique().get(uniqueRules.indexOf(rule)));
                duplicates.put(rule, found);
                yield found.extra();
            }
            case FRESHNESS -> age(rule);
            case SQL -> CustomSql.number(duck, dataset, contract, rule);
            case PHYSICAL_TYPE ->
                PhysicalTypes.same(
                                (String) rule.argument(),
                                dataset.types().get(rule.columns().get(0)))
                        ? 0
                        : 1;
            default -> scan.tally().count(recordRules.indexOf(rule));
        };
    }

    /** @return hours from the newest timestamp until now; infinite without any */
    private double age(Rule rule) throws SQLException {
        ColumnValues.Column column = columns().column(rule.columns().get(0));
        if (column.kind != ColumnKind.TIME) {
            throw new InputException(rule.place() + ": freshness needs a column of logicalType date or timestamp.");
        }
        if (rule.where() != null) {
            return newestAmong(rule);
        }
        if (column.numbers.size() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        long[] newest = {Long.MIN_VALUE};
        column.numbers.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                newest[0] = Math.max(newest[0], values[i]);
            }
        });
        return hours(OrderedKeys.value(newest[0]));
    }

    /** Reads the file once more, which has the condition beside its columns. */
    private double newestAmong(Rule rule) throws SQLException {
        RowConditions conditions = new RowConditions(dataset, contract, List.of(rule));
        conditions.check(duck);
        String time = DuckDialect.of(dataset.types()).timestamp(dataset.id(rule.column()));
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT epoch_us(max(" + time + ")) FROM "
                        + conditions.over(dataset.from()) + " WHERE " + sql.about(rule))) {
            row.next();
            double micros = row.getDouble(1);
            return row.wasNull() ? Double.POSITIVE_INFINITY : hours(micros);
        } catch (SQLException e) {
            throw conditions.blamed(e);
        }
    }

    /** @return how long ago that was, to the hundredth */
    private static double hours(double micros) {
        return Math.round((Instant.now().toEpochMilli() * 1e3 - micros) / 3.6e9 * 100) / 100.0;
    }

    private static long[] repeated(Spool.Column values, Duplicates duplicates) {
        long[] records = new long[ViolationCounter.SHOWN];
        long[] at = new long[2];
        values.forEach((block, n) -> {
            for (int i = 0; i < n && at[1] < records.length; i++) {
                if (block[i] != Duplicates.NULL && duplicates.contains(block[i])) {
                    records[(int) at[1]++] = at[0] + i + 1;
                }
            }
            at[0] += n;
        });
        return java.util.Arrays.copyOf(records, (int) at[1]);
    }

    private void show() throws SQLException {
        CellLookup cells = new CellLookup();
        shown.forEach((rule, records) -> {
            for (long record : records) {
                rule.columns().forEach(c -> cells.want(c, record));
            }
        });
        cells.fetch(duck, dataset);
        shown.forEach((rule, records) -> {
            String such =
                    numbers.get(rule.id()) > 1 ? " (" + RuleBound.plain(numbers.get(rule.id())) + " such values)" : "";
            for (long record : records) {
                String value = rule.columns().size() == 1
                        ? cells.text(rule.column(), record)
                        : String.join(
                                " + ",
                                rule.columns().stream()
                                        .map(c -> cells.text(c, record))
                                        .toList());
                violations.add(new Violation(
                        record,
                        rule.column(),
                        rule.kind().text(),
                        value,
                        rule.severity(),
                        "row " + record + ", " + rule.column() + ": " + RuleSentences.broken(rule, value) + such));
            }
        });
    }

    /** @return what the {@link #filters} need beside the columns */
    RowConditions aside() {
        return new RowConditions(dataset, contract, List.copyOf(shown.keySet()));
    }

    /** @return SQL conditions that are true for the records that break a rule, for the quarantine */
    List<String> filters() {
        return filters;
    }

    /** @return the rules of {@link #filters}, in the same order */
    List<Rule> filtered() {
        return List.copyOf(shown.keySet());
    }

    @Override
    public void close() {
        scan.columns().close();
    }
}
