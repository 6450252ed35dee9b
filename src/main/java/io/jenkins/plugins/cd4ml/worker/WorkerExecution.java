package io.jenkins.plugins.cd4ml.worker;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;
import org.jenkinsci.plugins.workflow.FilePathUtils;

/**
 * Runs one verb of the engine as a durable process on the step's node and outlives restarts of the controller and
 * reconnects of the agent.
 *
 * <p>Life: {@link #start} only notes where it runs and hands over to a background thread (phase {@code LAUNCHING}),
 * which installs the worker, ships the record so far and launches; from then on ({@code RUNNING}) a timer copies the
 * output and looks for the exit; the exit is handled once: result and record are collected, the scratch folder goes, and
 * the step ends. Nothing here blocks the Pipeline's thread. Built on the public API of the durable-task plugin after
 * the example of {@code DurableTaskStep}.
 */
public final class WorkerExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(WorkerExecution.class.getName());
    private static final long FIRST_CHECK = 100;
    private static final long LONGEST_CHECK = 5_000;
    private static final long REMOTE_TIMEOUT = 30;

    private final WorkerTask task;
    /** Name of the node, "" for the controller's own; with {@link #workspace} it finds the files again. */
    private String node;
    /** Remote path of the step's directory. */
    private String workspace;
    /** Remote path of this step's scratch folder, unique to it: control file, argument file, run folder, result. */
    private String scratch;
    /** Remote path of the Java that runs the worker; known once launched. */
    private String java;
    /** Handle of the process; null while launching. Its state (how much log was copied) is saved with the step. */
    private Controller controller;
    /** Whether the exit was handled: the result is collected exactly once. */
    private boolean done;

    private transient FilePath files;
    private transient long period;
    private transient volatile ScheduledFuture<?> timer;
    private transient volatile Throwable stopped;

    public WorkerExecution(StepContext context, WorkerTask task) {
        super(context);
        this.task = task;
    }

    @Override
    public boolean start() throws Exception {
        files = getContext().get(FilePath.class);
        node = FilePathUtils.getNodeName(files);
        workspace = files.getRemote();
        FilePath temporary = WorkspaceList.tempDir(files);
        if (temporary == null) {
            throw new AbortException("The workspace " + workspace + " has no folder for temporary files beside it.");
        }
        scratch = temporary.child("cd4ml-" + UUID.randomUUID()).getRemote();
        Timer.get().submit(this::launch);
        return false;
    }

    @Override
    public void onResume() {
        files = null;
        if (controller == null) {
            Timer.get().submit(this::launch);
        } else {
            schedule(FIRST_CHECK);
        }
    }

    private void launch() {
        try {
            FilePath ws = files();
            if (ws == null) { // after a restart the agent may take its time
                timer = Timer.get().schedule(this::launch, 1, TimeUnit.SECONDS);
                return;
            }
            Launcher launcher = getContext().get(Launcher.class);
            TaskListener listener = getContext().get(TaskListener.class);
            FilePath folder = ws.child(scratch);
            if (folder.child("launched").exists()) { // the restart came between the launch and saving its handle
                throw new AbortException("Jenkins stopped while " + task.verb + " was being launched on " + place()
                        + "; run the build again, or wrap the step in retry(conditions: [nonresumable()]).");
            }
            EnvVars env = new EnvVars(getContext().get(EnvVars.class));
            WorkerInstall install = WorkerInstall.at(ws, launcher, listener);
            java = AgentJava.find(task.jdk, ws, launcher, env, listener);
            BuildRecord.begin(getContext().get(Run.class));
            RecordTransfer.push(record(), folder.child("run"));
            if ("evaluate-model".equals(task.verb)) {
                ChampionShipment.send(ws.child(task.directory), task.overrides, folder.child("run"));
            }
            DurableTask durable = WorkerCommand.create(task, install, java, ws, folder, launcher);
            WorkerCommand.quiet(env);
            durable.charset(StandardCharsets.UTF_8);
            folder.child("launched").touch(System.currentTimeMillis());
            synchronized (this) {
                if (stopped != null) {
                    finish(ws);
                    return;
                }
                controller = durable.launch(env, ws, launcher, listener);
            }
            getContext().saveState();
            schedule(FIRST_CHECK);
        } catch (Exception e) {
            fail(e);
        }
    }

    private void schedule(long milliseconds) {
        period = milliseconds;
        timer = Timer.get().schedule(this::check, period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (done) {
            return;
        }
        long next = Math.min(period * 6 / 5 + 1, LONGEST_CHECK);
        try (Timeout timeout = Timeout.limit(REMOTE_TIMEOUT, TimeUnit.SECONDS)) {
            FilePath ws = files();
            if (ws != null) {
                TaskListener listener = getContext().get(TaskListener.class);
                if (copyLog(ws, listener)) {
                    next = FIRST_CHECK;
                }
                Integer exit = controller.exitStatus(ws, getContext().get(Launcher.class), listener);
                if (exit != null && !ShutdownWatch.terminating()) {
                    copyLog(ws, listener);
                    exited(ws, exit, listener);
                    return;
                }
            }
        } catch (Exception e) {
            LOGGER.log(Level.FINE, "cannot look at " + workspace + " on " + node + " now", e);
            files = null; // most likely the agent went away: wait until it is back
        }
        schedule(next);
    }

    private boolean copyLog(FilePath ws, TaskListener listener) throws IOException, InterruptedException {
        boolean wrote = controller.writeLog(ws, listener.getLogger());
        if (wrote) {
            getContext().saveState(); // how far the log was copied: no gap and no repeat after a restart
        }
        return wrote;
    }

    private void exited(FilePath ws, int exit, TaskListener listener) throws IOException, InterruptedException {
        FilePath folder = ws.child(scratch);
        WorkerResult result = WorkerResult.read(folder.child("result.json"));
        Map<String, Long> left = RecordTransfer.pull(folder.child("run"), record());
        left.forEach((name, size) -> listener.getLogger()
                .println("[cd4ml] " + name + " has " + size + " bytes and stays out of the build's record."));
        WorkerCommand.keepArchive(
                WorkerInstall.at(ws, getContext().get(Launcher.class), listener), java, folder);
        Run<?, ?> run = getContext().get(Run.class);
        RecordListener.fire(run, task.verb, ws.child(task.directory), listener);
        done = true;
        finish(ws);
        if (stopped != null) {
            getContext().onFailure(stopped);
        } else if (result == null) {
            getContext().onFailure(new AbortException(Deaths.sentence(task.verb, exit, place())));
        } else if (result.yes() || result.no() && task.returnNo) {
            getContext().onSuccess(result.values());
        } else {
            getContext().onFailure(new AbortException(result.sentence()));
        }
    }

    /** Removes the process's control files and the scratch folder; a failure to do so is not the user's concern. */
    private void finish(FilePath ws) {
        try {
            if (controller != null) {
                controller.cleanup(ws);
            }
            ws.child(scratch).deleteRecursive();
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "cannot remove " + scratch, e);
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        synchronized (this) {
            stopped = cause;
            if (controller == null) {
                super.stop(cause);
                return;
            }
        }
        Timer.get().submit(() -> interrupt(cause)); // we may be on the Pipeline's thread, which must not wait
    }

    private void interrupt(Throwable cause) {
        try {
            FilePath ws = files();
            if (ws != null) {
                getContext().get(TaskListener.class).getLogger().println("[cd4ml] Stopping " + task.verb + ".");
                controller.stop(ws, getContext().get(Launcher.class));
                Timer.get().schedule(() -> fail(cause), REMOTE_TIMEOUT, TimeUnit.SECONDS);
                return;
            }
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "cannot stop the worker in " + workspace, e);
        }
        fail(cause);
    }

    private void fail(Throwable cause) {
        if (!done) {
            done = true;
            ScheduledFuture<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
            getContext().onFailure(cause);
        }
    }

    /** @return the step's directory, or null while its node is away */
    private FilePath files() throws IOException, InterruptedException {
        if (files == null) {
            FilePath found = FilePathUtils.find(node, workspace);
            if (found != null && !found.isDirectory()) {
                throw new AbortException("The workspace " + workspace + " is gone from " + place() + ".");
            }
            files = found;
        }
        return files;
    }

    private RunFolder record() throws IOException, InterruptedException {
        return BuildRecord.of(getContext().get(Run.class));
    }

    private String place() {
        return node.isEmpty() ? "the built-in node" : node;
    }

    @Override
    public String getStatus() {
        String where = task.verb + " in " + workspace + " on " + place();
        return controller == null ? "launching " + where : "running " + where + (files == null ? " (node away)" : "");
    }
}
