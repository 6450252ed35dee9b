package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.stream.Collectors;

/** Writes a table as each kind of file that is read. */
final class TableWriter {
    private final RandomTable table;

    TableWriter(RandomTable table) {
        this.table = table;
    }

    void csv(Path file) throws Exception {
        StringBuilder text = new StringBuilder(
                        table.columns.stream().map(c -> quoted(c.name())).collect(Collectors.joining(",")))
                .append('\n');
        for (int row = 0; row < table.rows; row++) {
            for (int i = 0; i < table.columns.size(); i++) {
                RandomTable.Column column = table.columns.get(i);
                Object value = column.values()[row];
                text.append(i == 0 ? "" : ",").append(value == null ? "" : quoted(table.spelt(column.kind(), value)));
            }
            text.append(table.columns.size() == 1 && table.columns.get(0).values()[row] == null ? "\"\"\n" : "\n");
        }
        Files.writeString(file, text);
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    void json(Path file) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < table.rows; row++) {
            StringBuilder line = new StringBuilder();
            for (RandomTable.Column column : table.columns) {
                Object value = column.values()[row];
                boolean plain = value instanceof Number || value instanceof Boolean;
                line.append(line.isEmpty() ? "{" : ",")
                        .append(Json.line(column.name()))
                        .append(':')
                        .append(
                                value == null
                                        ? "null"
                                        : plain
                                                ? RandomTable.plain(column.kind(), value)
                                                : Json.line(table.spelt(column.kind(), value)));
            }
            text.append(line).append("}\n");
        }
        Files.writeString(file, text);
    }

    /** @param files Parquet and DuckDB */
    void typed(Path parquet, Path duckdb) throws Exception {
        try (Duck duck = Duck.open()) {
            duck.execute("ATTACH " + Duck.text(duckdb.toString()) + " AS target");
            duck.execute(table.columns.stream()
                    .map(c -> Duck.id(c.name()) + " " + c.kind().sql)
                    .collect(Collectors.joining(", ", "CREATE TABLE target.t (", ")")));
            for (int row = 0; row < table.rows; row++) {
                int at = row;
                duck.execute(table.columns.stream()
                        .map(c -> literal(c, at))
                        .collect(Collectors.joining(", ", "INSERT INTO target.t VALUES (", ")")));
            }
            duck.execute("COPY target.t TO " + Duck.text(parquet.toString()) + " (FORMAT parquet)");
            duck.execute("DETACH target");
        }
    }

    static String literal(RandomTable.Column column, int row) {
        Object value = column.values()[row];
        return value == null
                ? "NULL"
                : "CAST(" + Duck.text(RandomTable.plain(column.kind(), value)) + " AS " + column.kind().sql + ")";
    }

    void sqlite(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(table.columns.stream()
                        .map(c -> Duck.id(c.name()))
                        .collect(Collectors.joining(", ", "CREATE TABLE t (", ")")));
            }
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(table.columns.stream()
                    .map(c -> "?")
                    .collect(Collectors.joining(", ", "INSERT INTO t VALUES (", ")")))) {
                for (int row = 0; row < table.rows; row++) {
                    int i = 1;
                    for (RandomTable.Column column : table.columns) {
                        Object value = column.values()[row];
                        insert.setObject(
                                i++,
                                value == null || value instanceof Double || column.kind() == RandomTable.Kind.SMALL
                                        ? value == null || value instanceof Double
                                                ? value
                                                : ((Number) value).longValue()
                                        : table.spelt(column.kind(), value));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }
}
