package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link DifferentialFuzzTest}, between CSV and what pandas, numpy and Python's decimal make of the same rows. */
class PandasFuzzPeerTest {
    private static final double NEAR = 1e-12; // of a number: another way to the same sum

    @TempDir
    Path folder;

    @Test
    void theSameRowsInPandasGiveTheSameNumbers() throws Exception {
        List<Map<String, Double>> own = new ArrayList<>();
        StringBuilder folders = new StringBuilder();
        List<String> failed = FuzzedProject.draw("pandas", seed -> {
            try {
                FuzzedProject fuzzed = new FuzzedProject(folder, seed);
                fuzzed.project.dataset("t.csv", FuzzedProject.KEYS);
                own.add(numbers(fuzzed.documents()));
                folders.append(fuzzed.home).append('\n');
                return null;
            } catch (Exception e) {
                throw new IllegalStateException("seed " + seed, e);
            }
        });
        assertTrue(failed.isEmpty());
        try (InputStream in = PandasFuzzPeerTest.class.getResourceAsStream("fuzz.py")) {
            Files.write(folder.resolve("fuzz.py"), in.readAllBytes());
        }
        Files.writeString(folder.resolve("folders.txt"), folders);
        String[] pandas =
                Peers.run(folder, Map.of(), 600, "fuzz.py", "folders.txt").split("\n");
        assertEquals(own.size(), pandas.length);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < pandas.length; i++) {
            String seed = folders.toString().split("\n")[i].replaceFirst(".*/s", "seed ");
            Map<String, Double> numbers = own.get(i);
            for (Map.Entry<String, JsonNode> each :
                    Json.MAPPER.readTree(pandas[i]).properties()) {
                Double number = numbers.get(each.getKey());
                double theirs = each.getValue().asDouble();
                if (number == null || !(Math.abs(number - theirs) <= NEAR * Math.abs(theirs))) {
                    found.add(seed + ": " + each.getKey() + " is " + number + ", and of pandas " + each.getValue());
                }
            }
        }
        assertEquals("", String.join("\n", found));
    }

    private static Map<String, Double> numbers(JsonNode documents) {
        Map<String, Double> numbers = new TreeMap<>();
        JsonNode validation = documents.path("validation.json");
        numbers.put("rows", validation.path("rows").asDouble());
        validation
                .path("checks")
                .forEach(check -> numbers.put(
                        check.path("id").asText(), check.path("number").asDouble()));
        for (JsonNode column : documents.path("profile.json").path("columns")) {
            String name = column.path("name").asText();
            for (String key : List.of("missing", "distinct", "min", "max", "mean")) {
                numbers.put(name + " " + key, column.path(key).asDouble(Double.NaN));
            }
            for (String rank : List.of("0.25", "0.95")) {
                numbers.put(
                        name + " " + rank, column.path("quantiles").path(rank).asDouble(Double.NaN));
            }
        }
        return numbers;
    }
}
