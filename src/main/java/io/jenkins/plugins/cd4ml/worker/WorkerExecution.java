package io.jenkins.plugins.cd4ml.worker;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.DataHistory;
import io.jenkins.plugins.cd4ml.worker.failure.LogTail;
import io.jenkins.plugins.cd4ml.worker.failure.ShutdownWatch;
import io.jenkins.plugins.cd4ml.worker.failure.WorkerFailure;
import io.jenkins.plugins.cd4ml.worker.launch.AgentJava;
import io.jenkins.plugins.cd4ml.worker.launch.Packs;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerCommand;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerInstall;
import io.jenkins.plugins.cd4ml.worker.login.DatabaseLogins;
import io.jenkins.plugins.cd4ml.worker.login.TrainingClusters;
import io.jenkins.plugins.cd4ml.worker.task.RecordedTraining;
import io.jenkins.plugins.cd4ml.worker.task.TrainingSlot;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import io.jenkins.plugins.cd4ml.worker.transfer.BaselineShipment;
import io.jenkins.plugins.cd4ml.worker.transfer.ChampionShipment;
import io.jenkins.plugins.cd4ml.worker.transfer.GatesIntake;
import io.jenkins.plugins.cd4ml.worker.transfer.LiveCopy;
import io.jenkins.plugins.cd4ml.worker.transfer.RecordTransfer;
import io.jenkins.plugins.cd4ml.worker.transfer.TrialShipment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.durabletask.DurableTask;
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
    /** Marks the processes of one step, so that those of a launch that was not saved can be found and ended. */
    private static final String COOKIE = "CD4ML_STEP";

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
    private transient WorkerLog log;
    private transient LiveCopy live;
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
            Launcher launcher = getContext().get(Launcher.class);
            TaskListener listener = getContext().get(TaskListener.class);
            FilePath folder = ws.child(scratch);
            TrainingSlot.take(getContext().get(Run.class), task, scratch);
            EnvVars env = new EnvVars(getContext().get(EnvVars.class));
            env.put(COOKIE, folder.getName());
            if (folder.exists()) { // Jenkins stopped before it saved the handle of what it had launched
                launcher.kill(Map.of(COOKIE, folder.getName()));
                folder.deleteRecursive();
            }
            WorkerInstall install = WorkerInstall.at(ws, launcher, listener);
            install.add(
                    Packs.needed(getContext().get(Run.class), task, ws.child(task.directory), install.platform()),
                    listener);
            String java = AgentJava.find(task.jdk, ws, launcher, env, listener);
            BuildRecord.begin(getContext().get(Run.class));
            if (DataHistory.validates(task.verb)) {
                DataHistory.begin(getContext().get(Run.class));
            }
            if ("evaluate-model".equals(task.verb)) {
                GatesIntake.register(record(), ws.child(task.directory), task.overrides);
            }
            RecordTransfer.push(record(), folder.child("run"), task);
            if ("evaluate-model".equals(task.verb)) {
                ChampionShipment.send(
                        getContext().get(Run.class), ws.child(task.directory), task.overrides, folder.child("run"));
            } else if (DataHistory.validates(task.verb)) {
                BaselineShipment.send(
                        getContext().get(Run.class), ws.child(task.directory), task.overrides, folder.child("run"));
            } else if (RecordedTraining.VERB.equals(task.verb)) {
                RecordedTraining.of(getContext().get(Run.class), task, ws.child(task.directory))
                        .send(folder.child("run"));
            } else if (TrialShipment.VERB.equals(task.verb)) {
                TrialShipment.send(getContext().get(Run.class), task, ws.child(task.directory));
            }
            DurableTask durable = WorkerCommand.create(task, install, java, ws, folder, launcher);
            WorkerCommand.quiet(env);
            DatabaseLogins.put(task, ws.child(task.directory), getContext().get(Run.class), env);
            TrainingClusters.put(task, ws.child(task.directory), getContext().get(Run.class), env);
            if (!beginLaunch()) {
                clean(ws);
                return;
            }
            Throwable late = launched(durable, env, ws, launcher, listener);
            listener.getLogger().flush();
            linesBefore = WorkerLog.lines(getContext().get(FlowNode.class));
            // Only then is anything of its output shown: a launch that Jenkins does not remember is begun anew, and
            // what
            // it had said would stand in the log twice.
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
    private Throwable launched(DurableTask durable, EnvVars env, FilePath ws, Launcher launcher, TaskListener listener)
            throws IOException, InterruptedException {
        Controller started = null;
        try {
            started = durable.launch(env, ws, launcher, listener);
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
                TaskListener listener = getContext().get(TaskListener.class);
                // Nothing but the worker may write to the step's log now, for its lines are counted: the context's
                // launcher complains there when the agent is away. The controllers of shell scripts use none.
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                TaskListener quiet = new StreamTaskListener(said, StandardCharsets.UTF_8);
                Integer exit = controller.exitStatus(ws, new Launcher.LocalLauncher(quiet), quiet);
                if (log == null) {
                    live = new LiveCopy();
                    log = WorkerLog.at(
                            ws.child(scratch).child(WorkerCommand.LOG),
                            getContext().get(FlowNode.class),
                            linesBefore);
                }
                if (log.copy(listener.getLogger(), exit != null)) {
                    next = FIRST_CHECK;
                }
                if (exit != null) {
                    said.writeTo(listener.getLogger()); // why a process is thought to be gone
                }
                if (exit == null && "train-model".equals(task.verb)) {
                    live.bring(ws.child(scratch).child("run"), getContext().get(Run.class), task.trial());
                }
                if (exit != null && !ShutdownWatch.terminating()) {
                    background(() -> exited(ws, exit));
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
            TaskListener listener = getContext().get(TaskListener.class);
            FilePath folder = ws.child(scratch);
            controller.writeLog(ws, listener.getLogger()); // of the shell around the worker: nothing, unless it failed
            WorkerResult result = WorkerResult.read(folder.child("result.json"));
            if (result == null) { // it was killed, and could not end what it had started
                getContext().get(Launcher.class).kill(Map.of(COOKIE, folder.getName()));
            }
            RecordTransfer.pull(folder.child("run"), record(), task, listener);
            WorkerCommand.keepArchive(folder);
            TrialShipment.recorded(getContext().get(Run.class), task, ws.child(task.directory), listener);
            ending = result != null
                    ? StepResult.of(task, result)
                    : StepResult.died(WorkerFailure.sentence(
                            task.verb, exit, place(), LogTail.of(folder.child(WorkerCommand.LOG))));
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
        log = null;
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
