package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A training on an agent that goes away, and one whose worker is killed. */
@WithJenkins
class TrainingOnAgentTest {
    private static final int LINES = 40;

    private JenkinsRule j;
    private DumbSlave agent;
    private FilePath workspace;

    @BeforeEach
    void anAgent(JenkinsRule rule) throws Exception {
        j = rule;
        agent = JenkinsSetUp.agent(j);
    }

    private WorkflowRun start(int lines, String pause) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, Training.JOB);
        workspace = agent.getWorkspaceFor(job);
        Training.write(workspace, lines, pause);
        job.setDefinition(new CpsFlowDefinition("node('ml') { trainModel() }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("line 2 of training", run);
        return run;
    }

    @Test
    void aTrainingOutlivesTheLossOfItsAgentsConnection() throws Exception {
        WorkflowRun run = start(LINES, "0.5");
        agent.toComputer()
                .disconnect(new OfflineCause.ChannelTermination(new java.io.IOException("the network is gone")))
                .get(30, TimeUnit.SECONDS);
        j.waitForMessage("line 2 of training", run);
        Path progress = Path.of(workspace.getRemote(), "said");
        int heard = Integer.parseInt(Files.readString(progress).trim());
        while (Integer.parseInt(("0" + Files.readString(progress)).trim())
                < heard + 3) { // it says lines that nobody hears
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertTrue(run.isBuilding());
        agent.toComputer().connect(true).get(60, TimeUnit.SECONDS);

        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        List<String> said = run.getLog(Integer.MAX_VALUE).stream()
                .filter(line -> line.endsWith(" of training"))
                .toList();
        assertEquals(
                IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i + " of training")
                        .toList(),
                said);
        Lineage lineage = BuildRecord.of(run).lineage();
        assertEquals(
                List.of("train"),
                lineage.activities.stream().map(Lineage.Activity::id).toList());
    }

    @Test
    void aWorkerWithoutMemorySaysSo() throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, Training.JOB);
        workspace = agent.getWorkspaceFor(job);
        Training.write(workspace, 1, "0");
        FilePath yaml = workspace.child("cd4ml.yaml"); // 3 MB do not fit
        yaml.write(yaml.readToString() + "# " + "x".repeat(3 << 20) + "\n", "UTF-8");
        job.setDefinition(
                new CpsFlowDefinition("node('ml') { withEnv(['JAVA_TOOL_OPTIONS=-Xmx5m']) { trainModel() } }", true));
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains("The worker of train-model ended with exit code 3 on", run);
        j.assertLogContains("Terminating due to java.lang.OutOfMemoryError: Java heap space.", run);
        j.assertLogNotContains("at io.jenkins", run);
    }

    @Test
    void aKilledWorkerIsOneSentenceAndLeavesNothingBehind() throws Exception {
        WorkflowRun run = start(100_000, "0.2");
        List<ProcessHandle> workers = ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").matches(".*java.*@.*arguments.*")
                        && p.info().commandLine().orElse("").contains(workspace.getRemote() + "@tmp"))
                .toList();
        assertTrue(!workers.isEmpty());
        workers.forEach(ProcessHandle::destroyForcibly);

        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        String sentence = run.getLog(Integer.MAX_VALUE).stream()
                .filter(line ->
                        line.contains("The worker of train-model was ended by signal 9 (SIGKILL: out of memory"))
                .findFirst()
                .orElseThrow();
        assertTrue(sentence.matches(".* and left no result; its last lines: .*line \\d+ of training\\."), sentence);
        j.assertLogNotContains("at io.jenkins", run);
        long left = 1;
        for (int i = 0; i < 100 && left > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            left = ProcessHandle.allProcesses()
                    .filter(p -> p.info().commandLine().orElse("").contains(workspace.getRemote() + "/train.sh"))
                    .count();
        }
        assertEquals(0, left, "processes of the training");
    }
}
