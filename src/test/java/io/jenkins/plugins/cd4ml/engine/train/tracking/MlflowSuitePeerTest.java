package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MLflow's own tests of its server, run against this endpoint: all pass but those that {@code suite.txt} lists, each with its
 * reason; left out are the tests of webhooks, of the AI gateway and of GraphQL, which serve MLflow's web page.
 * {@code CD4ML_MLFLOW_TESTS} names a checkout of MLflow's source with its folder {@code tests}, of release 3.14, after which
 * the list was made; nothing of it is kept here.
 */
@Tag("slow")
class MlflowSuitePeerTest {
    private static final Pattern FAILED = Pattern.compile("(?m)^(?:FAILED|ERROR) .*?::(\\w+)");
    private static final Pattern PASSED = Pattern.compile("([0-9]+) passed");
    private static final int SECONDS = 3_600;

    @TempDir
    Path folder;

    private TrackingServer server;
    private TrainingLog log;
    private int made;

    @Test
    void whatMlflowsServerPassesThisEndpointPassesButForWhatIsListed() throws Exception {
        String tests = System.getenv("CD4ML_MLFLOW_TESTS");
        assumeTrue(tests != null, "MLflow's own tests: CD4ML_MLFLOW_TESTS is not set");
        HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext("/", exchange -> {
            try (exchange) {
                byte[] answer = endpoint().getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        control.start();
        try {
            String said = run(tests, "http://127.0.0.1:" + control.getAddress().getPort() + "/");
            Set<String> failed = new TreeSet<>();
            for (Matcher each = FAILED.matcher(said); each.find(); ) {
                failed.add(each.group(1));
            }
            Matcher passed = PASSED.matcher(said);
            assertTrue(passed.find(), said);
            assertEquals(listed().keySet(), failed, said.substring(Math.max(0, said.length() - 10_000)));
        } finally {
            control.stop(0);
            close();
        }
    }

    /** Ends the last endpoint and starts another one. */
    private String endpoint() throws IOException {
        close();
        RunFolder run = new RunFolder(folder.resolve(Integer.toString(++made)));
        log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
        server = new TrackingServer(run, "train", log);
        return server.url() + " " + server.token();
    }

    private void close() {
        if (server != null) {
            server.close();
            log.close();
        }
    }

    private String run(String tests, String control) throws Exception {
        Path plugin = Path.of(getClass().getResource("suite.py").toURI()).getParent();
        return Peers.run(
                Path.of(tests),
                Map.of(
                        "CD4ML_SUITE_CONTROL",
                        control,
                        "PYTHONPATH",
                        Peers.models().resolve("pytest") + ":" + tests + ":" + plugin,
                        "MLFLOW_HTTP_REQUEST_MAX_RETRIES",
                        "1"),
                SECONDS,
                "-c",
                "import pytest, sys; pytest.main(sys.argv[1:])", // its exit code tells of failures, which are compared
                "-p",
                "suite",
                "-q",
                "-rfE",
                "--tb=no",
                "-p",
                "no:cacheprovider",
                "-k",
                "not file and not webhook and not gateway and not graphql",
                "tests/tracking/test_model_registry.py",
                "tests/tracking/test_rest_tracking.py");
    }

    /** @return reasons by the name of the test */
    private static Map<String, String> listed() throws Exception {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : Files.readAllLines(
                Path.of(MlflowSuitePeerTest.class.getResource("suite.txt").toURI()))) {
            String[] parts = line.split(": ", 2);
            reasons.put(parts[0], parts[1]);
        }
        return reasons;
    }
}
