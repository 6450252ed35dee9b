package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The committed expected values are what the real scikit-learn, scipy and statsmodels say today. Python is named by the
 * environment variable {@code CD4ML_PEERS_PYTHON} or the system property {@code cd4ml.peers.python}.
 */
class StatisticsPeerTest {
    private static final String MODULES = "import sklearn, scipy, statsmodels; print(sklearn.__version__, end='')";

    @Test
    void theCommittedValuesAreThoseOfThePeers() throws Exception {
        String python = System.getProperty("cd4ml.peers.python", System.getenv("CD4ML_PEERS_PYTHON"));
        assumeTrue(python != null, "no Python with scikit-learn, scipy and statsmodels: CD4ML_PEERS_PYTHON is not set");
        assumeTrue(
                "1.9.1".equals(run(python, "-c", MODULES)),
                python + " does not have scikit-learn 1.9.1, scipy and statsmodels");
        Path script = Path.of(getClass().getResource("expected.py").toURI());
        JsonNode now = new ObjectMapper().readTree(run(python, script.toString()));
        assertAlike(ExpectedValues.read(), now, "");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0 ? output : "";
    }

    private static void assertAlike(JsonNode committed, JsonNode now, String place) {
        assertEquals(committed.getNodeType(), now.getNodeType(), place);
        assertEquals(committed.size(), now.size(), place);
        if (committed.isNumber()) {
            double reference = committed.asDouble();
            assertEquals(reference, now.asDouble(), 1e-12 * Math.max(1, Math.abs(reference)), place);
        } else if (committed.isArray()) {
            for (int i = 0; i < committed.size(); i++) {
                assertAlike(committed.get(i), now.get(i), place + "/" + i);
            }
        } else if (committed.isObject()) {
            committed
                    .fields()
                    .forEachRemaining(e -> assertAlike(e.getValue(), now.path(e.getKey()), place + "/" + e.getKey()));
        } else {
            assertEquals(committed, now, place);
        }
    }
}
