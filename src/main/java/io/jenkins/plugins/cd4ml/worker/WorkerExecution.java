package io.jenkins.plugins.cd4ml.worker;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.worker.failure.ShutdownWatch;
import io.jenkins.plugins.cd4ml.worker.task.TrainingSlot;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * Runs one verb of the engine as a durable process on the step's node and outlives restarts of the controller, a killed
 * controller too, and reconnects of the agent.
 *
 * <p>Life: {@link #start} only notes where it runs and hands over to a background thread (phase {@code LAUNCHING}),
 * which installs the worker, ships the record so far and launches; from then on ({@code RUNNING}) a timer copies the
 * output and looks for the exit; the exit is handled once: result and record are collected, what the step will say is
 * saved, the scratch folder goes, and the step ends. Nothing here blocks the Pipeline's thread. Built on the public API
 * of the durable-task plugin after the example of {@code DurableTaskStep}.
 */
public final class WorkerExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(WorkerExecution.class.getName());
    private static final long FIRST_CHECK = 100;
    private static final long LONGEST_CHECK = 5_000;
    private static final long REMOTE_TIMEOUT = 30;
    private static final int ATTEMPTS = 3;

    private final WorkerTask task;
    /** Name of the node, "" for the controller's own; with {@link #workspace} it finds the files again. */
    private String node;
    /** Remote path of the step's directory. */
    private String workspace;
    /** Remote path of this step's scratch folder, unique to it: argument file, output, run folder, result. */
    private String scratch;
    /** Handle of the process; null while launching. */
    private Controller controller;
    /** Lines that the step's log had before the worker's own. */
    private volatile long linesBefore;
    /** What the step will say; null while the worker runs. */
    private StepResult ending;

    private transient FilePath files;
    private transient WorkerWatch watch;
    private transient long period;
    private transient int failures;
    private transient volatile ScheduledFuture<?> timer;
    private transient volatile Throwable stopped;
    private transient boolean launching;
    /** Whether the step was told its end. */
    private transient boolean told;

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
        background(this::launch);
        return false;
    }

    @Override
    public void onResume() {
        if (controller == null) {
            background(this::launch);
        } else {
            TrainingSlot.resume(getContext(), task, scratch);
            schedule(FIRST_CHECK);
        }
    }

    /** For what may take long: not on the timer's few threads. */
    private static void background(Runnable work) {
        Computer.threadPoolForRemoting.submit(work);
    }

    private void launch() {
        try {
            if (stopped != null) {
                return;
            }
            FilePath ws = files();
            if (ws == null) { // after a restart the agent may take its time
                timer = Timer.get().schedule(() -> background(this::launch), 1, TimeUnit.SECONDS);
                return;
            }
            TrainingSlot.take(getContext().get(Run.class), task, scratch);
            WorkerLaunch launch = new WorkerLaunch(getContext(), task, ws, scratch);
            launch.prepare();
            if (!beginLaunch()) {
                clean(ws);
                return;
            }
            Throwable late = launched(launch);
            getContext().get(TaskListener.class).getLogger().flush();
            linesBefore = WorkerLog.lines(getContext().get(FlowNode.class));
            // Only then is anything of its output shown: a launch that Jenkins does not remember is begun anew, and
            // what it had said would stand in the log twice.
            getContext().saveState().addListener(() -> schedule(FIRST_CHECK), Timer.get());
            if (late != null) {
                interrupt(late);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    private synchronized boolean beginLaunch() {
        launching = stopped == null;
        return launching;
    }

    /** Asks the agent, and so holds no lock meanwhile. @return what stopped the step meanwhile, or null */
    private Throwable launched(WorkerLaunch launch) throws IOException, InterruptedException {
        Controller started = null;
        try {
            started = launch.launch();
        } finally {
            synchronized (this) {
                launching = false;
                controller = started;
            }
        }
        return stopped;
    }

    private void schedule(long milliseconds) {
        period = milliseconds;
        timer = Timer.get().schedule(() -> background(this::check), period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (told()) {
            return;
        }
        if (ending != null) { // saved, and then Jenkins stopped
            background(this::finish);
            return;
        }
        long next = Math.min(period * 6 / 5 + 1, LONGEST_CHECK);
        try (Timeout timeout = Timeout.limit(REMOTE_TIMEOUT, TimeUnit.SECONDS)) {
            FilePath ws = files();
            if (ws != null) {
                if (watch == null) {
                    watch = new WorkerWatch(getContext(), task, controller, ws, scratch, linesBefore);
                }
                WorkerWatch.Look look = watch.look();
                if (look.said()) {
                    next = FIRST_CHECK;
                }
                if (look.exit() != null && !ShutdownWatch.terminating()) {
                    background(() -> exited(ws, look.exit()));
                    return;
                }
            }
        } catch (WorkspaceGone e) {
            fail(e);
            return;
        } catch (Exception e) {
            LOGGER.log(Level.FINE, "cannot look at " + workspace + " on " + node + " now", e);
            lost(); // most likely the agent went away: wait until it is back
        }
        schedule(next);
    }

    private void exited(FilePath ws, int exit) {
        try {
            ending = WorkerCollection.of(getContext(), task, controller, ws, scratch, exit, place());
            getContext().saveState().get(REMOTE_TIMEOUT, TimeUnit.SECONDS);
            finish();
        } catch (AbortException | RuntimeException | ExecutionException e) {
            fail(e);
        } catch (IOException | InterruptedException | TimeoutException e) {
            LOGGER.log(Level.FINE, "cannot collect from " + workspace + " on " + node + " now", e);
            if (FilePathUtils.find(node, workspace) != null && ++failures >= ATTEMPTS) {
                fail(e);
            } else {
                lost();
                schedule(LONGEST_CHECK);
            }
        }
    }

    private void finish() {
        if (tell()) {
            try {
                clean(files());
            } catch (IOException | InterruptedException e) {
                LOGGER.log(Level.FINE, "cannot remove " + scratch, e);
            }
            if (stopped != null) {
                getContext().onFailure(stopped);
            } else {
                ending.tell(getContext());
            }
        }
    }

    /** Removes the process's control files and the scratch folder; a failure to do so is not the user's concern. */
    private void clean(FilePath ws) throws IOException, InterruptedException {
        if (ws != null) {
            if (controller != null) {
                controller.cleanup(ws);
            }
            ws.child(scratch).deleteRecursive();
        }
    }

    @Override
    public void stop(Throwable cause) {
        synchronized (this) {
            stopped = cause;
            if (launching) {
                return; // who launches it stops it then
            }
            if (controller == null) {
                fail(cause);
                return;
            }
        }
        background(() -> interrupt(cause)); // we may be on the Pipeline's thread, which must not wait
    }

    private void interrupt(Throwable cause) {
        try {
            FilePath ws = files();
            if (ws != null) {
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
        if (tell()) {
            ScheduledFuture<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
            getContext().onFailure(cause instanceof InputException ? new AbortException(cause.getMessage()) : cause);
        }
    }

    private synchronized boolean told() {
        return told;
    }

    /** @return whether the caller is the one who tells the step its end */
    private synchronized boolean tell() {
        boolean first = !told;
        told = true;
        if (first) {
            TrainingSlot.leave(getContext(), task, scratch);
        }
        return first;
    }

    private void lost() {
        files = null;
        watch = null;
    }

    /** @return the step's directory, or null while its node is away */
    private FilePath files() throws IOException, InterruptedException {
        if (files == null) {
            FilePath found = FilePathUtils.find(node, workspace);
            if (found != null && !found.isDirectory()) {
                throw new WorkspaceGone("The workspace " + workspace + " is gone from " + place() + ".");
            }
            files = found;
        }
        return files;
    }

    private static final class WorkspaceGone extends AbortException {
        private static final long serialVersionUID = 1L;

        WorkspaceGone(String message) {
            super(message);
        }
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
