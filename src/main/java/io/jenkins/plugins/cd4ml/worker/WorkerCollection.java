package io.jenkins.plugins.cd4ml.worker;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.worker.failure.LogTail;
import io.jenkins.plugins.cd4ml.worker.failure.WorkerFailure;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerCommand;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import io.jenkins.plugins.cd4ml.worker.transfer.RecordTransfer;
import io.jenkins.plugins.cd4ml.worker.transfer.TrialShipment;
import java.io.IOException;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Brings what a worker that ended left: its record into the build, its result to the step. May be repeated. */
final class WorkerCollection {
    private WorkerCollection() {}

    /**
     * On a background thread.
     *
     * @param scratch remote path of the step's scratch folder
     * @param place   the node, for a sentence
     * @return what the step will say
     */
    static StepResult of(
            StepContext context,
            WorkerTask task,
            Controller controller,
            FilePath workspace,
            String scratch,
            int exit,
            String place)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        TaskListener listener = context.get(TaskListener.class);
        FilePath folder = workspace.child(scratch);
        controller.writeLog(
                workspace, listener.getLogger()); // of the shell around the worker: nothing, unless it failed
        WorkerResult result = WorkerResult.read(folder.child("result.json"));
        if (result == null) { // it was killed, and could not end what it had started
            WorkerLaunch.kill(context.get(Launcher.class), folder);
        }
        RecordTransfer.pull(folder.child("run"), BuildRecord.of(run), task, listener);
        WorkerCommand.keepArchive(folder);
        TrialShipment.recorded(run, task, workspace.child(task.directory), listener);
        return result != null
                ? StepResult.of(task, result)
                : StepResult.died(
                        WorkerFailure.sentence(task.verb, exit, place, LogTail.of(folder.child(WorkerCommand.LOG))));
    }
}
