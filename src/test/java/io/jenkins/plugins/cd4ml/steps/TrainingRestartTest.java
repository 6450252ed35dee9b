package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class TrainingRestartTest {
    private static final int LINES = 40;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void aTrainingOutlivesTwoRestartsAndIsRecordedOnce() throws Throwable {
        sessions.then(j -> j.waitForMessage("line 3 of training", Training.start(j, LINES, "0.5")));
        // Not before the log goes on: a Jenkins stopped in the middle of resuming fails the node step, and rightly so.
        sessions.then(j -> j.waitForMessage("line 12 of training", Training.last(j)));
        sessions.then(j -> Training.assertComplete(j, LINES));
    }

    @Test
    void abortEndsTheWholeProcessTreeAlsoAfterARestart() throws Throwable {
        sessions.then(j -> j.waitForMessage("line 2 of training", Training.start(j, 100_000, "0.2")));
        sessions.then(j -> {
            WorkflowRun run = Training.last(j);
            while (run.getExecutor() == null && run.getOneOffExecutor() == null) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            run.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertEquals(
                    0,
                    running(j.jenkins
                            .getWorkspaceFor((WorkflowJob) run.getParent())
                            .getRemote()));
        });
    }

    @Test
    void aTimeoutEndsTheTrainingAndItsProcesses() throws Throwable {
        sessions.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, Training.JOB);
            String script = Training.script(job, 100_000, "0.2");
            job.setDefinition(new CpsFlowDefinition("timeout(time: 15, unit: 'SECONDS') { " + script + " }", true));
            WorkflowRun run = j.buildAndAssertStatus(Result.ABORTED, job);
            j.assertLogContains("Timeout has been exceeded", run);
            assertEquals(0, running(j.jenkins.getWorkspaceFor(job).getRemote()));
        });
    }

    /** @return processes whose command line names the workspace: the worker and the training's shells */
    private static long running(String workspace) throws InterruptedException {
        long count = 0;
        for (int attempt = 0; attempt < 50; attempt++) { // a killed process may take a moment to go
            count = ProcessHandle.allProcesses()
                    .filter(p -> p.info().commandLine().orElse("").contains(workspace))
                    .count();
            if (count == 0) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return count;
    }
}
