package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues.Column;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.ResultChunks;
import io.jenkins.plugins.cd4ml.engine.data.stats.Duplicates;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads a dataset once: DuckDB parses, casts and judges every record with all its cores, and hands over numbers, hashes
 * of texts and one bit per broken rule, in the order of the file. Everything after that is counted here, in that order,
 * which is why the result is the same with any number of threads. What the given {@link RecordReader}
 * suits is read by that, with the same result.
 */
public final class Scan {
    private static final int BITS = 62;
    private static final long MEMORY = 64L << 20;
    private static final int SNIFFED = 20_000;
    private static final int TOGETHER = 500; // columns in one pass: DuckDB holds vectors of each
    private static final long DISTINCT_ALL_COLUMNS = 4L << 20;
    private static final int DISTINCT_LIMIT = 50_000;

    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final BinaryOperator<String> keys;
    private final List<Rule> recordRules;
    private final List<Rule> uniqueRules;
    private final Function<String, ColumnValues.Use> use;
    private final RecordReader reader;

    /**
     * What a scan found.
     *
     * @param unique spooled identities of each rule that forbids duplicates
     * @param plain  whether it was read without DuckDB
     * @param zoned  how many times are written with their zone, of the columns of text that have such
     */
    public record Result(
            ColumnValues columns,
            ViolationCounter tally,
            List<Spool.Column> unique,
            boolean plain,
            Map<String, Long> zoned) {}

    /**
     * @param duck        a streaming connection ({@link Duck#streaming})
     * @param keys        as in {@link RuleSql}
     * @param recordRules rules of a record on columns that the dataset has
     * @param uniqueRules rules against duplicates likewise
     * @param use         by column
     * @param reader      tried before DuckDB
     */
    public Scan(
            Duck duck,
            Dataset dataset,
            Contract contract,
            BinaryOperator<String> keys,
            List<Rule> recordRules,
            List<Rule> uniqueRules,
            Function<String, ColumnValues.Use> use,
            RecordReader reader) {
        this.use = use;
        this.reader = reader;
        this.duck = duck;
        this.dataset = dataset;
        this.contract = contract;
        this.keys = keys;
        this.recordRules = recordRules;
        this.uniqueRules = uniqueRules;
    }

    /** @throws Dataset.Ragged when the file is not a table of records */
    public Result run() throws SQLException {
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
                    ? kind(described.type())
                    : kept(column) ? dataset.kind(column) : ColumnKind.TEXT; // only judged: of no kind in particular
            kinds.add(kind);
            if (kind == null) {
                unknown.add(column);
            }
        }
        for (int first = 0; first < unknown.size(); first += TOGETHER / 2) {
            guess(unknown.subList(first, Math.min(unknown.size(), first + TOGETHER / 2)), kinds, guessed);
        }
        return kinds;
    }

    /** @return the contract's type of a column, {@code string} where it says nothing */
    private String type(String column) {
        Contract.Column described = contract.column(column);
        return described == null ? "string" : described.type();
    }

    private void guess(List<String> unknown, List<ColumnKind> kinds, Set<String> guessed) throws SQLException {
        StringBuilder select = new StringBuilder("SELECT 1");
        Dialect dialect = DuckDialect.of(dataset.types());
        for (String column : unknown) {
            String id = Duck.id(column);
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

    private static ColumnKind kind(String logicalType) {
        return switch (logicalType) {
            case "integer", "number" -> ColumnKind.NUMBER;
            case "date", "timestamp" -> ColumnKind.TIME;
            default -> ColumnKind.TEXT;
        };
    }

    private Result read(List<ColumnKind> kinds, Set<String> guessed, Set<String> wrong) throws SQLException {
        Result plain = reader.suits(dataset) ? read(kinds, guessed, wrong, true) : null;
        return plain != null ? plain : read(kinds, guessed, wrong, false);
    }

    /** @return null when the file is not plain enough to be read here */
    private Result read(List<ColumnKind> kinds, Set<String> guessed, Set<String> wrong, boolean plain)
            throws SQLException {
        int width = kinds.size();
        int distinct = (int) Math.min(DISTINCT_LIMIT, DISTINCT_ALL_COLUMNS / Math.max(1, width));
        Spool spool = new Spool(width + uniqueRules.size(), MEMORY);
        List<Column> columns = new ArrayList<>();
        Dialect prepared = DuckDialect.prepared(dataset.types());
        for (int i = 0; i < width; i++) {
            columns.add(new Column(dataset.columns().get(i), kinds.get(i), spool, distinct));
        }
        List<Spool.Column> unique =
                uniqueRules.stream().map(r -> spool.column()).toList();
        List<Condition> conditions = conditions(columns, guessed, plain ? Dialect.DUCKDB : prepared);
        ViolationCounter tally = new ViolationCounter(conditions.size(), recordRules.size());
        long records = 0;
        try {
            if (plain) {
                records = reader.read(new RecordReader.Request(
                        duck, dataset, contract, use, conditions, tally, columns, uniqueRules, unique, distinct));
            } else {
                for (int first = 0; first < width; first += TOGETHER) {
                    List<Column> part = columns.subList(first, Math.min(width, first + TOGETHER));
                    records = new Pass(part, conditions, unique, tally).read();
                }
            }
        } catch (UnsuitableFileException e) {
            spool.close();
            return null;
        } catch (SQLException e) {
            spool.close();
            throw dataset.explainStreamed(duck, e);
        }
        Map<String, Long> zoned = new LinkedHashMap<>();
        for (int i = recordRules.size(); i < conditions.size(); i++) {
            if (tally.count(i) > 0 && conditions.get(i).zoned()) {
                zoned.put(conditions.get(i).column, tally.count(i));
            } else if (tally.count(i) > 0) {
                wrong.add(conditions.get(i).column);
            }
        }
        invalid(columns, tally);
        columns.removeIf(column -> !kept(column.name));
        return new Result(new ColumnValues(records, columns, spool), tally, unique, plain, zoned);
    }

    private List<Condition> conditions(List<Column> columns, Set<String> guessed, Dialect dialect) {
        RuleSql sql = new RuleSql(dialect, contract, keys);
        List<Condition> conditions = new ArrayList<>();
        recordRules.forEach(r -> conditions.add(new Condition(r.columns().get(0), broken(sql, r), r, false)));
        for (Column column : columns) {
            if (guessed.contains(column.name)) {
                String id = Duck.id(column.name);
                conditions.add(new Condition(
                        column.name,
                        id + " IS NOT NULL AND " + value(dialect, id, column.kind, "string") + " IS NULL",
                        null,
                        false));
            }
            String zoned = column.kind == ColumnKind.TIME ? dialect.zoned(Duck.id(column.name)) : null;
            if (zoned != null) {
                conditions.add(new Condition(column.name, zoned, null, true));
            }
        }
        return conditions;
    }

    private String broken(RuleSql sql, Rule rule) {
        String column = rule.columns().get(0);
        String own = rule.kind() == Rule.Kind.TYPE && dataset.typed()
                ? RuleMask.notOf(
                        Duck.id(column),
                        contract.column(column).type(),
                        dataset.types().get(column))
                : null;
        return own == null ? sql.broken(rule) : own;
    }

    /**
     * A condition in SQL, true for a record that breaks a rule or, where that is null, a guess, on its (first) column.
     *
     * @param zoned whether it breaks nothing, and tells a time that is written with its zone
     */
    public record Condition(String column, String sql, Rule rule, boolean zoned) {}

    /** Reads some of the columns, with the rules on them. */
    private final class Pass {
        private final List<Column> columns;
        private final ViolationCounter tally;
        private final List<String> select = new ArrayList<>();
        private final List<String> prepared = new ArrayList<>();
        private final List<Spool.Column> unique = new ArrayList<>();
        private final int[] judged;

        Pass(List<Column> columns, List<Condition> conditions, List<Spool.Column> unique, ViolationCounter tally) {
            this.columns = columns.stream().filter(c -> kept(c.name)).toList();
            this.tally = tally;
            Set<String> names = new HashSet<>();
            Dialect plain = DuckDialect.of(dataset.types());
            Dialect dialect = DuckDialect.prepared(dataset.types());
            for (Column column : columns) {
                names.add(column.name);
                if (kept(column.name)) {
                    select.add(value(dialect, Duck.id(column.name), column.kind, type(column.name)));
                }
                prepared.add(DuckDialect.beside(plain, Duck.id(column.name), column.kind));
            }
            for (int i = 0; i < uniqueRules.size(); i++) {
                if (names.contains(uniqueRules.get(i).columns().get(0))) {
                    this.unique.add(unique.get(i));
                    select.add(new RuleSql(dialect, contract, keys)
                            .identity(uniqueRules.get(i).columns()));
                }
            }
            judged = IntStream.range(0, conditions.size())
                    .filter(i -> names.contains(conditions.get(i).column))
                    .toArray();
            for (int first = 0; first < judged.length; first += BITS) {
                select.add(RuleMask.of(IntStream.range(first, Math.min(judged.length, first + BITS))
                        .mapToObj(i -> conditions.get(judged[i]))
                        .toList()));
            }
            if (select.isEmpty()) {
                select.add("0"); // nothing to judge: the records are counted
            }
        }

        /** @return how many records there are */
        long read() throws SQLException {
            long records = 0;
            try (ResultChunks chunks = ResultChunks.of(
                    duck, select, "(SELECT *, " + String.join(", ", prepared) + " FROM " + dataset.from() + ")")) {
                while (chunks.next()) {
                    int n = chunks.rows();
                    int at = 0;
                    for (Column column : columns) {
                        take(chunks.column(at++), n, column, records);
                    }
                    for (Spool.Column each : unique) {
                        DuckDBReadableVector values = chunks.column(at++);
                        for (int i = 0; i < n; i++) {
                            each.add(values.getLong(i, Duplicates.NULL));
                        }
                    }
                    for (int first = 0; first < judged.length; first += BITS) {
                        DuckDBReadableVector masks = chunks.column(at++);
                        for (int i = 0; i < n; i++) {
                            long mask = masks.getLong(i);
                            if (mask != 0) {
                                tally.broken(records + i + 1, judged, first, mask);
                            }
                        }
                    }
                    records += n;
                }
            }
            return records;
        }
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

    /** @return SQL of what is counted of a cell. @param type the logical type */
    public static String value(Dialect dialect, String column, ColumnKind kind, String type) {
        return switch (kind) {
            case NUMBER -> dialect.number(column);
            case TIME -> "epoch_us(" + dialect.timestamp(column) + ")";
            case TEXT ->
                "CASE WHEN " + column + " IS NOT NULL THEN " + dialect.hash(dialect.category(column, type)) + " END";
        };
    }

    /** @param before records before these */
    private void take(DuckDBReadableVector values, int n, Column column, long before) {
        if (column.kind == ColumnKind.TEXT) {
            for (int i = 0; i < n; i++) {
                if (values.isNull(i)) {
                    column.nulls++;
                } else {
                    column.categories.add(values.getLong(i), before + i + 1);
                }
            }
            return;
        }
        boolean newest = use.apply(column.name) == ColumnValues.Use.NEWEST;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean time = column.kind == ColumnKind.TIME;
        for (int i = 0; i < n; i++) {
            if (values.isNull(i)) {
                column.nulls++;
                continue;
            }
            double value = time ? values.getLong(i) : values.getDouble(i);
            if (value != value) {
                column.nan++;
            } else if (newest) {
                greatest = Math.max(greatest, value);
            } else {
                column.numbers.add(OrderedKeys.of(value));
            }
        }
        if (greatest > Double.NEGATIVE_INFINITY) {
            column.numbers.add(OrderedKeys.of(greatest));
        }
    }
}
