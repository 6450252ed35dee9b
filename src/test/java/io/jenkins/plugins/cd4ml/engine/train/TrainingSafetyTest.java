package io.jenkins.plugins.cd4ml.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is lost: what an output folder may be, what a model may link to, how a number may be written. */
class TrainingSafetyTest {
    @TempDir
    Path folder;

    private TrainingProject project;

    @BeforeEach
    void aProject() throws Exception {
        project = new TrainingProject(folder.resolve("p"));
    }

    private String refused(String output) {
        return assertThrows(
                        InputException.class,
                        () -> project.train("{command: 'echo m > $CD4ML_OUTPUT/m', output: " + output + "}"))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        .git         | not one of .git
        .git/refs    | not one of .git
        .cd4ml       | not one of .cd4ml
        .cd4ml/runs  | not one of .cd4ml
        cd4ml.yaml   | is a file, and a model needs a folder of its own
        data         | holds the data
        nested       | holds .git, so it is no folder of a model
        .            | must be a folder of its own
        """)
    void whatIsNoFolderOfAModelIsNeverEmptied(String output, String part) throws Exception {
        project.file(".git/HEAD", "ref: refs/heads/main")
                .file("nested/.git/HEAD", "x")
                .file("data/train.csv", "a\n1\n");
        String sentence = assertThrows(InputException.class, () -> {
                    project.file(
                            "cd4ml.yaml",
                            "model: churn\ndata: {train: {path: data/train.csv}}\ntrain: {command: 'true', output: "
                                    + output + "}\n");
                    Training.run(
                            io.jenkins.plugins.cd4ml.engine.project.Project.read(folder.resolve("p"), null),
                            new io.jenkins.plugins.cd4ml.engine.lineage.RunFolder(folder.resolve("run")),
                            line -> {});
                })
                .getMessage();
        assertTrue(sentence.contains("cd4ml.yaml line 3 (train.output)"), sentence);
        assertTrue(sentence.contains(part), sentence);
        for (String kept : new String[] {".git/HEAD", "nested/.git/HEAD", "data/train.csv", "cd4ml.yaml"}) {
            assertTrue(Files.isRegularFile(folder.resolve("p").resolve(kept)), kept);
        }
    }

    @Test
    void aLinkIsNoOutputFolder() throws Exception {
        Path real = Files.createDirectories(folder.resolve("p/real"));
        Files.writeString(real.resolve("old"), "kept");
        Files.createSymbolicLink(folder.resolve("p/model"), real);
        assertTrue(refused("model").contains(" is a link; name the folder that it leads to"));
        assertTrue(Files.exists(real.resolve("old")));
    }

    @Test
    void whatAModelLinksToIsPartOfIt() throws Exception {
        String script = "mkdir -p ckpt; echo %s > ckpt/weights.bin; ln -s ../ckpt $CD4ML_OUTPUT/weights; echo c >"
                + " $CD4ML_OUTPUT/config.json";
        JsonNode one = project.script(script.formatted("1"));
        assertTrue(one.at("/model/files").has("weights/weights.bin"), one.toString());
        JsonNode two = project.script(script.formatted("2"));
        assertFalse(one.at("/model/digest").equals(two.at("/model/digest")));
    }

    @Test
    void aLinkThatLeadsAroundIsRefusedByName() {
        String sentence = assertThrows(
                        InputException.class,
                        () -> project.script("ln -s . $CD4ML_OUTPUT/again; echo m > $CD4ML_OUTPUT/m"))
                .getMessage();
        assertTrue(sentence.contains("The model's again is a link to "), sentence);
    }

    @Test
    void numbersAsPythonWritesThemAreNumbers() throws Exception {
        JsonNode training = project.script("""
            echo '{"loss": NaN, "best": -Infinity, "ok": 1}' > out.json
            echo '{"other": Infinity}' > $CD4ML_METRICS
            echo '{"step": 1, "logged": NaN}' >> $CD4ML_METRICS_LOG
            echo m > $CD4ML_OUTPUT/m
            """, ", metrics: [out.json]");
        assertEquals("NaN", training.at("/metrics/loss").asText());
        assertEquals("-Infinity", training.at("/metrics/best").asText());
        assertEquals("Infinity", training.at("/metrics/other").asText());
        assertEquals("NaN", training.at("/metrics/logged").asText());
        assertEquals(1, training.at("/metrics/ok").asDouble());
    }

    @Test
    void parametersThatWouldShareAVariableAreRefused() {
        String sentence = assertThrows(InputException.class, () -> project.script("true", ", params: {a_b: 1, A-B: 2}"))
                .getMessage();
        assertTrue(
                sentence.endsWith(
                        "the parameters 'a_b' and 'A-B' would share the variable CD4ML_PARAM_A_B; rename one of them."),
                sentence);
    }
}
