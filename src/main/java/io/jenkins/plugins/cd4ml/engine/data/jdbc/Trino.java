package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Pack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Trino: each query by itself, since most of its connectors have no transactions. Its driver is a pack, so it is found
 * by name.
 */
final class Trino extends Database {
    private static final String DRIVER = "io.trino.jdbc.TrinoDriver";

    private static final Set<String> PARAMETERS = Set.of(
            "ssl",
            "sslverification",
            "ssltruststorepath",
            "ssltruststoretype",
            "sslusesystemtruststore",
            "applicationnameprefix",
            "source",
            "clientinfo",
            "clienttags",
            "tracetoken",
            "roles",
            "sessionproperties");

    /** Session properties that bound or schedule a query and change no result. */
    private static final Set<String> HARMLESS = Set.of(
            "query_max_run_time",
            "query_max_execution_time",
            "query_max_planning_time",
            "query_max_cpu_time",
            "query_max_memory",
            "query_max_scan_physical_bytes",
            "query_priority",
            "join_distribution_type",
            "spill_enabled",
            "retry_policy",
            "task_concurrency");

    /** {@code query.max-length} as Trino comes. */
    private static final int LONGEST_QUERY = 1_000_000;

    /** @return Trino's driver of 10 MB */
    @Override
    public List<Pack> packs() {
        return List.of(new Pack(
                "trino",
                "io.trino",
                "trino-jdbc",
                "435",
                "",
                "75fd7373cd5d7d7d1fe272d936d436e4dca024ab3d901382277fcdfc46cad476",
                10281807L));
    }

    @Override
    public String name() {
        return "Trino";
    }

    @Override
    public String scheme() {
        return "trino";
    }

    @Override
    String example() {
        return "jdbc:trino://host:443/catalog/schema?SSL=true";
    }

    @Override
    Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    String refused(String parameter, String value) {
        if (parameter.equals("sslverification") && value.equalsIgnoreCase("NONE")) {
            return "'NONE' would give the password to whoever answers; name the authority with SSLTrustStorePath";
        }
        if (parameter.equals("sessionproperties")) {
            return Arrays.stream(value.split(";"))
                    .map(p -> p.replaceFirst(":.*$", ""))
                    .filter(p -> !HARMLESS.contains(p))
                    .findFirst()
                    .map(p -> "the session property '" + p + "' is not allowed; remove it")
                    .orElse(null);
        }
        return null;
    }

    @Override
    Connection connect(TableSource source, DatabaseLogin login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        if (!login.password().isEmpty()) { // a Trino without authentication takes none
            properties.setProperty("password", login.password());
        }
        Connection connection = driver(source.place(), DRIVER).connect(source.url(), properties);
        if (connection == null) {
            return null;
        }
        inUtc(connection, source.place());
        try (Statement statement = connection.createStatement();
                ResultSet one = statement.executeQuery("SELECT 1")) { // the driver itself connects with the first query
            one.next();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The driver would take the zone of this machine for the session's: of what a query casts or calls today. */
    private static void inUtc(Connection connection, String place) {
        try {
            connection.getClass().getMethod("setTimeZoneId", String.class).invoke(connection, "UTC");
        } catch (ReflectiveOperationException e) {
            throw new InputException(place + ": Trino's driver takes no time zone; install the pack trino anew.", e);
        }
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new TrinoDialect(types);
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
        return described.getColumnTypeName(column);
    }
}
