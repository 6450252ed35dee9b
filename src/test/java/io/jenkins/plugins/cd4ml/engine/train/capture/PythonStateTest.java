package io.jenkins.plugins.cd4ml.engine.train.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonStateTest {
    @TempDir
    Path folder;

    @Test
    void packagesOfTheInterpreterThatTheCommandNamesAreListed() throws Exception {
        Path info = Files.createDirectories(folder.resolve("packages/odd_one-1.2.dist-info"));
        Files.writeString(info.resolve("METADATA"), "Metadata-Version: 2.1\nName: Odd.One\nVersion: 1.2\n");
        ObjectNode state = of(
                "python3 train.py",
                Map.of("PYTHONPATH", folder.resolve("packages").toString()));
        assertTrue(Json.line(state.get("packages")).contains("\"Odd.One==1.2\""), state.toString());
        assertTrue(state.get("version").asText().matches("3\\.[0-9]+\\.[0-9]+.*"), state.toString());
        assertTrue(Files.isExecutable(Path.of(state.get("executable").asText())), state.toString());
    }

    @Test
    void packagesOfACondaEnvironmentComeFromItsOwnRecords() throws Exception {
        Path meta = Files.createDirectories(folder.resolve("env/conda-meta"));
        Files.writeString(meta.resolve("numpy-2.1.0-py312h1_0.json"), "{}");
        Files.writeString(meta.resolve("cuda-version-12.4-h3_3.json"), "{}");
        Files.writeString(meta.resolve("history"), "");
        String prefix = folder.resolve("env").toString();
        ObjectNode state = of("python3 -m churn.train", Map.of("CONDA_PREFIX", prefix));
        assertEquals(prefix, state.at("/conda/prefix").asText());
        assertEquals("[\"cuda-version-12.4-h3_3\",\"numpy-2.1.0-py312h1_0\"]", Json.line(state.at("/conda/packages")));
    }

    @Test
    void whatIsNoPythonHasNone() {
        assertNull(PythonState.of("make model", folder, Map.of(), Set.of()));
        assertNull(PythonState.of("no-such-dir/python9 train.py", folder, Map.of(), Set.of()));
    }

    private ObjectNode of(String command, Map<String, String> environment) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no /usr/bin/python3");
        return PythonState.of(command.replace("python3", "/usr/bin/python3"), folder, environment, Set.of());
    }
}
