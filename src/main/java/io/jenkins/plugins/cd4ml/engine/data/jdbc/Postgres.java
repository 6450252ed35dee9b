package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** PostgreSQL: one read-only transaction with one snapshot ({@code REPEATABLE READ}). */
final class Postgres extends Database {
    private static final int LONGEST_TEXT = 2_147_483_647; // what the driver says of a text without a bound

    /** Its driver has parameters that load classes and write files. */
    private static final Set<String> PARAMETERS = Set.of(
            "applicationname",
            "connecttimeout",
            "currentschema",
            "gssencmode",
            "hostrecheckseconds",
            "loadbalancehosts",
            "logintimeout",
            "preparethreshold",
            "channelbinding",
            "sockettimeout",
            "ssl",
            "sslmode",
            "sslrootcert",
            "targetservertype",
            "tcpkeepalive");

    /** What a value looks like as text, and so the checksum, must not depend on the server's settings. */
    private static final List<String> SETTINGS = List.of(
            "TimeZone TO 'UTC'",
            "DateStyle TO 'ISO, YMD'",
            "IntervalStyle TO 'postgres'",
            "bytea_output TO 'hex'",
            "extra_float_digits TO 1",
            "standard_conforming_strings TO on",
            "row_security TO on");

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    String example() {
        return "jdbc:postgresql://host/database";
    }

    @Override
    Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    Connection connect(TableSource source, DatabaseLogin login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("ApplicationName", "cd4ml");
        Connection connection = new org.postgresql.Driver().connect(source.url(), properties);
        if (connection == null) {
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (String setting : SETTINGS) {
                statement.execute("SET LOCAL " + setting);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new PostgresDialect(types);
    }

    @Override
    public boolean snapshot() {
        return true;
    }

    @Override
    public boolean foldsNames() {
        return false;
    }

    @Override
    public int longestQuery() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String type(ResultSetMetaData described, int column) throws SQLException {
        String name = described.getColumnTypeName(column).replace("\"", "");
        int precision = described.getPrecision(column);
        if ("numeric".equals(name) && precision > 0) {
            return name + "(" + precision + "," + described.getScale(column) + ")";
        }
        return name.matches("varchar|bpchar") && precision > 0 && precision < LONGEST_TEXT
                ? name + "(" + precision + ")"
                : name;
    }
}
