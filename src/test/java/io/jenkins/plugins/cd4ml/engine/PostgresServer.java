package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own on loopback, from Debian's package {@code postgresql}: created in a temporary folder, with
 * passwords. Its server refuses to run as root; root's tests run it as the user {@code nobody}.
 */
public final class PostgresServer implements DatabaseServer {
    private final Path folder;
    private final int port;
    private final Process process;

    private PostgresServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @return a running server; skips the test where PostgreSQL is not installed */
    public static PostgresServer start() {
        Path programs = programs();
        assumeTrue(programs != null, "no PostgreSQL: there is no initdb in /usr/lib/postgresql/*/bin");
        try {
            Path folder = Files.createTempDirectory("postgres");
            if (root()) {
                Files.setOwner(
                        folder,
                        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
            Path password = Files.writeString(Files.createTempFile("postgres", ".pw"), PASSWORD + "\n");
            if (root()) {
                Files.setOwner(password, Files.getOwner(folder));
            }
            Process init = as(
                    programs.resolve("initdb").toString(),
                    "-D",
                    folder.resolve("data").toString(),
                    "-U",
                    USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync");
            String said = new String(init.getInputStream().readAllBytes());
            if (init.waitFor() != 0) {
                throw new AssertionError("initdb failed: " + said);
            }
            Files.delete(password);
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process server = new ProcessBuilder(command(List.of(
                            programs.resolve("postgres").toString(),
                            "-D",
                            folder.resolve("data").toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories=",
                            "-c",
                            "fsync=off",
                            "-c",
                            "shared_buffers=32MB")))
                    .redirectErrorStream(true)
                    .redirectOutput(Files.createTempFile("postgres", ".log").toFile())
                    .start();
            PostgresServer started = new PostgresServer(folder, port, server);
            started.await();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path programs() {
        try (Stream<Path> found = Files.exists(Path.of("/usr/lib/postgresql"))
                ? Files.list(Path.of("/usr/lib/postgresql"))
                : Stream.empty()) {
            return found.map(v -> v.resolve("bin"))
                    .filter(b -> Files.isExecutable(b.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> command(List<String> command) {
        List<String> all = new ArrayList<>();
        if (root()) {
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        all.addAll(command);
        return all;
    }

    private static Process as(String... command) throws IOException {
        return new ProcessBuilder(command(List.of(command)))
                .redirectErrorStream(true)
                .start();
    }

    private void await() throws InterruptedException {
        while (process.isAlive()) {
            try (Connection ready = connect()) {
                return;
            } catch (SQLException e) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("PostgreSQL ended with " + process.exitValue());
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public String nowhere() {
        return "jdbc:postgresql://127.0.0.1:1/postgres?connectTimeout=5";
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    @Override
    public void close() {
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
