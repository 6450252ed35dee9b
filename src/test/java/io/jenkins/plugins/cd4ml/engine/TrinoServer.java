package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Trino in a process of its own, which {@code src/test/trino/build} made: one node on loopback, over TLS and with a
 * password. Its start takes up to a minute, so that all tests of a run share one; it ends when its input does, at the
 * latest with this process.
 */
public final class TrinoServer implements DatabaseServer {
    private static final String STORE = "changeit";
    private static final Pattern PORT = Pattern.compile("PORT (\\d+)$");
    private static TrinoServer shared;

    private final Path certificate;
    private final int port;

    /** Kept so that its input stays open. */
    private final Process process;

    private TrinoServer(Path certificate, int port, Process process) {
        this.certificate = certificate;
        this.port = port;
        this.process = process;
    }

    /** @return the running server; skips the test where there is none */
    public static synchronized TrinoServer start() {
        String home = System.getenv("CD4ML_TRINO");
        assumeTrue(home != null, "no Trino: CD4ML_TRINO does not name what src/test/trino/build makes");
        if (shared == null || !shared.process.isAlive()) {
            try {
                shared = start(Path.of(home));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return shared;
    }

    private static TrinoServer start(Path home) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("trino");
        Path store = folder.resolve("store.p12");
        Path certificate = folder.resolve("authority.pem");
        keytool("-genkeypair -alias t -keyalg RSA -dname CN=localhost -ext san=ip:127.0.0.1 -validity 2 -keystore "
                + store);
        keytool("-exportcert -rfc -alias t -file " + certificate + " -keystore " + store);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1", // a test asks many short queries once
                        "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-cp",
                        home.resolve("classes") + ":" + home.resolve("lib") + "/*",
                        "TrinoTestServer",
                        store.toString(),
                        STORE,
                        USER,
                        PASSWORD)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher ready = PORT.matcher(line);
            if (ready.find()) {
                Thread rest = new Thread(() -> out.lines().forEach(l -> {}), "trino-log");
                rest.setDaemon(true);
                rest.start();
                return new TrinoServer(certificate, Integer.parseInt(ready.group(1)), process);
            }
        }
        throw new AssertionError("Trino ended with " + process.waitFor() + ": " + said);
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = List.of((Path.of(System.getProperty("java.home"), "bin", "keytool") + " " + arguments
                        + " -storetype PKCS12 -storepass " + STORE)
                .split(" "));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError("keytool failed: " + said);
        }
    }

    @Override
    public String url() {
        return "jdbc:trino://127.0.0.1:" + port + "/memory/default?SSL=true&SSLTrustStorePath=" + certificate;
    }

    @Override
    public String nowhere() {
        return "jdbc:trino://127.0.0.1:1/memory/default?SSL=true";
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Leaves it to the tests that come. */
    @Override
    public void close() {}
}
