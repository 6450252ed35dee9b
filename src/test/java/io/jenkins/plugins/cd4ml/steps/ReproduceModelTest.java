package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A version that the built-in trainer made from a commit is trained again on an agent. */
@WithJenkins
class ReproduceModelTest {
    private static final Path REPOSITORY = Path.of(System.getProperty(
            "cd4ml.test.repository",
            System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository")));
    private static final String PACK =
            "ai/djl/pytorch/pytorch-native-cpu/2.7.1/pytorch-native-cpu-2.7.1-linux-x86_64.jar";
    private static final String COMMIT = """
        printf 'data/\\nmodel/\\n' > .gitignore
        git init -q && git add -A
        git -c user.name=ann -c user.email=ann@example.org commit -q -m project
        """;

    private JenkinsRule j;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void exampleOnAnAgent(JenkinsRule rule) throws Exception {
        j = rule;
        DumbSlave agent = JenkinsSetUp.agent(j);
        job = j.createProject(WorkflowJob.class, "breast-cancer");
        workspace = Example.copyTo(agent, job);
        Environments.get().setEnvironments(List.of(OpenEnvironment.of("production")));
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, job, expected, "node('ml') {\n" + script + "\n}");
    }

    private static void register(WorkflowRun run, Path folder) throws Exception {
        ModelArchive.restore(run, folder);
        RunFolder record = BuildRecord.of(run);
        Lineage lineage = record.lineage();
        BuildRecord.registry()
                .register(new Registration(
                        lineage.model, lineage.digest("model"), run.getFullDisplayName(), record, folder, "ann"));
    }

    @Test
    void aVersionIsTheSameAgainUnlessItsDataChanged(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(REPOSITORY.resolve(PACK)), "the pack 'training' is not in " + REPOSITORY);
        Environments.get().setPackRepository(REPOSITORY.toString());
        // the evaluation has no seed of its own: what trained is known from the training alone
        WorkflowRun first = build(
                Result.SUCCESS, "sh '''" + COMMIT.replace("\\", "\\\\") + "'''\ntrainModel seed: 5\nevaluateModel()");
        register(first, folder);
        String digest = BuildRecord.of(first).lineage().digest("model");

        WorkflowRun again = build(Result.SUCCESS, """
            sh "sed -i 's/^  djl:.*/  djl: {hidden: [3], epochs: 2}/' cd4ml.yaml"
            def r = reproduceModel version: 1
            echo "same ${r.sameDigest} ${r.model.now}"
            """);
        j.assertLogContains("Reproduced version 1 of breast-cancer: the same model, " + digest, again);
        j.assertLogContains("same true " + digest, again);
        RunFolder record = BuildRecord.of(again);
        Lineage lineage = record.lineage();
        assertEquals(
                List.of("reproduce"),
                lineage.activities.stream().map(Lineage.Activity::kind).toList());
        assertEquals(digest, lineage.digest("version:breast-cancer:1"));
        JsonNode training = record.read("reproduce/1/train/training.json");
        assertEquals(5, training.path("seed").asInt());
        assertFalse(record.has(RunFolder.TRAINING), "the build's own model is left alone");
        assertFalse(record.has(RunFolder.RECORDED), "what came from the registry does not come back");
        assertFalse(workspace.child("model").list().isEmpty(), "the workspace is left alone");

        FilePath data = workspace.child("data/train.csv");
        String rows = data.readToString();
        data.write(rows.substring(0, rows.stripTrailing().lastIndexOf('\n') + 1), "UTF-8");
        WorkflowRun changed = build(Result.FAILURE, "reproduceModel version: 1");
        j.assertLogContains(
                "Not repeated: the data of train is not what version 1 of breast-cancer trained on; it was sha256:",
                changed);
        j.assertLogNotContains("epoch", changed);
        WorkflowRun told = build(Result.SUCCESS, """
            def r = reproduceModel version: 1, failOnDifference: false
            echo "reproduced ${r.reproduced} ${r.differences}"
            """);
        j.assertLogContains("reproduced false [the data of train]", told);
    }

    @Test
    void whatCannotBeRepeatedIsOneSentence(@TempDir Path folder) throws Exception {
        WorkflowRun none = build(Result.FAILURE, "reproduceModel version: 9");
        j.assertLogContains("There is no version 9 of breast-cancer; the registry has none, because", none);
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("weights"), "w");
        BuildRecord.begin(none);
        BuildRecord.registry()
                .register(new Registration(
                        "breast-cancer", Digests.of(model), "breast-cancer #0", BuildRecord.of(none), model, "ann"));
        WorkflowRun other = build(Result.FAILURE, "reproduceModel version: 9");
        j.assertLogContains("There is no version 9 of breast-cancer; the registry has 1.", other);
        j.assertLogNotContains("at io.jenkins", other);
        WorkflowRun untrained = build(Result.FAILURE, "reproduceModel version: 1");
        j.assertLogContains(
                "The registry has no training of version 1 of breast-cancer, which breast-cancer #0 made", untrained);
        WorkflowRun unnamed = build(Result.FAILURE, "dir('elsewhere') { reproduceModel version: 1 }");
        j.assertLogContains("name the model: reproduceModel model: 'churn', version: 7.", unnamed);
        WorkflowRun hostile = build(Result.FAILURE, "reproduceModel model: '../../secrets', version: 1");
        j.assertLogNotContains("at io.jenkins", hostile);
    }
}
