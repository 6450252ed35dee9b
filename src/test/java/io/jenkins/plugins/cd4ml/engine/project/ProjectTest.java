package io.jenkins.plugins.cd4ml.engine.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
    @TempDir
    Path folder;

    private String refused(String yaml) throws Exception {
        Files.writeString(folder.resolve("cd4ml.yaml"), yaml);
        String message = assertThrows(InputException.class, () -> Project.read(folder, null))
                .getMessage();
        return message.replace(folder.toString(), "DIR");
    }

    @Test
    void unknownKeyNamesLineKeyAndKnownOnes() throws Exception {
        String refusal = refused("model: churn\n\ntrain:\n  comand: python train.py\n");
        assertTrue(
                refusal.startsWith(
                        "DIR/cd4ml.yaml line 4 (train.comand): unknown key 'comand'; known here: command, countedRun,"
                                + " dataset, djl, "),
                refusal);
    }

    @Test
    void unknownKeyOfATrainersOwnPartNamesTheKnownOnesThere() throws Exception {
        String refusal = refused("model: churn\ntrain:\n  xgboost: {depth: 3}\n");
        assertTrue(
                refusal.startsWith(
                        "DIR/cd4ml.yaml line 3 (train.xgboost.depth): unknown key 'depth'; known here: alpha,"
                                + " columnSample, earlyStopping, "),
                refusal);
        assertEquals(
                "DIR/cd4ml.yaml line 3 (train.entryPoint): must be at least 1 characters long.",
                refused("model: churn\ntrain:\n  entryPoint: ''\n"));
    }

    @Test
    void brokenYamlNamesLine() throws Exception {
        assertEquals(
                "DIR/cd4ml.yaml line 3 is not YAML: mapping values are not allowed here.",
                refused("model: churn\ntrain:\n  command: a: b\n"));
    }

    @Test
    void missingKeyNamesPlace() throws Exception {
        assertEquals(
                "DIR/cd4ml.yaml line 2 (gates[0]): the key 'metric' is missing.",
                refused("model: m\ngates: [{min: 1}]\n"));
    }

    @Test
    void repeatedKeyIsRefused() throws Exception {
        assertEquals("DIR/cd4ml.yaml is not YAML: line 2 repeats the key 'model'.", refused("model: a\nmodel: b\n"));
    }

    @Test
    void pathsOutsideTheProjectAreRefused() throws Exception {
        Files.writeString(folder.resolve("cd4ml.yaml"), "model: m\ndata: {train: {path: ../../etc/passwd}}\n");
        Project project = Project.read(folder, null);
        InputException e = assertThrows(
                InputException.class,
                () -> project.existing(project.root().at("/data/train/path").asText(), "/data/train/path"));
        assertEquals(
                "cd4ml.yaml line 2 (data.train.path): '../../etc/passwd' leads outside the project's folder; "
                        + "move the file or give an absolute path.",
                e.getMessage().replace(folder + "/", ""));
    }

    @Test
    void overridesReplaceAndRemove() throws Exception {
        Files.writeString(folder.resolve("cd4ml.yaml"), "model: m\ntrain: {seed: 1, command: a}\n");
        Project project = Project.read(
                folder,
                Json.MAPPER.readValue(
                        "{\"train\":{\"seed\":2,\"command\":null,\"djl\":{}}}",
                        com.fasterxml.jackson.databind.node.ObjectNode.class));
        assertEquals("{\"seed\":2,\"djl\":{}}", project.section("train").toString());
    }
}
