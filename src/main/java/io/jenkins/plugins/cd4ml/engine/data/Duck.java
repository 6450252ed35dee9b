package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * An in-memory DuckDB for one run of one verb: one thread, because sums of floating-point numbers in another order are
 * other numbers; bounded memory; no extension is ever downloaded. Not thread-safe.
 */
public final class Duck implements AutoCloseable {
    private final Connection connection;

    private Duck(Connection connection) {
        this.connection = connection;
    }

    /** @throws InputException when the native library is missing on this platform */
    public static Duck open() {
        return open("1", "false");
    }

    /**
     * Opens a database for reading one large result record by record, with {@code cd4ml.duckdb.threads} threads (all
     * cores by default): the result is not gathered in memory, keeps its order, and ends with the next query.
     */
    public static Duck streaming() {
        return open(
                System.getProperty(
                        "cd4ml.duckdb.threads",
                        Integer.toString(Runtime.getRuntime().availableProcessors())),
                "true");
    }

    private static Duck open(String threads, String streaming) {
        Properties settings = new Properties();
        settings.setProperty("threads", threads);
        settings.setProperty("jdbc_stream_results", streaming);
        settings.setProperty("memory_limit", System.getProperty("cd4ml.duckdb.memory", "512MB"));
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("temp_directory", System.getProperty("java.io.tmpdir"));
        settings.setProperty("preserve_insertion_order", "true");
        try {
            return new Duck(DriverManager.getConnection("jdbc:duckdb:", settings));
        } catch (SQLException | UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new InputException(
                    "DuckDB's native library for this platform is missing; install the pack natives, see docs/packs.md.",
                    e);
        }
    }

    /** @return a new statement; after an error DuckDB closes the statement, so each query takes its own */
    public Statement statement() throws SQLException {
        return connection.createStatement();
    }

    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(sql);
        }
    }

    /** @return {@code name} quoted as an SQL identifier */
    public static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** @return {@code text} quoted as an SQL string */
    public static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
