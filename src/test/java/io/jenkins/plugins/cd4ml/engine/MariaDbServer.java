package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A MariaDB of its own on loopback, from Debian's package {@code mariadb-server}: created in a temporary folder, with one
 * user and a password. All tests of a run share one; it ends with this process.
 */
public final class MariaDbServer implements DatabaseServer {
    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALL = Path.of("/usr/bin/mariadb-install-db");
    private static final int TRIES = 600;
    private static MariaDbServer shared;

    private final Path folder;
    private final int port;
    private final Process process;

    private MariaDbServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @return the running server; skips the test where MariaDB is not installed */
    public static synchronized MariaDbServer start() {
        assumeTrue(
                Files.isExecutable(SERVER) && Files.isExecutable(INSTALL),
                "no MariaDB: " + SERVER + " and " + INSTALL + " are not there");
        if (shared == null || !shared.process.isAlive()) {
            try {
                shared = create();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return shared;
    }

    private static MariaDbServer create() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mariadb");
        String user = System.getProperty("user.name");
        Process install = new ProcessBuilder(
                        INSTALL.toString(),
                        "--no-defaults",
                        "--datadir=" + folder.resolve("data"),
                        "--user=" + user,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db")
                .redirectErrorStream(true)
                .start();
        String said = new String(install.getInputStream().readAllBytes());
        if (install.waitFor() != 0) {
            throw new AssertionError("mariadb-install-db failed: " + said);
        }
        Path login = Files.writeString(
                folder.resolve("login.sql"),
                "CREATE DATABASE shop CHARACTER SET utf8mb4;\nGRANT ALL ON *.* TO '" + USER + "'@'%' IDENTIFIED BY '"
                        + PASSWORD + "';\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        SERVER.toString(),
                        "--no-defaults",
                        "--datadir=" + folder.resolve("data"),
                        "--user=" + user,
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--skip-name-resolve",
                        "--innodb-flush-log-at-trx-commit=0",
                        "--innodb-buffer-pool-size=32M",
                        "--default-time-zone=+09:00", // sessions must not depend on it
                        "--init-file=" + login)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        MariaDbServer started = new MariaDbServer(folder, port, process);
        Runtime.getRuntime().addShutdownHook(new Thread(started::end, "mariadb-end"));
        started.await();
        return started;
    }

    private void await() throws InterruptedException {
        SQLException last = null;
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            try (Connection ready = connect()) {
                return;
            } catch (SQLException e) {
                last = e;
                Thread.sleep(50);
            }
        }
        end();
        throw new AssertionError("MariaDB does not answer", last);
    }

    @Override
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/shop";
    }

    @Override
    public String nowhere() {
        return "jdbc:mariadb://127.0.0.1:1/shop?connectTimeout=5000";
    }

    /** With names and texts quoted as in the other databases. */
    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                url()
                        + "?sessionVariables=sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES'",
                USER,
                PASSWORD);
    }

    /** What stands for numbers that are infinite or none is what the dialect takes for them. */
    @Override
    public void create(String table, String columns, List<String> rows) {
        DatabaseServer.super.create(
                table,
                columns.replaceAll("(?i)\\bvarchar\\b(?!\\()", "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
                        .replaceAll("(?i) timestamp with time zone\\b", " datetime(6)")
                        .replaceAll("(?i) timestamp\\b(?!\\()", " datetime(6)")
                        .replaceAll("(?i) timestamp\\b", " datetime")
                        .replaceAll("(?i) real\\b", " float"),
                rows.stream()
                        .map(r -> r.replace("'NaN'", "1.7976931348623155e308")
                                .replace("'-Infinity'", "-1.7976931348623157e308")
                                .replace("'Infinity'", "1.7976931348623157e308")
                                .replaceAll("(?i) AS (double precision|real)\\)", " AS double)"))
                        .toList());
    }

    /** Leaves it to the tests that come. */
    @Override
    public void close() {}

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
