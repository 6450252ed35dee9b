package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * A warehouse of a cloud: each query by itself, its driver found by name. Its SQL is held against its grammar by the tests,
 * and has never been tried with a real server.
 */
abstract class Warehouse extends Database {
    private static final int LONGEST_QUERY = 900_000;

    /** @return the driver's class */
    abstract String driverClass();

    /** @return what the driver is told besides the address: the login, and what must not depend on settings elsewhere */
    abstract Properties properties(DatabaseLogin login);

    /** @return statements that make a session independent of its user's settings */
    abstract List<String> settings();

    @Override
    Connection connect(TableSource source, DatabaseLogin login) throws SQLException {
        if (ServerAddress.ofDatabase(source.url()).isEmpty()) {
            return null;
        }
        Connection connection = driver(source.place(), driverClass()).connect(source.url(), properties(login));
        if (connection == null) {
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings()) {
                statement.execute(setting);
            }
            try (ResultSet one = statement.executeQuery("SELECT 1")) { // some connect with the first query
                one.next();
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean snapshot() {
        return false;
    }

    @Override
    public boolean foldsNames() {
        return true;
    }

    @Override
    public int longestQuery() {
        return LONGEST_QUERY;
    }

    @Override
    public String type(ResultSetMetaData described, int column) throws SQLException {
        return described.getColumnTypeName(column).toLowerCase(Locale.ROOT);
    }
}
