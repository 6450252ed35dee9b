package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.Columns.Column;
import io.jenkins.plugins.cd4ml.engine.data.Columns.Kind;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
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

/** A {@link Scan} of plain CSV by {@link PlainCsv}: the same conditions, asked about each different text once. */
final class PlainScan {
    private static final String READER = "cd4ml.csv";
    private static final int WIDEST = 500; // each column's new texts are a query of their own
    private static final int BITS = 62;

    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final Function<String, Columns.Use> use;
    private final List<Scan.Condition> conditions;
    private final Tally tally;

    /** @param conditions in DuckDB's own dialect, over the columns as they are */
    PlainScan(
            Duck duck,
            Dataset dataset,
            Contract contract,
            Function<String, Columns.Use> use,
            List<Scan.Condition> conditions,
            Tally tally) {
        this.duck = duck;
        this.dataset = dataset;
        this.contract = contract;
        this.use = use;
        this.conditions = conditions;
        this.tally = tally;
    }

    /** @return whether it is worth trying; {@code -Dcd4ml.csv=duckdb} says no */
    static boolean possible(Dataset dataset) {
        return dataset.plain() != null
                && dataset.plain().plain()
                && dataset.types().size() <= WIDEST
                && !"duckdb".equals(System.getProperty(READER));
    }

    /**
     * @param unique   takes the values of each of {@code uniqueRules}
     * @param distinct how many different texts of a column are asked about
     * @return how many records there are
     */
    long read(List<Column> columns, List<Rule> uniqueRules, List<Spool.Column> unique, int distinct)
            throws SQLException, PlainCsv.NotPlain {
        PlainColumn[] plain = new PlainColumn[columns.size()];
        for (int c = 0; c < plain.length; c++) {
            plain[c] = column(columns.get(c), uniqueRules, unique, distinct, plain.length);
        }
        if (uniqueRules.stream().anyMatch(rule -> rule.columns().size() > 1)) {
            throw new PlainCsv.NotPlain();
        }
        try {
            return new PlainCsv(dataset.plain(), plain).read();
        } catch (IOException e) {
            throw new InputException(dataset.file() + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return null for a column that nobody asks about */
    private PlainColumn column(
            Column column, List<Rule> uniqueRules, List<Spool.Column> unique, int distinct, int width)
            throws SQLException, PlainCsv.NotPlain {
        int[] own = IntStream.range(0, conditions.size())
                .filter(i -> conditions.get(i).column().equals(column.name))
                .toArray();
        List<Spool.Column> identities = new ArrayList<>();
        for (int i = 0; i < uniqueRules.size(); i++) {
            if (uniqueRules.get(i).columns().get(0).equals(column.name)) {
                identities.add(unique.get(i));
            }
        }
        Columns.Use used = use.apply(column.name);
        if (own.length == 0 && identities.isEmpty() && used == Columns.Use.JUDGED) {
            return null;
        }
        Contract.Column described = contract.column(column.name);
        String type = described == null ? "string" : described.type();
        boolean integer = "integer".equals(type);
        if (own.length > BITS || !identities.isEmpty() && column.kind != Kind.TEXT && !integer) {
            throw new PlainCsv.NotPlain(); // what must be unique there is the text
        }
        StringBuilder mask = new StringBuilder("0::BIGINT");
        List<PlainRule> rules = new ArrayList<>();
        for (int i = 0; i < own.length; i++) {
            Scan.Condition condition = conditions.get(own[i]);
            mask.append(" + CASE WHEN ")
                    .append(condition.sql())
                    .append(" THEN ")
                    .append(1L << i)
                    .append(" ELSE 0 END");
            if (condition.rule() != null && column.kind != Kind.TEXT) {
                PlainRule rule = PlainRule.of(condition.rule(), 1L << i, type, column.kind == Kind.TIME, this::micros);
                if (!rule.never()) {
                    rules.add(rule);
                }
            }
        }
        String id = Duck.id(column.name);
        ValueJudge judge = new ValueJudge(
                duck,
                id,
                Scan.value(Dialect.DUCKDB, id, column.kind),
                column.kind == Kind.TEXT,
                identities.isEmpty()
                        ? "NULL"
                        : new RuleSql(Dialect.DUCKDB, contract, k -> k).identity(List.of(column.name)),
                mask.toString(),
                dataset.plain().missing(),
                distinct);
        return new PlainColumn(
                column,
                used,
                judge,
                rules,
                tally,
                own,
                identities,
                dataset.plain().separator(),
                PlainCsv.block(width));
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
