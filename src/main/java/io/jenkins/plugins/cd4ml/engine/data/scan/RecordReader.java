package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * A faster way to read some kinds of file than DuckDB's, with the same result to the last bit. A {@link Scan} tries the
 * one that its caller chose and lets DuckDB read what that one declines. Stateless and thread-safe.
 */
public interface RecordReader {
    /**
     * What is to be read, and where it is counted.
     *
     * @param conditions  in DuckDB's own dialect, over the columns as they are
     * @param columns     all of the dataset's, in its order
     * @param unique      takes the values of each of {@code uniqueRules}
     * @param distinct    how many different texts of a column are asked about
     */
    record Request(
            Duck duck,
            Dataset dataset,
            Contract contract,
            Function<String, ColumnValues.Use> use,
            List<Scan.Condition> conditions,
            ViolationCounter counter,
            List<ColumnValues.Column> columns,
            List<Rule> uniqueRules,
            List<Spool.Column> unique,
            int distinct) {}

    /** @return whether it is worth trying */
    boolean suits(Dataset dataset);

    /**
     * @return how many records there are
     * @throws UnsuitableFileException when only DuckDB can tell; what was counted by then is void
     */
    long read(Request request) throws SQLException, UnsuitableFileException;
}
