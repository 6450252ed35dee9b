package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues.Column;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.ResultChunks;
import io.jenkins.plugins.cd4ml.engine.data.stats.Duplicates;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads every dataset: DuckDB parses, casts and judges each record with all its cores, and hands over numbers, hashes of
 * texts and one bit per broken rule, in the order of the file, in which they are counted here.
 */
final class DuckReader implements RecordReader {
    private static final int TOGETHER = 500; // columns in one pass: DuckDB holds vectors of each

    @Override
    public boolean suits(Dataset dataset) {
        return true;
    }

    @Override
    public Dialect dialect(Dataset dataset) {
        return DuckDialect.prepared(dataset.types());
    }

    @Override
    public long read(Request request) throws SQLException {
        long records = 0;
        int width = request.columns().size();
        for (int first = 0; first < width; first += TOGETHER) {
            records = new Pass(request, request.columns().subList(first, Math.min(width, first + TOGETHER))).read();
        }
        return records;
    }

    /** Reads some of the columns, with the rules on them. */
    private static final class Pass {
        private final Request request;
        private final List<Column> columns = new ArrayList<>();
        private final List<String> select = new ArrayList<>();
        private final List<String> prepared = new ArrayList<>();
        private final List<Spool.Column> unique = new ArrayList<>();
        private final int[] judged;

        Pass(Request request, List<Column> part) {
            this.request = request;
            Set<String> names = new HashSet<>();
            Dialect plain = DuckDialect.of(request.dataset().types());
            Dialect dialect = DuckDialect.prepared(request.dataset().types());
            for (Column column : part) {
                String id = request.dataset().id(column.name);
                names.add(column.name);
                if (request.use().apply(column.name) != ColumnValues.Use.JUDGED) {
                    columns.add(column);
                    select.add(RecordReader.counted(
                            dialect, id, column.kind, request.contract().type(column.name)));
                }
                prepared.add(DuckDialect.beside(plain, id, column.kind));
            }
            RuleSql sql = new RuleSql(dialect, request.contract(), (to, type) -> to);
            for (int i = 0; i < request.uniqueRules().size(); i++) {
                List<String> identity = request.uniqueRules().get(i).columns();
                if (names.contains(identity.get(0))) {
                    unique.add(request.unique().get(i));
                    select.add(sql.identity(request.uniqueRules().get(i)));
                }
            }
            List<Condition> conditions = request.conditions();
            judged = IntStream.range(0, conditions.size())
                    .filter(i -> names.contains(conditions.get(i).column()))
                    .toArray();
            for (int first = 0; first < judged.length; first += ViolationCounter.BITS) {
                select.add(RuleMask.of(IntStream.range(first, Math.min(judged.length, first + ViolationCounter.BITS))
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
            String from = "(SELECT *, " + String.join(", ", prepared) + " FROM "
                    + request.aside().over(request.dataset().from()) + ")";
            try (ResultChunks chunks = ResultChunks.of(request.duck(), select, from)) {
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
                    for (int first = 0; first < judged.length; first += ViolationCounter.BITS) {
                        DuckDBReadableVector masks = chunks.column(at++);
                        for (int i = 0; i < n; i++) {
                            long mask = masks.getLong(i);
                            if (mask != 0) {
                                request.counter().broken(records + i + 1, judged, first, mask);
                            }
                        }
                    }
                    records += n;
                }
            }
            return records;
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
            boolean newest = request.use().apply(column.name) == ColumnValues.Use.NEWEST;
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
}
