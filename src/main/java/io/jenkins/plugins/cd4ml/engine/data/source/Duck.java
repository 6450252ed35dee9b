package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.NativeLibrary;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * An in-memory DuckDB for one run of one verb: one thread, because sums of floating-point numbers in another order are
 * other numbers; bounded memory; no extension is ever downloaded. Not thread-safe.
 */
public final class Duck implements AutoCloseable {
    private static final int WIDE = 1_000;

    private final Connection connection;
    private final List<Path> temporary = new ArrayList<>();

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
        NativeLibrary.load("DuckDB's", "duckdb_java");
        try {
            Duck duck = new Duck(DriverManager.getConnection("jdbc:duckdb:", settings));
            duck.execute("SET TimeZone = 'UTC'"); // else the machine's decides what day an instant is on
            return duck;
        } catch (SQLException | UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw NativeLibrary.unusable("DuckDB's", e);
        }
    }

    /**
     * Allows for very many columns: DuckDB holds 2,048 values of each, several times over, for each thread. Sets neither what
     * {@code cd4ml.duckdb.memory} says nor anything for up to 1,000 columns.
     */
    public void widen(int columns) {
        if (columns > WIDE && System.getProperty("cd4ml.duckdb.memory") == null) {
            try {
                execute("SET threads = 1");
                execute("SET memory_limit = '" + (512 + columns / 4) + "MB'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @return a new statement; after an error DuckDB closes the statement, so each query takes its own */
    public Statement statement() throws SQLException {
        return connection.createStatement();
    }

    public PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(sql);
        }
    }

    /** @return the alias of a new database in a temporary folder, which vanishes with this one */
    String temporary() throws SQLException {
        Path folder = temporaryFolder();
        String alias = "cd4ml_rows_" + temporary.size();
        execute("ATTACH " + text(folder.resolve("rows.duckdb").toString()) + " AS " + alias);
        return alias;
    }

    /** @return a new folder for files, which vanishes with this */
    Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("cd4ml-rows");
            temporary.add(folder);
            return folder;
        } catch (IOException e) {
            throw new InputException(
                    "No room for temporary data in " + System.getProperty("java.io.tmpdir") + ": "
                            + FileErrors.reason(e) + "; free some or set java.io.tmpdir.",
                    e);
        }
    }

    /** @param database its alias, null for the one in memory */
    public DuckDBAppender appender(String database, String table) throws SQLException {
        DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
        return database == null ? duck.createAppender(table) : duck.createAppender(database, "main", table);
    }

    /** @return {@code name} quoted as an SQL identifier */
    public static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** @return the name that an SQL identifier quotes */
    static String name(String id) {
        return id.substring(1, id.length() - 1).replace("\"\"", "\"");
    }

    /**
     * @return SQL identifiers of columns by name: the names, except where two differ in case alone, which are one name in
     *     SQL; the second has a number, then
     */
    public static Map<String, String> ids(Collection<String> names) {
        Map<String, String> ids = new HashMap<>();
        Set<String> taken = new HashSet<>();
        List<String> twins = new ArrayList<>();
        for (String name : names) {
            if (taken.add(name.toLowerCase(Locale.ROOT))) {
                ids.put(name, id(name));
            } else {
                twins.add(name);
            }
        }
        for (String name : twins) {
            int number = 1;
            while (!taken.add((name + "_" + number).toLowerCase(Locale.ROOT))) {
                number++;
            }
            ids.put(name, id(name + "_" + number));
        }
        return ids;
    }

    /** @return {@code text} quoted as an SQL string */
    public static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** @return a file's name for one of DuckDB's readers, which would take signs in it for a pattern */
    public static String file(Path file) {
        String name = file.toString();
        if (name.matches("(?s).*[\\[*?].*")) {
            if (File.separatorChar == '/' && name.indexOf('\\') >= 0) {
                throw new InputException(file + " has a backslash in its name; rename it.");
            }
            name = name.replaceAll("[\\[*?]", "[$0]");
        }
        return text(name);
    }

    @Override
    public void close() {
        try {
            connection.close();
            for (Path folder : temporary) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                }
                Files.deleteIfExists(folder);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new InputException("Temporary data cannot be deleted: " + FileErrors.reason(e) + ".", e);
        }
    }
}
