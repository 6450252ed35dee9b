package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * One read-only transaction with one snapshot ({@code REPEATABLE READ}): whatever others write meanwhile, all queries
 * see the same rows. Not thread-safe.
 */
public final class TableConnection implements AutoCloseable {
    private static final int FETCHED = 2000; // rows at a time: without it the driver gathers the whole result

    /** What a value looks like as text, and so the checksum, must not depend on the server's settings. */
    private static final List<String> SETTINGS = List.of(
            "TimeZone TO 'UTC'",
            "DateStyle TO 'ISO, YMD'",
            "IntervalStyle TO 'postgres'",
            "bytea_output TO 'hex'",
            "extra_float_digits TO 1",
            "standard_conforming_strings TO on",
            "row_security TO on");

    private final Connection connection;
    private final String place;

    private TableConnection(Connection connection, String place) {
        this.connection = connection;
        this.place = place;
    }

    /** @throws InputException when the database cannot be reached or refuses the login */
    public static TableConnection open(TableSource source, DatabaseLogin login) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("ApplicationName", "cd4ml");
        Connection connection = null;
        try {
            connection = new org.postgresql.Driver().connect(source.url(), properties);
            if (connection == null) {
                throw new InputException(source.place() + ": '" + source.url() + "' is no address of PostgreSQL.");
            }
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                for (String setting : SETTINGS) {
                    statement.execute("SET LOCAL " + setting);
                }
            }
            return new TableConnection(connection, source.place());
        } catch (SQLException e) {
            close(connection);
            throw new InputException(source.place() + ": the database cannot be read: " + reason(e) + ".", e);
        }
    }

    /** Gives each row of a result, read in portions, to {@code each}. */
    public void query(String sql, Row each) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    each.take(row);
                }
            }
        }
    }

    /** Takes the current row of a result. */
    @FunctionalInterface
    public interface Row {
        void take(ResultSet row) throws SQLException;
    }

    public Connection connection() {
        return connection;
    }

    /** @return the mistake that a query of ours came to: a privilege, a lost connection, a full disk */
    public InputException explain(SQLException e) {
        return new InputException(place + ": the database says: " + reason(e) + ".", e);
    }

    /** @return the driver's own words, first line */
    public static String reason(SQLException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason");
        return first.replaceFirst("^(ERROR|FATAL): ", "").replaceAll("[.\\s]+$", "");
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close(); // ends the transaction; it changed nothing
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
