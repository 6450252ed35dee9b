package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableConnection;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table or query of a database, opened: its columns, and SQL of its rows. Shares its connection with others. */
final class Table {
    /** Columns of one query, so that PostgreSQL's limit of 1,664 results is not met. */
    static final int TOGETHER = 100;

    private static final int LONGEST = 2_147_483_647;

    private final TableConnection connection;
    private final TableSource source;
    private final Map<String, String> types;
    private final PostgresDialect dialect;
    private final String rows;

    private Table(TableConnection connection, TableSource source, Map<String, String> types, List<String> missing) {
        this.connection = connection;
        this.source = source;
        this.types = types;
        this.dialect = new PostgresDialect(types);
        String texts = missing.stream().map(Duck::text).collect(Collectors.joining(", "));
        String plain = missing.isEmpty()
                ? "*"
                : types.keySet().stream()
                        .map(Duck::id)
                        .map(c -> "CASE WHEN " + c + "::text IN (" + texts + ") THEN NULL ELSE " + c + " END AS " + c)
                        .collect(Collectors.joining(", "));
        String prepared = types.entrySet().stream()
                .map(e -> ", " + dialect.prepared(Duck.id(e.getKey()), e.getValue()))
                .collect(Collectors.joining());
        this.rows = "(SELECT *" + prepared + " FROM (SELECT " + plain + " FROM " + source.relation()
                + ") AS cd4ml_plain) AS cd4ml_rows";
    }

    /** @param missing texts that stand for a missing value; @throws InputException when it is not there */
    static Table open(TableConnection connection, TableSource source, List<String> missing) {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = connection.connection().createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + source.relation() + " WHERE false")) {
            ResultSetMetaData described = none.getMetaData();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                if (types.put(described.getColumnLabel(i), type(described, i)) != null) {
                    throw new InputException(source.place() + ": the query gives '" + described.getColumnLabel(i)
                            + "' twice; name one of them with AS.");
                }
            }
        } catch (SQLException e) {
            throw new InputException(
                    source.place() + ": " + source.shown() + " cannot be read: " + TableConnection.reason(e) + ".", e);
        }
        if (types.isEmpty()) {
            throw new InputException(source.place() + ": " + source.shown() + " has no columns.");
        }
        return new Table(connection, source, types, missing);
    }

    private static String type(ResultSetMetaData described, int i) throws SQLException {
        String name = described.getColumnTypeName(i).replace("\"", "");
        int precision = described.getPrecision(i);
        if ("numeric".equals(name) && precision > 0) {
            return name + "(" + precision + "," + described.getScale(i) + ")";
        }
        return name.matches("varchar|bpchar") && precision > 0 && precision < LONGEST
                ? name + "(" + precision + ")"
                : name;
    }

    TableConnection connection() {
        return connection;
    }

    TableSource source() {
        return source;
    }

    PostgresDialect dialect() {
        return dialect;
    }

    /** @return the columns' types by name, in order */
    Map<String, String> types() {
        return types;
    }

    /** @return SQL of the rows, each column with its number and time beside it */
    String rows() {
        return rows;
    }

    /** @return SQL of the rows with these columns alone */
    String plain() {
        return source.relation();
    }

    /** Gives every row of a result to {@code each}; what the database refuses is a mistake of the project's. */
    void query(String sql, TableConnection.Row each) {
        try {
            connection.query(sql, each);
        } catch (SQLException e) {
            throw connection.explain(e);
        }
    }
}
