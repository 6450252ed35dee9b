package io.jenkins.plugins.cd4ml.engine.data.source;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A large result read row by row, to its very end. DuckDB 1.5 ends a streamed result without a word when the reading of
 * a file breaks off behind what was fetched, in about a third of all cases; so a last row of our own must arrive too.
 * Not thread-safe; close it.
 */
public final class ResultRows implements AutoCloseable {
    private final Statement statement;
    private final ResultSet rows;
    private final int marker;
    private boolean complete;

    private ResultRows(Statement statement, ResultSet rows, int marker) {
        this.statement = statement;
        this.rows = rows;
        this.marker = marker;
    }

    /**
     * @param duck   a {@link Duck#streaming} connection
     * @param select expressions, which become columns 1, 2, …
     * @param from   what stands after FROM
     */
    public static ResultRows of(Duck duck, List<String> select, String from) throws SQLException {
        Statement statement = duck.statement();
        try {
            return new ResultRows(
                    statement,
                    statement.executeQuery("SELECT " + String.join(", ", select) + ", false FROM " + from
                            + " UNION ALL SELECT " + "NULL, ".repeat(select.size()) + "true"),
                    select.size() + 1);
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /**
     * @return whether there is a row
     * @throws SQLException also when the result ended before all rows were read
     */
    public boolean next() throws SQLException {
        while (rows.next()) {
            if (!rows.getBoolean(marker)) {
                return true;
            }
            complete = true;
        }
        if (!complete) {
            throw new SQLException("it could not be read to its end");
        }
        return false;
    }

    /** @return the row that {@link #next} went to */
    public ResultSet row() {
        return rows;
    }

    @Override
    public void close() throws SQLException {
        statement.close(); // and with it the result
    }
}
