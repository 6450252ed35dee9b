package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableConnection;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A table or query of a database, opened: its columns, and SQL of its rows. Shares its connection with others. */
public final class Table {
    private static final int NAMED = 5; // columns in one sentence

    private final TableConnection connection;
    private final TableSource source;
    private final Map<String, String> types;
    private final TableDialect dialect;
    private final TableRows rows;

    private Table(TableConnection connection, TableSource source, Map<String, String> types, List<String> missing) {
        this.connection = connection;
        this.source = source;
        this.types = types;
        this.dialect = source.database().dialect(types);
        this.rows = new TableRows(types, dialect, source.relation(), missing, List.of());
    }

    private Table(Table table, TableRows rows) {
        this.connection = table.connection;
        this.source = table.source;
        this.types = table.types;
        this.dialect = table.dialect;
        this.rows = rows;
    }

    /** @return this table, read through other rows */
    Table with(TableRows others) {
        return new Table(this, others);
    }

    /** @param missing texts that stand for a missing value; @throws InputException when it is not there */
    static Table open(TableConnection connection, TableSource source, List<String> missing) {
        Map<String, String> types = new LinkedHashMap<>();
        try {
            connection.described(
                    "SELECT * FROM " + source.relation() + " WHERE false",
                    none -> describe(source, none.getMetaData(), types));
        } catch (SQLException e) {
            throw new InputException(
                    source.place() + ": " + source.shown() + " cannot be read: " + connection.reason(e) + ".", e);
        }
        if (types.isEmpty()) {
            throw new InputException(source.place() + ": " + source.shown() + " has no columns.");
        }
        Table table = new Table(connection, source, types, missing);
        String unsupported = types.entrySet().stream()
                .filter(e -> table.dialect.unsupported(e.getValue()))
                .limit(NAMED)
                .map(e -> "'" + e.getKey() + "' (" + e.getValue() + ")")
                .collect(Collectors.joining(", "));
        if (!unsupported.isEmpty()) {
            throw new InputException(
                    source.place() + ": " + source.shown() + " has columns of types that are not" + " supported: "
                            + unsupported + "; name a 'query' that leaves them out or gives parts or texts of them.");
        }
        return table;
    }

    private static void describe(TableSource source, ResultSetMetaData described, Map<String, String> types)
            throws SQLException {
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= described.getColumnCount(); i++) {
            String name = described.getColumnLabel(i);
            if (!names.add(source.database().foldsNames() ? name.toLowerCase(Locale.ROOT) : name)) {
                throw new InputException(
                        source.place() + ": the query gives '" + name + "' twice; name one of them with AS.");
            }
            types.put(name, source.database().type(described, i));
        }
    }

    TableConnection connection() {
        return connection;
    }

    public TableSource source() {
        return source;
    }

    TableDialect dialect() {
        return dialect;
    }

    /** @return what sentences call its database */
    String database() {
        return source.database().name();
    }

    /** @return the columns' types by name, in order */
    public Map<String, String> types() {
        return types;
    }

    /** @return SQL of the rows */
    TableRows rows() {
        return rows;
    }

    /** @return SQL of the table or query as it is */
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
