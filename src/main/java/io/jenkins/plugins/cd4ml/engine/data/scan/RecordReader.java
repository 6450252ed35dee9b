package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Reads and judges all records of a dataset. Every reader that takes a dataset gives the same result, to the last bit: a
 * {@link Scan} tries the one that its caller chose, which is faster on some kinds of file, and has {@link DuckReader} read
 * what that one declines. Stateless and thread-safe.
 */
public interface RecordReader {
    /** What a condition tells of a record for which it is true. */
    enum Role {
        /** It breaks a rule. */
        RULE,
        /** It breaks a guess about its column's kind. */
        GUESS,
        /** Its time is written with its zone. */
        ZONED,
        /** It is none of those that a rule is about. */
        OUTSIDE
    }

    /**
     * A condition in SQL on its (first) column.
     *
     * @param rule null for a guess and a zone
     */
    record Condition(String column, String sql, Rule rule, Role role) {
        /** @return whether it looks at other columns of the record */
        public boolean wide() {
            return rule != null && !rule.conditions().isEmpty();
        }
    }

    /**
     * What is to be read, and where it is counted.
     *
     * @param aside       computes what conditions need of the whole record
     * @param conditions  in the reader's {@link #dialect}
     * @param columns     all of the dataset's, in its order
     * @param unique      takes the values of each of {@code uniqueRules}
     * @param distinct    how many different texts of a column are asked about
     */
    record Request(
            Duck duck,
            Dataset dataset,
            Contract contract,
            Function<String, ColumnValues.Use> use,
            RowConditions aside,
            List<Condition> conditions,
            ViolationCounter counter,
            List<ColumnValues.Column> columns,
            List<Rule> uniqueRules,
            List<Spool.Column> unique,
            int distinct) {}

    /** @return whether it is worth trying */
    boolean suits(Dataset dataset);

    /** @return what the conditions are written in */
    Dialect dialect(Dataset dataset);

    /**
     * @return how many records there are
     * @throws UnsuitableFileException when another reader must tell; what was counted by then is void
     */
    long read(Request request) throws SQLException, UnsuitableFileException;

    /** @return SQL of what is counted of a cell. @param type the logical type */
    static String counted(Dialect dialect, String column, ColumnKind kind, String type) {
        return switch (kind) {
            case NUMBER -> dialect.number(column);
            case TIME -> "epoch_us(" + dialect.timestamp(column) + ")";
            case TEXT ->
                "CASE WHEN " + column + " IS NOT NULL THEN " + dialect.hash(dialect.category(column, type)) + " END";
        };
    }
}
