package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.data.Columns.Column;
import io.jenkins.plugins.cd4ml.engine.data.Columns.Kind;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.stats.Duplicates;
import io.jenkins.plugins.cd4ml.engine.data.stats.Keys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a dataset once: DuckDB parses, casts and judges every record with all its cores, and hands over numbers, hashes
 * of texts and one bit per broken rule, in the order of the file. Everything after that is counted here, in that order,
 * which is why the result is the same with any number of threads.
 */
final class Scan {
    private static final int BITS = 62;
    private static final long MEMORY = 64L << 20;
    private static final int SNIFFED = 20_000;
    private static final long DISTINCT_ALL_COLUMNS = 4L << 20;
    private static final int DISTINCT_LIMIT = 50_000;

    private final Duck duck;
    private final Dataset dataset;
    private final Contract contract;
    private final RuleSql sql;
    private final List<Rule> recordRules;
    private final List<Rule> uniqueRules;

    /** What a scan found. @param unique spooled identities of each rule that forbids duplicates */
    record Result(Columns columns, Tally tally, List<Spool.Column> unique) {}

    /**
     * @param duck        a streaming connection ({@link Duck#streaming})
     * @param recordRules rules of a record on columns that the dataset has
     * @param uniqueRules rules against duplicates likewise
     */
    Scan(Duck duck, Dataset dataset, Contract contract, RuleSql sql, List<Rule> recordRules, List<Rule> uniqueRules) {
        this.duck = duck;
        this.dataset = dataset;
        this.contract = contract;
        this.sql = sql;
        this.recordRules = recordRules;
        this.uniqueRules = uniqueRules;
    }

    /** @throws Dataset.Ragged when the file is not a table of records */
    Result run() throws SQLException {
        Set<String> texts = new HashSet<>();
        Set<String> guessed = new HashSet<>();
        List<Kind> kinds = kinds(guessed);
        while (true) {
            Result result = read(kinds, guessed, texts);
            if (texts.isEmpty()) {
                return result;
            }
            result.columns().close(); // a guess from the first records was wrong: read those columns as text
            for (int i = 0; i < kinds.size(); i++) {
                if (texts.contains(dataset.columns().get(i))) {
                    kinds.set(i, Kind.TEXT);
                    guessed.remove(dataset.columns().get(i));
                }
            }
            texts.clear();
        }
    }

    private List<Kind> kinds(Set<String> guessed) throws SQLException {
        List<Kind> kinds = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String column : dataset.columns()) {
            Contract.Column described = contract.column(column);
            Kind kind = described != null ? kind(described.type()) : dataset.kind(column);
            kinds.add(kind);
            if (kind == null) {
                unknown.add(column);
            }
        }
        if (unknown.isEmpty()) {
            return kinds;
        }
        StringBuilder select = new StringBuilder("SELECT 1");
        for (String column : unknown) {
            String id = Duck.id(column);
            select.append(", count(").append(id).append("), count(").append(Dialect.DUCKDB.number(id)).append("), count(")
                    .append(Dialect.DUCKDB.timestamp(id)).append(")");
        }
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        select + " FROM (SELECT * FROM " + dataset.from() + " LIMIT " + SNIFFED + ")")) {
            row.next();
            for (int i = 0; i < unknown.size(); i++) {
                long values = row.getLong(3 * i + 2);
                Kind kind = values == 0 ? Kind.TEXT
                        : row.getLong(3 * i + 3) == values ? Kind.NUMBER
                        : row.getLong(3 * i + 4) == values ? Kind.TIME : Kind.TEXT;
                kinds.set(dataset.columns().indexOf(unknown.get(i)), kind);
                if (kind != Kind.TEXT) {
                    guessed.add(unknown.get(i));
                }
            }
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
        return kinds;
    }

    private static Kind kind(String logicalType) {
        return switch (logicalType) {
            case "integer", "number" -> Kind.NUMBER;
            case "date", "timestamp" -> Kind.TIME;
            default -> Kind.TEXT;
        };
    }

    private Result read(List<Kind> kinds, Set<String> guessed, Set<String> wrong) throws SQLException {
        int width = kinds.size();
        int distinct = (int) Math.min(DISTINCT_LIMIT, DISTINCT_ALL_COLUMNS / Math.max(1, width));
        Spool spool = new Spool(width + uniqueRules.size(), MEMORY);
        List<Column> columns = new ArrayList<>();
        List<String> select = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            String name = dataset.columns().get(i);
            columns.add(new Column(name, kinds.get(i), spool, distinct));
            select.add(value(Duck.id(name), kinds.get(i)));
        }
        List<Spool.Column> unique = new ArrayList<>();
        for (Rule rule : uniqueRules) {
            unique.add(spool.column());
            select.add(sql.identity(rule.columns()));
        }
        List<String> conditions = new ArrayList<>(recordRules.stream().map(sql::broken).toList());
        List<String> guesses = new ArrayList<>(guessed);
        guesses.forEach(c -> conditions.add(Duck.id(c) + " IS NOT NULL AND " + value(Duck.id(c), kinds.get(dataset.columns().indexOf(c))) + " IS NULL"));
        select.addAll(masks(conditions));
        Tally tally = new Tally(conditions.size(), recordRules.size());
        long records = 0;
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT " + String.join(", ", select) + " FROM " + dataset.from())) {
            while (row.next()) {
                records++;
                for (int i = 0; i < width; i++) {
                    take(row, i + 1, columns.get(i), records);
                }
                int at = width + 1;
                for (Spool.Column each : unique) {
                    long value = row.getLong(at++);
                    each.add(row.wasNull() ? Duplicates.NULL : value);
                }
                tally.begin();
                for (int first = 0; first < conditions.size(); first += BITS) {
                    long mask = row.getLong(at++);
                    if (mask != 0) {
                        tally.broken(records, first, mask);
                    }
                }
            }
        } catch (SQLException e) {
            spool.close();
            throw dataset.explain(e);
        }
        for (int i = 0; i < guesses.size(); i++) {
            if (tally.count(recordRules.size() + i) > 0) {
                wrong.add(guesses.get(i));
            }
        }
        invalid(columns, tally);
        return new Result(new Columns(records, columns, spool), tally, unique);
    }

    private void invalid(List<Column> columns, Tally tally) {
        for (int i = 0; i < recordRules.size(); i++) {
            if (recordRules.get(i).kind() == Rule.Kind.TYPE) {
                String name = recordRules.get(i).columns().get(0);
                for (Column column : columns) {
                    if (column.name.equals(name)) {
                        column.invalid = tally.count(i);
                    }
                }
            }
        }
    }

    private static String value(String column, Kind kind) {
        return switch (kind) {
            case NUMBER -> Dialect.DUCKDB.number(column);
            case TIME -> "epoch_us(" + Dialect.DUCKDB.timestamp(column) + ")";
            case TEXT -> Dialect.DUCKDB.hash(List.of(column));
        };
    }

    private static void take(ResultSet row, int at, Column column, long record) throws SQLException {
        if (column.kind == Kind.TEXT) {
            long hash = row.getLong(at);
            if (row.wasNull()) {
                column.nulls++;
            } else {
                column.categories.add(hash, record);
            }
            return;
        }
        double value = column.kind == Kind.NUMBER ? row.getDouble(at) : row.getLong(at);
        if (row.wasNull()) {
            column.nulls++;
        } else if (value != value) {
            column.nan++;
        } else {
            column.numbers.add(Keys.of(value));
        }
    }

    private static List<String> masks(List<String> conditions) {
        List<String> masks = new ArrayList<>();
        for (int first = 0; first < conditions.size(); first += BITS) {
            StringBuilder mask = new StringBuilder();
            for (int i = first; i < Math.min(conditions.size(), first + BITS); i++) {
                mask.append(mask.isEmpty() ? "" : " + ").append("CASE WHEN ").append(conditions.get(i)).append(" THEN ")
                        .append(1L << i - first).append("::BIGINT ELSE 0::BIGINT END");
            }
            masks.add(mask.toString());
        }
        return masks;
    }
}
