package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * MySQL or MariaDB: a read-only transaction with one snapshot, which InnoDB's tables keep to and others do not. The driver
 * is a pack, so it is found by name; it is MariaDB's for both, whose licence (LGPL) lets others link it.
 */
final class MySql extends Database {
    private static final String DRIVER = "org.mariadb.jdbc.Driver";

    /** Its driver has parameters that load classes, read files of this machine and change the session. */
    private static final Set<String> PARAMETERS =
            Set.of("connecttimeout", "sockettimeout", "sslmode", "serversslcert", "tcpkeepalive");

    /** The SQL of rules is standard SQL: double quotes around names, {@code ||} between texts, plain backslashes. */
    private static final List<String> SETTINGS = List.of(
            "SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
                    + "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO'",
            "SESSION time_zone = '+00:00'",
            "SESSION div_precision_increment = 30",
            "SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");

    private static final int LONGEST_QUERY = 4_000_000; // of the 16 MiB that both take as they come

    private final boolean maria;

    private MySql(boolean maria) {
        this.maria = maria;
    }

    static MySql mysql() {
        return new MySql(false);
    }

    static MySql mariadb() {
        return new MySql(true);
    }

    /** @return MariaDB's driver, which talks to both */
    @Override
    public List<Pack> packs() {
        return List.of(new Pack(
                "mariadb",
                "org.mariadb.jdbc",
                "mariadb-java-client",
                "3.5.6",
                "",
                "a129703efd7b0f334564d46753de999f09b3a361489a2eb647e6020390981cc9",
                760265L));
    }

    @Override
    public String name() {
        return maria ? "MariaDB" : "MySQL";
    }

    @Override
    public String scheme() {
        return maria ? "mariadb" : "mysql";
    }

    @Override
    String example() {
        return "jdbc:" + scheme() + "://host/database";
    }

    @Override
    Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    String refused(String parameter, String value) {
        return parameter.equals("sslmode") && !value.matches("(?i)verify-(ca|full)|disable")
                ? "'" + value
                        + "' would encrypt for whoever answers; write verify-full, and name the authority with serverSslCert"
                : null;
    }

    @Override
    Connection connect(TableSource source, DatabaseLogin login) throws SQLException {
        if (ServerAddress.ofDatabase(source.url()).isEmpty()) {
            return null; // several servers, a pipe or a file
        }
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("allowLocalInfile", "false"); // a server could ask for any file of this machine
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("transformedBitIsBoolean", "false");
        Connection connection = driver(source.place(), DRIVER)
                .connect(source.url().replaceFirst("^jdbc:\\w+:", "jdbc:mariadb:"), properties);
        if (connection == null) {
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            boolean found = connection
                    .getMetaData()
                    .getDatabaseProductVersion()
                    .toLowerCase(Locale.ROOT)
                    .contains("mariadb");
            if (found != maria) {
                throw new InputException(source.place() + ": the server is a " + (found ? "MariaDB" : "MySQL")
                        + "; write jdbc:" + (found ? "mariadb" : "mysql") + ": in the address.");
            }
            for (String setting : SETTINGS) {
                statement.execute("SET " + setting);
            }
            if (maria) {
                statement.execute("SET SESSION default_regex_flags = ''");
            }
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            return connection;
        } catch (SQLException | InputException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new MySqlDialect(types, maria ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
    }

    /** Nobody says whether all tables of a query are InnoDB's. */
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

    /** Here a condition is a number. */
    @Override
    public boolean condition(int type) {
        return super.condition(type) || type == Types.INTEGER || type == Types.BIGINT || type == Types.TINYINT;
    }

    @Override
    public String type(ResultSetMetaData described, int column) throws SQLException {
        String name = described.getColumnTypeName(column).toLowerCase(Locale.ROOT);
        return name.startsWith("decimal")
                ? name + "(" + described.getPrecision(column) + "," + described.getScale(column) + ")"
                : name;
    }
}
