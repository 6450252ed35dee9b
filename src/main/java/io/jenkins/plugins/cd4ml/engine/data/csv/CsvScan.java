package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues.Column;
import io.jenkins.plugins.cd4ml.engine.data.scan.RecordReader;
import io.jenkins.plugins.cd4ml.engine.data.scan.UnsuitableFileException;
import io.jenkins.plugins.cd4ml.engine.data.scan.ViolationCounter;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A scan of plain CSV by {@link CsvReader}: the same conditions, asked about each different text once. */
public final class CsvScan {
    private static final String PROPERTY = "cd4ml.csv";
    private static final int WIDEST = 500; // each column's new texts are a query of their own

    /** Reads plain CSV, unless {@code -Dcd4ml.csv=duckdb} says not to. */
    public static final RecordReader READER = new RecordReader() {
        @Override
        public boolean suits(Dataset dataset) {
            return possible(dataset);
        }

        @Override
        public Dialect dialect(Dataset dataset) {
            return Dialect.DUCKDB;
        }

        @Override
        public long read(Request request) throws SQLException, UnsuitableFileException {
            return new CsvScan(request)
                    .read(request.columns(), request.uniqueRules(), request.unique(), request.distinct());
        }
    };

    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final Function<String, ColumnValues.Use> use;
    private final List<RecordReader.Condition> conditions;
    private final ViolationCounter tally;

    private CsvScan(RecordReader.Request request) {
        this.duck = request.duck();
        this.dataset = request.dataset();
        this.contract = request.contract();
        this.use = request.use();
        this.conditions = request.conditions();
        this.tally = request.counter();
    }

    /** @return whether it is worth trying; {@code -Dcd4ml.csv=duckdb} says no */
    private static boolean possible(Dataset dataset) {
        return dataset.csv() != null
                && dataset.csv().plain()
                && dataset.types().size() <= WIDEST
                && !"duckdb".equals(System.getProperty(PROPERTY));
    }

    private long read(List<Column> columns, List<Rule> uniqueRules, List<Spool.Column> unique, int distinct)
            throws SQLException, UnsuitableFileException {
        if (conditions.stream().anyMatch(RecordReader.Condition::wide)
                || uniqueRules.stream()
                        .anyMatch(rule ->
                                rule.columns().size() > 1 || !rule.conditions().isEmpty())) {
            throw new UnsuitableFileException(); // each column is judged by itself here
        }
        CsvColumn[] plain = new CsvColumn[columns.size()];
        for (int c = 0; c < plain.length; c++) {
            plain[c] = column(columns.get(c), uniqueRules, unique, distinct, plain.length);
        }
        try {
            return new CsvReader(dataset.csv(), plain).read();
        } catch (IOException e) {
            throw new InputException(dataset.file() + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return null for a column that nobody asks about */
    private CsvColumn column(Column column, List<Rule> uniqueRules, List<Spool.Column> unique, int distinct, int width)
            throws SQLException, UnsuitableFileException {
        int[] own = IntStream.range(0, conditions.size())
                .filter(i -> conditions.get(i).column().equals(column.name))
                .toArray();
        List<Spool.Column> identities = new ArrayList<>();
        for (int i = 0; i < uniqueRules.size(); i++) {
            if (uniqueRules.get(i).columns().get(0).equals(column.name)) {
                identities.add(unique.get(i));
            }
        }
        ColumnValues.Use used = use.apply(column.name);
        if (own.length == 0 && identities.isEmpty() && used == ColumnValues.Use.JUDGED) {
            return null;
        }
        String type = contract.type(column.name);
        boolean integer = "integer".equals(type);
        if (own.length > ViolationCounter.BITS || !identities.isEmpty() && column.kind != ColumnKind.TEXT && !integer) {
            throw new UnsuitableFileException(); // what must be unique there is the text
        }
        StringBuilder mask = new StringBuilder("0::BIGINT");
        List<CsvRule> rules = new ArrayList<>();
        for (int i = 0; i < own.length; i++) {
            RecordReader.Condition condition = conditions.get(own[i]);
            mask.append(" + CASE WHEN ")
                    .append(condition.sql())
                    .append(" THEN ")
                    .append(1L << i)
                    .append(" ELSE 0 END");
            if (condition.role() == RecordReader.Role.RULE && column.kind != ColumnKind.TEXT) {
                CsvRule rule =
                        CsvRule.of(condition.rule(), 1L << i, type, column.kind == ColumnKind.TIME, this::micros);
                if (!rule.never()) {
                    rules.add(rule);
                }
            }
        }
        String id = Duck.id(column.name);
        ValueCheck judge = new ValueCheck(
                duck,
                id,
                RecordReader.counted(Dialect.DUCKDB, id, column.kind, type),
                column.kind == ColumnKind.TEXT,
                identities.isEmpty()
                        ? "NULL"
                        : new RuleSql(Dialect.DUCKDB, contract, (to, of) -> to).identity(List.of(column.name)),
                mask.toString(),
                dataset.csv().missing(),
                distinct);
        return new CsvColumn(
                column,
                used,
                judge,
                rules,
                tally,
                own,
                identities,
                dataset.csv().separator(),
                CsvReader.block(width));
    }

    /** @return microseconds since 1970 of a rule's time, in digits; null where it is none */
    private String micros(String time) {
        String sql = Dialect.DUCKDB.timestamp(Duck.text(time.replaceAll("Z$", "")));
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT epoch_us(" + sql + ")")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
