package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakageTest {
    private static final String HEAD = "id,x,y,color,who,day,target";

    @TempDir
    Path folder;

    private final Random random = new Random(3);

    private String row(int id) {
        return "%d,%.4f,%.3f,%s,u%d,2024-01-%02d,%d"
                .formatted(
                        id,
                        random.nextGaussian(),
                        random.nextGaussian(),
                        random.nextBoolean() ? "red" : "blue",
                        id % 40,
                        1 + id % 20,
                        random.nextInt(2));
    }

    private List<String> rows(int from, int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(from + i));
        }
        return rows;
    }

    private JsonNode measure(List<String> train, List<String> holdout, String more, String... features)
            throws Exception {
        Files.writeString(folder.resolve("train.csv"), HEAD + "\n" + String.join("\n", train) + "\n");
        Files.writeString(folder.resolve("holdout.csv"), HEAD + "\n" + String.join("\n", holdout) + "\n");
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: m\ndata: {train: {path: train.csv}, holdout: {path: holdout.csv}}\n"
                        + "train: {command: 'true'}\nevaluate: {dataset: holdout, target: target, key: id" + more
                        + "}\n");
        Project project = Project.read(folder, null);
        return Leakage.of(
                project, EvaluationSettings.of(project), new Lineage(), "sha256:m", "sha256:d", List.of(features));
    }

    private static double number(JsonNode leakage, String name) {
        return leakage.path("metrics").path(name).asDouble(Double.NaN);
    }

    @Test
    void ownRowsShareNothing() throws Exception {
        JsonNode leakage = measure(rows(0, 300), rows(1000, 100), "");
        assertFalse(leakage.get("trainedOn").asBoolean());
        assertEquals(0, number(leakage, "rows.share"));
        assertTrue(leakage.get("findings").isEmpty(), leakage.toString());
        assertEquals("train", leakage.at("/training/0").asText());
    }

    @Test
    void trainingRowsAreFoundUnderOtherKeysOrdersAndSpellings() throws Exception {
        List<String> train = rows(0, 300);
        List<String> holdout = rows(1000, 60);
        for (int i = 0; i < 40; i++) {
            String[] cells = train.get(299 - i).split(",");
            holdout.add((5000 + i) + ", " + cells[1] + "0, " + cells[2] + "e0," + cells[3] + " ," + cells[4] + ","
                    + cells[5] + "," + cells[6] + ".0");
        }
        JsonNode leakage = measure(train, holdout, "");
        assertEquals(40, number(leakage, "rows.count"));
        assertTrue(leakage.get("trainedOn").asBoolean());
        assertEquals(
                "40 of 100 rows of holdout stand in the training data train",
                leakage.get("reason").asText());
    }

    @Test
    void fewRowsAreSaidWithoutACharge() throws Exception {
        List<String> train = rows(0, 300);
        List<String> holdout = rows(1000, 200);
        holdout.addAll(train.subList(0, 5));
        JsonNode leakage = measure(train, holdout, "");
        assertFalse(leakage.get("trainedOn").asBoolean());
        assertEquals(5, number(leakage, "rows.count"));
        assertEquals(
                "5 of 205 rows of holdout stand in the training data train, more than chance would make",
                leakage.at("/findings/0").asText());
    }

    /** Rows of few values are equal by chance, and are not held against anybody. */
    @Test
    void chanceIsTakenOut() throws Exception {
        JsonNode leakage = measure(rows(0, 300), rows(1000, 100), "", "color");
        assertEquals(1, number(leakage, "features.share"));
        assertFalse(leakage.get("trainedOn").asBoolean(), leakage.toString());
    }

    /** Copying each training row would make any repetition look like chance. */
    @Test
    void copiedTrainingRowsHideNothing() throws Exception {
        List<String> train = rows(0, 300);
        List<String> twice = new ArrayList<>(train);
        twice.addAll(train);
        assertTrue(measure(twice, train.subList(0, 200), "").get("trainedOn").asBoolean());
    }

    @Test
    void entitiesAndTimesOnBothSidesAreCounted() throws Exception {
        JsonNode leakage = measure(rows(0, 100), rows(1000, 30), ", group: who, time: day");
        assertEquals(1, number(leakage, "groups.share"));
        assertEquals(30, number(leakage, "groups.count"));
        assertEquals(1, number(leakage, "time.share"));
        assertEquals(2, leakage.get("findings").size());
    }

    @Test
    void unknownTrainingDataAreNoEvidence() throws Exception {
        Files.createDirectories(folder);
        JsonNode leakage = measure(rows(0, 10), rows(20, 10), "");
        Files.delete(folder.resolve("train.csv"));
        Project project = Project.read(folder, null);
        leakage = Leakage.of(project, EvaluationSettings.of(project), new Lineage(), "sha256:m", "sha256:d", List.of());
        assertTrue(leakage.get("why").asText().startsWith("the training data train could not be read: "));
        assertTrue(leakage.get("metrics").isEmpty());
    }
}
