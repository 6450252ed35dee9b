package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;

/**
 * A table of a SQLite file, copied into a temporary database of DuckDB, whose own reader of SQLite is an extension that
 * would have to be downloaded. A column of SQLite holds values of any type, whatever it is declared as, so that every
 * value is copied as text, as from CSV: a word in an INTEGER column is one violation and not a failed read.
 *
 * <p>The file is opened as one that nobody changes: no lock, no write, no recovery. One that has a log of changes beside
 * it, which its bytes do not hold, is refused.
 */
final class SqliteFile {
    private static final String LIBRARY = "org.sqlite.lib.path";

    private final Path file;
    private final Connection connection;

    private SqliteFile(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * @param missing texts that stand for a missing value; the empty text is a value
     * @throws InputException when it is no SQLite file, lacks the table, or is being written
     */
    static Dataset open(Duck duck, Path file, String table, List<String> missing) {
        for (String log : List.of("-wal", "-journal")) {
            Databases.refuseLog(file, file.resolveSibling(file.getFileName() + log));
        }
        useOurLibrary();
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Properties settings = config.toProperties();
        String url = "jdbc:sqlite:" + file.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1";
        try (Connection connection = DriverManager.getConnection(url, settings)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "PRAGMA trusted_schema = OFF"); // a view of a stranger's file calls no function of ours
            }
            return new SqliteFile(file, connection).copy(duck, table, new HashSet<>(missing));
        } catch (SQLException e) {
            throw new InputException(
                    file + " cannot be read: "
                            + (e.getCause() instanceof NativeLibraryNotFoundException
                                    ? "SQLite's native library for this platform is missing; export the table to"
                                            + " Parquet or CSV."
                                    : reason(e) + "."),
                    e);
        }
    }

    /** The driver would unpack its library for every run; it takes the one beside DuckDB's where there is one. */
    private static void useOurLibrary() {
        if (System.getProperty(LIBRARY) == null) {
            String name = System.mapLibraryName("sqlitejdbc");
            Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty() && Files.exists(Path.of(folder, name)))
                    .findFirst()
                    .ifPresent(folder -> System.setProperty(LIBRARY, folder));
        }
    }

    private Dataset copy(Duck duck, String table, Set<String> missing) throws SQLException {
        String type = type(table);
        List<String> columns = columns(table);
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(c -> types.put(c, "VARCHAR"));
        String alias = duck.temporary();
        String target = alias + ".main.cd4ml_rows";
        duck.execute("CREATE TABLE " + target
                + columns.stream().map(c -> Duck.id(c) + " VARCHAR").collect(Collectors.joining(", ", " (", ")")));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + Duck.id(table) + order(type, columns));
                DuckDBAppender appender = duck.appender(alias, "cd4ml_rows")) {
            long record = 0;
            while (row.next()) {
                record++;
                appender.beginRow();
                for (int i = 1; i <= columns.size(); i++) {
                    String text = text(row, i, record, columns);
                    if (text == null || missing.contains(text) || missing.contains(text.replaceFirst("\\.0$", ""))) {
                        appender.appendNull();
                    } else {
                        appender.append(text);
                    }
                }
                appender.endRow();
            }
        }
        return new Dataset(file, target, types, false);
    }

    /** Tables in the order of their rows' numbers, which is that of insertion; others as SQLite gives them. */
    private static String order(String type, List<String> columns) {
        Set<String> taken =
                columns.stream().map(c -> c.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return "table".equals(type)
                ? Stream.of("rowid", "_rowid_", "oid")
                        .filter(name -> !taken.contains(name))
                        .findFirst()
                        .map(name -> " ORDER BY " + name)
                        .orElse("")
                : "";
    }

    /** @return {@code table}, or another word for what has no numbered rows */
    private String type(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT type, coalesce(sql, '') FROM sqlite_master WHERE name = ? COLLATE NOCASE"
                        + " AND type IN ('table', 'view')")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    boolean numbered = !row.getString(2)
                            .toUpperCase(Locale.ROOT)
                            .matches("(?s).*\\)[^)]*\\bWITHOUT\\s+ROWID\\b.*");
                    return numbered ? row.getString(1) : "without rowid";
                }
            }
        }
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
                        + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT 20")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        throw new InputException(file + " has no table '" + table + "'; it has "
                + (names.isEmpty() ? "none" : Violation.shown(String.join(", ", names))) + ".");
    }

    private List<String> columns(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + Duck.id(table) + " LIMIT 0")) {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(row.getMetaData().getColumnLabel(i));
            }
        }
        return columns;
    }

    /** @return numbers in full, which SQLite itself would cut to 15 digits */
    private String text(ResultSet row, int i, long record, List<String> columns) throws SQLException {
        Object value = row.getObject(i);
        if (value instanceof byte[] bytes) {
            return blob(bytes);
        }
        if (value instanceof String text && text.indexOf('\uFFFD') >= 0) { // the driver replaces what it cannot decode
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row.getBytes(i)));
            } catch (CharacterCodingException e) {
                throw new Dataset.Ragged(
                        file.getFileName() + " row " + record + ", " + columns.get(i - 1) + ": is not UTF-8 text.", e);
            }
        }
        return value == null ? null : value.toString();
    }

    /** As DuckDB shows the bytes of a Parquet column. */
    private static String blob(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b < 127 && b != '\\' && b != '\'' && b != '"';
            text.append(plain ? Character.toString(b) : "\\x%02X".formatted(b));
        }
        return text.toString();
    }

    /** @return the driver's words without its codes: {@code [SQLITE_NOTADB] File opened … (file is not a database)} */
    private static String reason(SQLException e) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        String words = message.replaceFirst("^\\[SQLITE_\\w+\\] ?", "").replaceFirst("^.*\\((.+)\\)$", "$1");
        return words.replaceAll("[.\\s]+$", "");
    }
}
