package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.cd4ml.engine.Peers;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MLflow's own suites of its tracking server and its model registry, unchanged, with this endpoint: all that MLflow's
 * server passes in the same rig pass, less those that contradict the design, which {@code suites.txt} lists with their
 * reasons. {@code src/test/python/mlflow_suites/run} tells what MLflow's server passes.
 */
class SuitesPeerTest {
    private static final List<String> SUITES =
            List.of("tests/tracking/test_model_registry.py", "tests/tracking/test_rest_tracking.py");
    private static final int SECONDS = 600;
    /** What no other test holds against MLflow's server; with CD4ML_MLFLOW_SUITES_ALL all are run. */
    private static final Pattern MOST_TELLING =
            Pattern.compile(".*(graphql|trace|history|dataset_handler|upload|artifact|version_flow).*");

    @TempDir
    Path folder;

    @Test
    void whatMlflowsServerPassesIsPassed() throws Exception {
        Set<String> expected = new TreeSet<>();
        List<String> left = new ArrayList<>();
        for (String line : Files.readAllLines(
                Path.of(SuitesPeerTest.class.getResource("suites.txt").toURI()))) {
            if (line.startsWith("passed ")
                    && (System.getenv("CD4ML_MLFLOW_SUITES_ALL") != null
                            || MOST_TELLING.matcher(line).matches())) {
                expected.add(line.substring("passed ".length()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                left.add(line.substring(line.indexOf(' ') + 1));
            }
        }
        Map<String, String> outcomes = run(left);
        assertTrue(outcomes.size() > 30, outcomes.size() + " tests");
        expected.forEach(test -> outcomes.putIfAbsent(test, "not run"));
        outcomes.values().removeIf("passed"::equals);
        assertEquals(Map.of(), outcomes);
    }

    /**
     * @param left tests that need not be run
     * @return outcomes by the tests' names
     */
    private Map<String, String> run(List<String> left) throws Exception {
        String suites = System.getenv("CD4ML_MLFLOW_SUITES");
        assumeTrue(suites != null, "MLflow's own suites: CD4ML_MLFLOW_SUITES is not set");
        Path result = folder.resolve("outcomes.txt");
        Path skipped = Files.write(folder.resolve("left.txt"), left);
        List<String> command = new ArrayList<>(List.of("-m", "pytest", "-q", "-p", "rig", "-p", "no:cacheprovider"));
        command.addAll(List.of("--color=no", "--tb=short", "--no-showlocals"));
        command.addAll(SUITES);
        try (Servers servers = new Servers(folder)) {
            String path = String.join(
                    File.pathSeparator,
                    Peers.models().resolve("pytest").toString(),
                    Path.of(System.getProperty("cd4ml.home"), "src/test/python/mlflow_suites")
                            .toString(),
                    suites);
            Map<String, String> environment = new TreeMap<>(Map.of("HOME", folder.toString(), "PYTHONPATH", path));
            environment.put("CD4ML_SUITES_SERVERS", servers.url());
            environment.put("CD4ML_SUITES_OUTCOMES", result.toString());
            environment.put("CD4ML_SUITES_LEFT", skipped.toString());
            String said;
            try {
                said = Peers.run(Path.of(suites), environment, SECONDS, command.toArray(String[]::new));
            } catch (AssertionError e) { // some fail
                said = e.getMessage();
            }
            String log = System.getenv("CD4ML_SUITES_LOG"); // for whoever looks into a failure
            if (log != null) {
                Files.writeString(Path.of(log), said);
            }
        }
        Map<String, String> outcomes = new TreeMap<>();
        for (String line : Files.readAllLines(result)) {
            String[] words = line.split(" ", 2);
            outcomes.put(words[1], words[0]);
        }
        return outcomes;
    }

    /** Starts an endpoint whenever the suites ask for one, and ends the one before. */
    private static final class Servers implements AutoCloseable {
        private final HttpServer http;
        private final Deque<Endpoint> open = new ArrayDeque<>();

        Servers(Path folder) throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            int[] count = {0};
            http.createContext("/", exchange -> {
                if (!open.isEmpty()) {
                    open.pop().close();
                }
                open.push(new Endpoint(folder.resolve("run" + count[0]++)));
                TrackingServer server = open.peek().server;
                byte[] answer = (server.url() + " " + server.token()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            http.start();
        }

        String url() {
            return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            http.stop(0);
            open.forEach(Endpoint::close);
        }
    }
}
