package io.jenkins.plugins.cd4ml.engine.data.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tools themselves write, and what they say of the same rows: an imported contract gives the same verdict. */
class ContractImportPeerTest {
    private static final String ROWS =
            "x,y,c,d\n0,1,DE,10\n1,1,DE,9\n2,3,FR,8\n3,3,DE,7\n4,4,FR,7\n5,5,DE,6\n6,6,IT,5\n7,6,DE,6\n"
                    + "8,8,FR,3\n,9,DE,2\n";

    @TempDir
    Path folder;

    private JsonNode answers(Path python, String script) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("d.csv"), ROWS);
        try (InputStream in = ContractImportPeerTest.class.getResourceAsStream(script)) {
            Files.write(folder.resolve(script), in.readAllBytes());
        }
        String home = folder.toString();
        return Json.MAPPER.readTree(
                Peers.run(python, folder, Map.of("HOME", home, "GX_ANALYTICS_ENABLED", "false"), 300, script, "d.csv"));
    }

    /** @return where the verdicts differ */
    private List<String> differences(String format, JsonNode answers, String key, String file) {
        ProjectFolder project = new ProjectFolder(folder).dataset("d.csv", ", contract: c.yaml");
        List<String> different = new ArrayList<>();
        for (JsonNode answer : answers) {
            JsonNode given = answer.get(key);
            project.write(file, given.isTextual() ? given.asText() : given.toString());
            ContractImport imported = ContractImport.of(format, folder.resolve(file));
            project.write("c.yaml", imported.yaml());
            String says = project.says();
            if (!says.startsWith(answer.get("success").asBoolean() ? "yes" : "no")
                    || !imported.lost().stream().allMatch(lost -> lost.contains("logicalType"))) {
                different.add(given + " is " + answer.get("success") + ", and here " + says + " " + imported.lost());
            }
        }
        return different;
    }

    @Test
    void expectationsAreKeptAsGreatExpectationsSays() throws Exception {
        JsonNode answers = answers(Peers.checks(), "gx.py");
        assertTrue(answers.size() > 40, answers.toString());
        List<String> different = differences("gx", answers, "suite", "suite.json");
        // columns beyond a set are nobody's rule
        different.removeIf(
                line -> line.contains("expect_table_columns_to_match_set") && line.contains("is false, and here no"));
        assertEquals("", String.join("\n", different));
    }

    @Test
    void checksAreKeptAsPanderaSays() throws Exception {
        JsonNode answers = answers(Peers.python(), "pandera_checks.py");
        assertTrue(answers.size() > 25, answers.toString());
        for (String key : List.of("schema", "yaml")) {
            List<String> different =
                    differences("pandera", answers, key, "schema".equals(key) ? "schema.json" : "schema.yaml");
            assertEquals("", String.join("\n", different));
        }
    }
}
