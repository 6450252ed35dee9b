package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues.Column;
import io.jenkins.plugins.cd4ml.engine.data.scan.RecordReader.Condition;
import io.jenkins.plugins.cd4ml.engine.data.scan.RecordReader.Role;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads a dataset once: decides of what kind each column is and which conditions are asked of each record, and lets the
 * given {@link RecordReader} count, or {@link DuckReader} what that one declines. Both count in the order of the file, which
 * is why the result is the same with either and with any number of threads.
 */
public final class Scan {
    private static final long MEMORY = 64L << 20;
    private static final int SNIFFED = 20_000;
    private static final int TOGETHER = 250; // columns of one guess
    private static final long DISTINCT_ALL_COLUMNS = 4L << 20;
    private static final int DISTINCT_LIMIT = 50_000;

    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final BinaryOperator<String> keys;
    private final List<Rule> recordRules;
    private final List<Rule> uniqueRules;
    private final List<Rule> partial;
    private final RowConditions aside;
    private final Function<String, ColumnValues.Use> use;
    private final List<RecordReader> readers;

    /**
     * What a scan found.
     *
     * @param unique spooled identities of each rule that forbids duplicates
     * @param reader the one that read it
     * @param zoned  how many times are written with their zone, of the columns of text that have such
     * @param outside how many records are none of those that a rule is about, of rules that are {@linkplain Rule#ofSome
     *     about some}
     */
    public record Result(
            ColumnValues columns,
            ViolationCounter tally,
            List<Spool.Column> unique,
            RecordReader reader,
            Map<String, Long> zoned,
            Map<Rule, Long> outside) {}

    /**
     * @param duck        a streaming connection ({@link Duck#streaming})
     * @param keys        as in {@link RuleSql}
     * @param recordRules rules of a record on columns that the dataset has
     * @param uniqueRules rules against duplicates likewise
     * @param partial     rules that are {@linkplain Rule#ofSome about some} of the records
     * @param use         by column
     * @param reader      tried before {@link DuckReader}
     */
    public Scan(
            Duck duck,
            Dataset dataset,
            Contract contract,
            BinaryOperator<String> keys,
            List<Rule> recordRules,
            List<Rule> uniqueRules,
            List<Rule> partial,
            Function<String, ColumnValues.Use> use,
            RecordReader reader) {
        this.use = use;
        this.readers = List.of(reader, new DuckReader());
        this.duck = duck;
        this.dataset = dataset;
        this.contract = contract;
        this.keys = keys;
        this.recordRules = recordRules;
        this.uniqueRules = uniqueRules;
        this.partial = partial;
        this.aside = new RowConditions(
                dataset,
                contract,
                Stream.of(recordRules, uniqueRules, partial)
                        .flatMap(List::stream)
                        .toList());
    }

    /**
     * Counts all columns and judges nothing.
     *
     * @param contract gives the columns' types
     * @throws Dataset.Ragged when the file is not a table of records
     */
    public static ColumnValues counted(Duck duck, Dataset dataset, Contract contract, RecordReader reader)
            throws SQLException {
        return new Scan(
                        duck,
                        dataset,
                        contract,
                        (to, type) -> to,
                        List.of(),
                        List.of(),
                        List.of(),
                        column -> ColumnValues.Use.COUNTED,
                        reader)
                .run()
                .columns();
    }

    /** @throws Dataset.Ragged when the file is not a table of records */
    public Result run() throws SQLException {
        aside.check(duck);
        Set<String> texts = new HashSet<>();
        Set<String> guessed = new HashSet<>();
        List<ColumnKind> kinds = kinds(guessed);
        while (true) {
            Result result = read(kinds, guessed, texts);
            if (texts.isEmpty()) {
                return result;
            }
            result.columns().close(); // a guess from the first records was wrong: read those columns as text
            for (int i = 0; i < kinds.size(); i++) {
                if (texts.contains(dataset.columns().get(i))) {
                    kinds.set(i, ColumnKind.TEXT);
                    guessed.remove(dataset.columns().get(i));
                }
            }
            texts.clear();
        }
    }

    private List<ColumnKind> kinds(Set<String> guessed) throws SQLException {
        List<ColumnKind> kinds = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String column : dataset.columns()) {
            Contract.Column described = contract.column(column);
            ColumnKind kind = described != null
                    ? ColumnKind.of(described.type())
                    : kept(column) ? dataset.kind(column) : ColumnKind.TEXT; // only judged: of no kind in particular
            kinds.add(kind);
            if (kind == null) {
                unknown.add(column);
            }
        }
        for (int first = 0; first < unknown.size(); first += TOGETHER) {
            guess(unknown.subList(first, Math.min(unknown.size(), first + TOGETHER)), kinds, guessed);
        }
        return kinds;
    }

    private void guess(List<String> unknown, List<ColumnKind> kinds, Set<String> guessed) throws SQLException {
        StringBuilder select = new StringBuilder("SELECT 1");
        Dialect dialect = DuckDialect.of(dataset.types());
        for (String column : unknown) {
            String id = dataset.id(column);
            select.append(", count(")
                    .append(id)
                    .append("), count(")
                    .append(dialect.number(id))
                    .append("), count(")
                    .append(dialect.timestamp(id))
                    .append(")");
        }
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        select + " FROM (SELECT * FROM " + dataset.from() + " LIMIT " + SNIFFED + ")")) {
            row.next();
            for (int i = 0; i < unknown.size(); i++) {
                long values = row.getLong(3 * i + 2);
                ColumnKind kind = values == 0
                        ? ColumnKind.TEXT
                        : row.getLong(3 * i + 3) == values
                                ? ColumnKind.NUMBER
                                : row.getLong(3 * i + 4) == values ? ColumnKind.TIME : ColumnKind.TEXT;
                kinds.set(dataset.columns().indexOf(unknown.get(i)), kind);
                if (kind != ColumnKind.TEXT) {
                    guessed.add(unknown.get(i));
                }
            }
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
    }

    private boolean kept(String column) {
        return use.apply(column) != ColumnValues.Use.JUDGED;
    }

    /** @param wrong takes the guessed columns that are of another kind; the result is void then */
    private Result read(List<ColumnKind> kinds, Set<String> guessed, Set<String> wrong) throws SQLException {
        for (RecordReader reader : readers) {
            if (reader.suits(dataset)) {
                try {
                    return read(kinds, guessed, wrong, reader);
                } catch (UnsuitableFileException e) {
                    continue; // the next one reads it from its start
                }
            }
        }
        throw new IllegalStateException("DuckDB reads every dataset");
    }

    private Result read(List<ColumnKind> kinds, Set<String> guessed, Set<String> wrong, RecordReader reader)
            throws SQLException, UnsuitableFileException {
        int width = kinds.size();
        int distinct = (int) Math.min(DISTINCT_LIMIT, DISTINCT_ALL_COLUMNS / Math.max(1, width));
        Spool spool = new Spool(width + uniqueRules.size(), MEMORY);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new Column(dataset.columns().get(i), kinds.get(i), spool, distinct));
        }
        List<Spool.Column> unique =
                uniqueRules.stream().map(r -> spool.column()).toList();
        List<Condition> conditions = conditions(columns, guessed, reader.dialect(dataset));
        ViolationCounter tally = new ViolationCounter(conditions.size(), recordRules.size());
        long records;
        try {
            records = reader.read(new RecordReader.Request(
                    duck, dataset, contract, use, aside, conditions, tally, columns, uniqueRules, unique, distinct));
        } catch (SQLException e) {
            spool.close();
            RuntimeException blamed = aside.blamed(e);
            throw blamed == null || dataset.defect(duck) != null ? dataset.explainStreamed(duck, e) : blamed;
        } catch (UnsuitableFileException | RuntimeException e) {
            spool.close();
            throw e;
        }
        Map<String, Long> zoned = new LinkedHashMap<>();
        Map<Rule, Long> outside = new HashMap<>();
        for (int i = recordRules.size(); i < conditions.size(); i++) {
            Condition condition = conditions.get(i);
            if (condition.role() == Role.OUTSIDE) {
                outside.put(condition.rule(), tally.count(i));
            } else if (tally.count(i) > 0 && condition.role() == Role.ZONED) {
                zoned.put(condition.column(), tally.count(i));
            } else if (tally.count(i) > 0) {
                wrong.add(condition.column());
            }
        }
        invalid(columns, tally);
        columns.removeIf(column -> !kept(column.name));
        return new Result(new ColumnValues(records, columns, spool), tally, unique, reader, zoned, outside);
    }

    private List<Condition> conditions(List<Column> columns, Set<String> guessed, Dialect dialect) {
        RuleSql sql = new RuleSql(dialect, contract, keys);
        List<Condition> conditions = new ArrayList<>();
        recordRules.forEach(r -> conditions.add(new Condition(r.columns().get(0), broken(sql, r), r, Role.RULE)));
        for (Column column : columns) {
            if (guessed.contains(column.name)) {
                String id = dialect.id(column.name);
                conditions.add(new Condition(
                        column.name,
                        id + " IS NOT NULL AND " + RecordReader.counted(dialect, id, column.kind, "string")
                                + " IS NULL",
                        null,
                        Role.GUESS));
            }
            String zoned = column.kind == ColumnKind.TIME ? dialect.zoned(dialect.id(column.name)) : null;
            if (zoned != null) {
                conditions.add(new Condition(column.name, zoned, null, Role.ZONED));
            }
        }
        for (Rule rule : partial) {
            String first = rule.columns().isEmpty()
                    ? columns.get(0).name
                    : rule.columns().get(0);
            conditions.add(new Condition(first, sql.outside(rule), rule, Role.OUTSIDE));
        }
        return conditions;
    }

    private String broken(RuleSql sql, Rule rule) {
        String column = rule.columns().get(0);
        String own = rule.kind() == Rule.Kind.TYPE && dataset.typed()
                ? RuleMask.notOf(
                        dataset.id(column),
                        contract.column(column).type(),
                        dataset.types().get(column))
                : null;
        return own == null ? sql.broken(rule) : sql.where(rule, own);
    }

    private void invalid(List<Column> columns, ViolationCounter tally) {
        for (int i = 0; i < recordRules.size(); i++) {
            if (recordRules.get(i).kind() == Rule.Kind.TYPE) {
                String name = recordRules.get(i).columns().get(0);
                for (Column column : columns) {
                    if (column.name.equals(name)) {
                        column.invalid = tally.count(i);
                        column.type = (String) recordRules.get(i).argument();
                    }
                }
            }
        }
    }
}
