package io.jenkins.plugins.cd4ml.worker;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerCommand;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import io.jenkins.plugins.cd4ml.worker.transfer.LiveCopy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Looks at a running worker: copies what it said since the last look to the step's log, and a training's numbers to the
 * build. Made anew when the node was away. One look at a time.
 */
final class WorkerWatch {
    private final StepContext context;
    private final WorkerTask task;
    private final Controller controller;
    private final FilePath workspace;
    private final FilePath folder;
    private final WorkerLog log;
    private final LiveCopy live = new LiveCopy();

    /**
     * @param scratch     remote path of the step's scratch folder
     * @param linesBefore lines that the step's log had before the worker's own
     */
    WorkerWatch(
            StepContext context,
            WorkerTask task,
            Controller controller,
            FilePath workspace,
            String scratch,
            long linesBefore)
            throws IOException, InterruptedException {
        this.context = context;
        this.task = task;
        this.controller = controller;
        this.workspace = workspace;
        this.folder = workspace.child(scratch);
        this.log = WorkerLog.at(folder.child(WorkerCommand.LOG), context.get(FlowNode.class), linesBefore);
    }

    /**
     * What a look found.
     *
     * @param exit the worker's exit status; null while it runs
     * @param said whether it said anything since the last look
     */
    record Look(Integer exit, boolean said) {}

    Look look() throws IOException, InterruptedException {
        TaskListener listener = context.get(TaskListener.class);
        // Nothing but the worker may write to the step's log now, for its lines are counted: the context's launcher
        // complains there when the agent is away. The controllers of shell scripts use none.
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        TaskListener quiet = new StreamTaskListener(complaints, StandardCharsets.UTF_8);
        Integer exit = controller.exitStatus(workspace, new Launcher.LocalLauncher(quiet), quiet);
        boolean said = log.copy(listener.getLogger(), exit != null);
        if (exit != null) {
            complaints.writeTo(listener.getLogger()); // why a process is thought to be gone
        } else if ("train-model".equals(task.verb)) {
            live.bring(folder.child("run"), context.get(Run.class), task.trial());
        }
        return new Look(exit, said);
    }
}
