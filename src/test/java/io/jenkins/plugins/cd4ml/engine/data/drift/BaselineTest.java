package io.jenkins.plugins.cd4ml.engine.data.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift from the data of a model that is served, of which only the baseline is left. */
class BaselineTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    private static String rows(int n, long seed, double moved) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("id,x,heavy,few,colour,flag,long,gone\n");
        String[] colours = {"red", "it's", "日本", "a,b", "x\"y"};
        for (int i = 0; i < n; i++) {
            csv.append(i).append(',');
            csv.append(random.nextGaussian() + moved).append(',');
            csv.append(random.nextDouble() < 0.6 - moved ? "0" : Double.toString(-Math.log(random.nextDouble())));
            csv.append(',').append(random.nextInt(0, 4 + (moved > 0 ? 1 : 0))).append(',');
            csv.append('"').append(colours[random.nextInt(moved > 0 ? 1 : 0, 5)].replace("\"", "\"\""));
            csv.append("\",")
                    .append(random.nextDouble() < 0.1 + moved ? "" : "y")
                    .append(',');
            csv.append("l".repeat(119 + random.nextInt(3))).append(",\n");
        }
        return csv.toString();
    }

    private JsonNode drift(String keys) {
        project.contract("{name: id, primaryKey: true}", "{name: colour}");
        project.dataset("now.csv", ", contract: c.yaml" + keys);
        assertTrue(project.validate().yes());
        return project.document("drift.json");
    }

    @Test
    void equalsTheDriftFromTheDataItself() {
        project.write("before.csv", rows(5000, 1, 0)).write("now.csv", rows(3000, 2, 0.1));
        project.contract("{name: id, primaryKey: true}", "{name: colour}");
        project.dataset("before.csv", ", contract: c.yaml, against: staging");
        assertEquals("yes: d: 5000 rows, 2 checks, valid, no drift: no model yet.", project.says());
        assertEquals(
                "no model yet", project.document("drift.json").get("noModelYet").asText());
        assertTrue(project.document("drift.json").get("metrics").isEmpty());
        JsonNode data = drift(", reference: before.csv").get("metrics");
        project.validateAs("before.csv", ", contract: c.yaml, against: staging");
        project.promote();
        JsonNode kept = drift(", against: staging").get("metrics");
        data.properties().forEach(metric -> {
            String name = metric.getKey();
            double exact = metric.getValue().asDouble();
            if (name.startsWith("long.")
                    || name.equals(Drift.UNDEFINED)
                    || name.startsWith("ks.")
                    || name.startsWith("psi.")
                    || name.startsWith("js.")) {
                return; // texts of more than 119 characters are not kept
            }
            assertTrue(kept.has(name), name);
            double number = kept.get(name).asDouble();
            if (name.endsWith(".ks")) {
                assertTrue(exact <= number && number <= exact + 0.001, name + " " + number + ", exactly " + exact);
            } else {
                assertEquals(exact, number, name);
            }
        });
        assertEquals(data.get("ks.max").asDouble(), kept.get("ks.max").asDouble(), 0.001);
        assertTrue(kept.get("ks.max").asDouble() > 0.05);
    }

    @Test
    void saysWhoseDataItWas() {
        project.write("d.csv", "x\n1\n2\n3\n").validateAs("d.csv", ", against: staging");
        project.promote();
        project.write("d.csv", "x\n2\n3\n4\n");
        assertEquals(
                "yes: d: 3 rows, 0 checks, valid, drift from the data of version 1 (staging serves it) KS at most"
                        + " 0.333.",
                project.says());
        JsonNode described = project.document("drift.json").get("columns").get(0);
        assertEquals(2, described.at("/reference/mean").asDouble());
        assertFalse(described.has("ksAtLeast"), "of three values all are kept: exact");
    }

    @Test
    void isTheSameForTheSameBytes() {
        project.write("d.csv", rows(2000, 3, 0));
        project.validateAs("d.csv", ", against: staging");
        JsonNode first = project.document("baseline.json");
        System.setProperty("cd4ml.duckdb.threads", "1");
        try {
            project.validate();
        } finally {
            System.clearProperty("cd4ml.duckdb.threads");
        }
        assertEquals(first, project.document("baseline.json"));
        assertFalse(first.toString().toLowerCase(Locale.ROOT).contains("lll"), "long texts are not kept");
    }

    @Test
    void ofAModelWithoutOneOrWithADamagedOneSaysSo() throws Exception {
        project.write("d.csv", "x\n1\n2\n").validateAs("d.csv", "");
        project.promote();
        project.dataset("d.csv", ", against: staging");
        assertEquals(
                "yes: d: 2 rows, 0 checks, valid, no drift: of the data of version 1 (staging serves it) nothing was"
                        + " kept.",
                project.says());
        project.promote();
        Path baseline = folder.resolve("run2/data/d/baseline.json");
        String text = Files.readString(baseline);
        Files.writeString(baseline, text.replaceAll("\"below\" ?: ?\\[", "\"below\": [\"much\", "));
        assertEquals(
                "input: The baseline of d beside version 1 is damaged at column 'x'; promote a model again to renew"
                        + " it.",
                project.says());
        Files.writeString(baseline, "{\"format\": 2}");
        assertEquals(
                "input: The baseline of d beside version 1 is no baseline of format 1; promote a model again to renew"
                        + " it.",
                project.says());
    }

    @Test
    void isNotMixedWithAReference() {
        project.write("d.csv", "x\n1\n").dataset("d.csv", ", against: staging, reference: d.csv");
        assertEquals(
                "input: " + folder.resolve("cd4ml.yaml")
                        + " line 3 (data.d.against): d has both 'reference' and 'against'; drift is measured from"
                        + " one of them.",
                project.says());
    }
}
