package io.jenkins.plugins.cd4ml.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ReproductionTest {
    private static final String DETERMINISTIC =
            "(cat $CD4ML_DATA_TRAIN; echo $CD4ML_SEED $CD4ML_PARAM_C) > $CD4ML_OUTPUT/model\n"
                    + "echo '{\"auc\": 0.9}' > $CD4ML_METRICS\n";

    @TempDir
    Path folder;

    private TrainingProject project;

    @BeforeEach
    void project() throws Exception {
        project = new TrainingProject(folder.resolve("churn"));
    }

    private Outcome reproduce() throws Exception {
        RunFolder again = new RunFolder(project.folder().resolve(".cd4ml/runs/2"));
        Outcome outcome = Reproduction.run(
                project.folder(), project.run(), "run 1", again, again.file("scratch"), Progress.SILENT);
        assertFalse(again.has("scratch"), "the scratch folder is gone");
        return outcome;
    }

    @Test
    void theSameTrainingGivesTheSameModelAndLeavesTheProjectAlone() throws Exception {
        project.script(DETERMINISTIC, ", params: {C: 0.5}");
        project.snapshot().file("model/mark", "mine");
        Outcome outcome = reproduce();
        assertTrue(outcome.yes(), outcome.sentence());
        assertEquals(
                "Reproduced run 1: the same model, "
                        + project.training().at("/model/digest").asText() + ".",
                outcome.sentence());
        assertTrue(Files.exists(project.folder().resolve("model/mark")));
    }

    @Test
    void aModelWithOtherBytesIsJudgedByItsMetrics() throws Exception {
        String script = "date +%s%N > $CD4ML_OUTPUT/model\necho \"{\\\"auc\\\": 0.9$(cat ../n)}\" > $CD4ML_METRICS\n";
        Files.writeString(folder.resolve("n"), "1");
        project.script(script.replace("../n", folder.resolve("n").toString()), ", tolerance: 0.02");
        project.snapshot();
        Files.writeString(folder.resolve("n"), "2");
        Outcome near = reproduce();
        assertTrue(near.yes(), near.sentence());
        assertTrue(near.sentence().contains("by its metrics"), near.sentence());
        Files.writeString(folder.resolve("n"), "5");
        Outcome far = reproduce();
        assertFalse(far.yes());
        assertTrue(far.sentence().contains("metric auc was 0.91 and is 0.95"), far.sentence());
        assertTrue(far.sentence().contains("of which no commit was recorded"), far.sentence());
    }

    @Test
    void otherDataIsNotTrainedOn() throws Exception {
        project.script(DETERMINISTIC);
        project.snapshot().file("train.csv", "id,a,y\n1,2,1\n");
        Outcome outcome = reproduce();
        assertFalse(outcome.yes());
        assertTrue(
                outcome.sentence().startsWith("Not repeated: the data of train is not what run 1"), outcome.sentence());
    }

    @Test
    void theCommitAndWhatDifferedFromItAreTrainedAgain() throws Exception {
        assumeTrue(git("init", "-q", "-b", "main") == 0, "no git");
        project.file("train.sh", "exit 1\n").file(".gitignore", "train.csv\nmodel\n.cd4ml\n");
        git("add", "-A");
        git("-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "code");
        project.script(DETERMINISTIC); // differs from the commit
        project.snapshot().file("train.sh", "exit 2\n");

        Outcome outcome = reproduce();
        assertTrue(outcome.yes(), outcome.sentence());
        assertTrue(outcome.sentence().contains("the same model"), outcome.sentence());
        assertEquals("exit 2\n", Files.readString(project.folder().resolve("train.sh")));
    }

    @Test
    void aRunWithoutATrainingIsNamed() {
        InputException none = assertThrows(InputException.class, this::reproduce);
        assertEquals("Run 1 holds no finished training that could be repeated.", none.getMessage());
    }

    private int git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(project.folder().toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
