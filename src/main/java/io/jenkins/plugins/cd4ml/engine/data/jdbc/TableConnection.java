package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.SecretMask;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A connection that only reads. What runs when the process is asked to end is cancelled, so that an aborted build leaves
 * no query behind. Not thread-safe.
 */
public final class TableConnection implements AutoCloseable {
    private static final int FETCHED = 2000; // rows at a time: without it PostgreSQL's driver gathers the whole result
    private static final int SAID = 400; // characters of a database's own words

    private final Connection connection;
    private final Database database;
    private final String place;
    private final SecretMask mask;
    private final Thread cancelling = new Thread(this::cancel, "cd4ml-cancel");
    private volatile Statement running;

    private TableConnection(Connection connection, Database database, String place, SecretMask mask) {
        this.connection = connection;
        this.database = database;
        this.place = place;
        this.mask = mask;
        Runtime.getRuntime().addShutdownHook(cancelling);
    }

    /** @throws InputException when the database cannot be reached or refuses the login */
    public static TableConnection open(TableSource source, DatabaseLogin login) {
        Database database = source.database();
        SecretMask mask = SecretMask.of(List.of(login.password()));
        try {
            Connection connection = database.connect(source, login);
            if (connection == null) {
                throw new InputException(
                        source.place() + ": '" + source.url() + "' is no address of " + database.name() + ".");
            }
            return new TableConnection(connection, database, source.place(), mask);
        } catch (SQLException e) {
            throw new InputException(source.place() + ": the database cannot be read: " + reason(e, mask) + ".", e);
        }
    }

    /** Gives each row of a result, read in portions, to {@code each}. */
    public void query(String sql, Row each) throws SQLException {
        described(sql, row -> {
            while (row.next()) {
                each.take(row);
            }
        });
    }

    /** Gives a result, before its first row, to {@code each}. */
    public void described(String sql, Row each) throws SQLException {
        String written = database.written(sql);
        if (written.length() > database.longestQuery()) {
            throw new InputException(place + ": a query of " + written.length() + " characters would be needed, and "
                    + database.name() + " takes " + database.longestQuery()
                    + "; choose fewer columns with 'query', or fewer values or rules.");
        }
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            running = statement;
            try (ResultSet rows = statement.executeQuery(written)) {
                each.take(rows);
            }
        } finally {
            running = null;
        }
    }

    /** Takes a result, or its current row. */
    @FunctionalInterface
    public interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void cancel() {
        Statement now = running;
        if (now != null) {
            try {
                now.cancel();
            } catch (SQLException e) {
                return; // it ended, or the server is gone: nothing is left to cancel
            }
        }
    }

    /** @return the mistake that a query of ours came to: a privilege, a lost connection, a full disk */
    public InputException explain(SQLException e) {
        return new InputException(place + ": the database says: " + reason(e) + ".", e);
    }

    /** @return the driver's own words without the password and names of classes: the first line, bounded */
    public String reason(SQLException e) {
        return reason(e, mask);
    }

    private static String reason(SQLException e, SecretMask mask) {
        String first =
                mask.mask(String.valueOf(e.getMessage())).lines().findFirst().orElse("unknown reason");
        String plain = first.replaceFirst("^((ERROR|FATAL): |\\(conn=[0-9]+\\) )", "")
                .replaceAll("\\b([a-z]\\w*\\.)+[A-Z]\\w*: ", "")
                .replaceAll("[.\\s]+$", "");
        return plain.length() > SAID ? plain.substring(0, SAID) + "…" : plain;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(cancelling);
        } catch (IllegalStateException e) {
            cancel(); // the process is ending
        }
        try {
            connection.close(); // ends a transaction; it changed nothing
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
