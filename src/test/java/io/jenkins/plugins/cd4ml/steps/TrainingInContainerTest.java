package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.fixture.Containers;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Steps inside {@code docker.inside}: Java, the worker's files and all processes are the container's. */
class TrainingInContainerTest {
    private static final int LINES = 30;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private static WorkflowJob job(JenkinsRule j, String body) throws Exception {
        String script = Containers.inside(body);
        WorkflowJob job = JenkinsSetUp.pipeline(j, Training.JOB, script);
        return job;
    }

    @Test
    void dataIsValidatedWithTheContainersJavaAndOurNatives() throws Throwable {
        sessions.then(j -> {
            WorkflowJob job = job(j, "def r = validateData(); echo \"rows ${r.datasets.train.rows} valid ${r.valid}\"");
            FilePath workspace = Example.copyTo(j.jenkins, job);
            WorkflowRun run = j.buildAndAssertStatus(Result.SUCCESS, job);
            j.assertLogContains("rows 279 valid true", run);
            j.assertLogContains(workspace.getRemote() + "@tmp/cd4ml", run); // the node's own folder is not mounted
        });
    }

    @Test
    void aTrainingInAContainerOutlivesARestartAndIsRecordedOnce() throws Throwable {
        sessions.then(j -> {
            WorkflowJob job = job(j, "def r = trainModel(); echo \"trained ${r.digest}\"");
            Training.script(job, LINES, "0.5");
            j.waitForMessage("line 3 of training", job.scheduleBuild2(0).waitForStart());
        });
        sessions.then(j -> Training.assertComplete(j, LINES));
    }

    @Test
    void abortEndsWhatRunsInTheContainer() throws Throwable {
        sessions.then(j -> {
            WorkflowJob job = job(j, "trainModel()");
            Training.script(job, 100_000, "0.2");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("line 2 of training", run);
            run.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            String workspace = j.jenkins.getWorkspaceFor(job).getRemote();
            assertEquals(0, stillTraining(workspace), "processes of the training");
        });
    }

    /** A container's processes are the machine's processes too. */
    private static long stillTraining(String workspace) throws InterruptedException {
        long count = 1;
        for (int attempt = 0; attempt < 100 && count > 0; attempt++) {
            TimeUnit.MILLISECONDS.sleep(100);
            count = ProcessHandle.allProcesses()
                    .filter(p -> p.info().commandLine().orElse("").contains(workspace + "/train.sh"))
                    .count();
        }
        return count;
    }
}
