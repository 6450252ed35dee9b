package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.List;
import jenkins.util.VirtualFile;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Several trainings in one build: trials with models of their own, of which one is chosen, and nothing by chance. */
@WithJenkins
class TrialsTest {
    private static final String YAML = "model: churn\ndata: {train: {path: d.csv}}\ntrain: {command: sh train.sh}\n"
            + "evaluate: {dataset: train, target: x}\n";
    /** Each waits for the other's first sign, so that they do train at once. */
    private static final String SCRIPT = """
        echo "begun $CD4ML_PARAM_ME"
        touch "../$CD4ML_PARAM_ME.here"
        i=0; while [ ! -e "../$CD4ML_PARAM_OTHER.here" ] && [ $i -lt 600 ]; do i=$((i + 1)); sleep 0.1; done
        sleep "$CD4ML_PARAM_NAP"
        echo "{\\"auc\\": $CD4ML_PARAM_AUC}" > "$CD4ML_METRICS"
        echo "by $CD4ML_PARAM_ME" > "$CD4ML_OUTPUT/model.txt"
        """;

    private static final String TRAIN = """
        def train(me, other, auc, nap, trial) {
          dir(me) { return trainModel(trial: trial, params: [me: me, other: other, auc: auc, nap: nap]) }
        }
        """;

    private JenkinsRule j;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void projectsOnTwoAgents(JenkinsRule rule) throws Exception {
        j = rule;
        DumbSlave agent = JenkinsSetUp.agent(j);
        DumbSlave other = j.createOnlineSlave();
        other.setLabelString("other");
        job = j.createProject(WorkflowJob.class, "churn");
        workspace = agent.getWorkspaceFor(job);
        for (String branch : List.of("forest", "boosted")) {
            write(workspace.child(branch));
        }
        write(other.getWorkspaceFor(job));
    }

    private static void write(FilePath project) throws Exception {
        project.child("cd4ml.yaml").write(YAML, "UTF-8");
        project.child("d.csv").write("x\n1\n", "UTF-8");
        project.child("train.sh").write(SCRIPT, "UTF-8");
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, job, expected, TRAIN + script);
    }

    @Test
    void parallelTrainingsAreTrialsAndTheBestOneBecomesTheModelOnAnyNode() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              parallel(
                forest: { train('forest', 'boosted', 0.9, 0, 'forest') },
                boosted: { train('boosted', 'forest', 0.8, 2, 'boosted') })
            }
            node('other') {
              def r = chooseModel metric: 'auc'
              echo "chosen ${r.trial} ${r.metrics.auc} ${readFile('model/model.txt')}"
            }
            """);
        j.assertLogContains("chosen forest 0.9 by forest", run);
        j.assertLogContains("Trial forest of 2 is the model: auc 0.9 (boosted 0.8); sha256:", run);
        RunFolder record = BuildRecord.of(run);
        JsonNode training = record.read(RunFolder.TRAINING);
        assertEquals("forest", training.at("/trials/chosen").asText());
        assertEquals(0.8, training.at("/trials/trials/0/metrics/auc").asDouble());
        assertEquals(2, record.read(RunFolder.LIVE).path("runs").size(), "the page shows both");
        assertTrue(record.has("trials/boosted/train/metrics.csv.gz"), "each trial keeps its own record");
        Lineage lineage = record.lineage();
        assertEquals(
                List.of("train", "train", "choose"),
                lineage.activities.stream().map(Lineage.Activity::kind).toList());
        assertEquals(lineage.digest("trial:forest"), lineage.digest("model"));
        assertNotEquals(lineage.digest("trial:boosted"), lineage.digest("model"));
        VirtualFile artifacts = run.getArtifactManager().root();
        assertTrue(artifacts.child("cd4ml/model/model.txt").isFile());
        assertTrue(artifacts.child("cd4ml/trials/boosted/model/model.txt").isFile());
    }

    @Test
    void untilOneIsChosenThePageShowsTheTrialsAndNothingIsEvaluated() throws Exception {
        WorkflowRun run = build(Result.FAILURE, """
            node('ml') {
              train('forest', 'forest', 0.9, 0, 'forest')
              dir('forest') { evaluateModel() }
            }
            """);
        j.assertLogContains("This run has trials of which none was chosen; run choose-model", run);
        j.assertLogNotContains("at io.jenkins", run);
        String shown = j.createWebClient()
                .goTo(run.getUrl() + "cd4ml/training/live", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertTrue(shown.contains("\"name\":\"forest\",\"status\":\"FINISHED\""), shown);
        assertTrue(shown.contains("\"auc\":\"0.9\""), shown);
    }

    @Test
    void twoTrainingsAtOnceThatAreNoTrialsAreRefused() throws Exception {
        WorkflowRun run = build(Result.FAILURE, """
            node('ml') {
              parallel(
                forest: { train('forest', 'boosted', 0.9, 0, null) },
                boosted: {
                  waitUntil { fileExists 'forest.here' }
                  try {
                    train('boosted', 'forest', 0.8, 0, null)
                  } finally {
                    writeFile file: 'boosted.here', text: ''
                  }
                })
            }
            """);
        j.assertLogContains(
                "Another trainModel of this build is training, and the build's model would be that of whichever ends",
                run);
        j.assertLogNotContains("begun boosted", run);
        assertFalse(workspace.child("boosted/model").exists(), "it was not begun");
        assertEquals(
                0.9,
                BuildRecord.of(run).read(RunFolder.TRAINING).at("/metrics/auc").asDouble());
    }

    @Test
    void twoTrialsOfOneNameAtOnceAreRefused() throws Exception {
        WorkflowRun run = build(Result.FAILURE, """
            node('ml') {
              parallel(
                forest: { train('forest', 'boosted', 0.9, 0, 'a') },
                boosted: {
                  waitUntil { fileExists 'forest.here' }
                  try { train('boosted', 'forest', 0.8, 0, 'a') } finally { writeFile file: 'boosted.here', text: '' }
                })
            }
            """);
        j.assertLogContains(
                "Another trainModel of this build is training the trial 'a'; give this one another name.", run);
    }

    @Test
    void oneAfterTheOtherMayTrainAgain() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              train('forest', 'forest', 0.7, 0, null)
              train('forest', 'forest', 0.6, 0, null)
            }
            """);
        assertEquals(
                0.6,
                BuildRecord.of(run).read(RunFolder.TRAINING).at("/metrics/auc").asDouble());
    }

    @Test
    void mistakesAreSaidInOneSentence() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "node('ml') { chooseModel() }");
        j.assertLogContains("Give chooseModel either the metric by which the best trial is chosen", run);
        run = build(Result.FAILURE, "node('ml') { train('forest', 'forest', 0.7, 0, '../x') }");
        j.assertLogContains("trial: '../x' is no plain name; take letters, digits", run);
        run = build(Result.FAILURE, "node('ml') { dir('forest') { chooseModel trial: 'a' } }");
        j.assertLogContains("This run has no finished trial to choose; train with a trial's name first.", run);
    }
}
