package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files, drawn anew and validated, against what the installed pandas, numpy and scipy make of them. */
class PandasPeerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "300"})
    void everyRuleCountsWhatPandasCounts(String seed) throws Exception {
        ProjectFolder project = new ProjectFolder(folder);
        run("rules.py", seed);
        project.write("c.yaml", resource("rules.contract.yaml")).dataset("rules.csv", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        Map<String, Double> numbers = new TreeMap<>();
        project.document("validation.json")
                .get("checks")
                .forEach(check -> numbers.put(
                        check.get("id").asText(), check.get("number").asDouble()));
        Map<String, Double> pandas =
                doubles(Json.MAPPER.readTree(folder.resolve("rules.json").toFile()));
        assertEquals(20, pandas.size());
        numbers.keySet().retainAll(pandas.keySet());
        assertEquals(pandas, numbers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "300"})
    void everyColumnDriftsAsMuchAsScipySays(String seed) throws Exception {
        Map<String, Double> scipy = doubles(Json.MAPPER.readTree(run("drift.py", seed)));
        ProjectFolder project = new ProjectFolder(folder).dataset("now.csv", ", reference: reference.csv");
        assertTrue(project.validate().yes());
        Map<String, Double> metrics = doubles(project.document("drift.json").get("metrics"));
        metrics.keySet().removeIf(name -> name.endsWith(".max") || name.matches("schema.changes|undefined.columns"));
        Set<String> both = new TreeSet<>(scipy.keySet());
        assertEquals(both, metrics.keySet());
        scipy.forEach((name, value) -> assertEquals(value, metrics.get(name), 1e-9 * Math.abs(value), name));
    }

    private String run(String script, String seed) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve(script), resource(script));
        return Peers.run(folder, Map.of(), 120, file.toString(), seed, folder.toString());
    }

    private static Map<String, Double> doubles(JsonNode node) {
        Map<String, Double> doubles = new TreeMap<>();
        node.properties().forEach(e -> doubles.put(e.getKey(), e.getValue().asDouble()));
        return doubles;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PandasPeerTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
