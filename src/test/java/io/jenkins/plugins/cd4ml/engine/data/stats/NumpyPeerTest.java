package io.jenkins.plugins.cd4ml.engine.data.stats;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The cases of {@link StatisticsTest} drawn anew, and computed by the numpy and scipy that are installed. */
class NumpyPeerTest {
    private static final List<String> SEEDS = List.of("1", "20", "300");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> numbersAreThoseOfTheInstalledNumpyAndScipy() throws Exception {
        Path script = folder.resolve("statistics.py");
        try (InputStream in =
                NumpyPeerTest.class.getResourceAsStream("/io/jenkins/plugins/cd4ml/engine/data/statistics.py")) {
            Files.copy(in, script);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (String seed : SEEDS) {
            JsonNode cases = Json.MAPPER
                    .readTree(Peers.run(folder, Map.of(), 120, script.toString(), seed))
                    .get("cases");
            assertTrue(cases.size() >= 20);
            StatisticsTest.agreements(cases)
                    .map(test -> DynamicTest.dynamicTest(
                            "seed " + seed + ": " + test.getDisplayName(), test.getExecutable()))
                    .forEach(tests::add);
        }
        return tests.stream();
    }
}
