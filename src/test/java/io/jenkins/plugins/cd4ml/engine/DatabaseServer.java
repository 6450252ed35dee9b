package io.jenkins.plugins.cd4ml.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A real database of the tests, on loopback, with one login. */
public interface DatabaseServer extends AutoCloseable {
    String USER = "reader";
    String PASSWORD = "s3cret-of-the-reader";

    /** Rows of one INSERT: a query of Trino has a million characters at most. */
    int TOGETHER = 500;

    /** @return the address as a project writes it */
    String url();

    /** @return an address of this kind where nothing answers */
    String nowhere();

    Connection connect() throws SQLException;

    /** @return the variables of a login under the id {@code warehouse} */
    static Map<String, String> environment() {
        return Map.of("CD4ML_JDBC_WAREHOUSE_USER", USER, "CD4ML_JDBC_WAREHOUSE_PASSWORD", PASSWORD);
    }

    default void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a table anew. @param columns names and types; @param rows each as {@code (…)} */
    default void create(String table, String columns, List<String> rows) {
        execute("DROP TABLE IF EXISTS " + table, "CREATE TABLE " + table + " (" + columns + ")");
        for (int first = 0; first < rows.size(); first += TOGETHER) {
            execute("INSERT INTO " + table + " VALUES "
                    + String.join(", ", rows.subList(first, Math.min(rows.size(), first + TOGETHER))));
        }
    }

    @Override
    void close();
}
