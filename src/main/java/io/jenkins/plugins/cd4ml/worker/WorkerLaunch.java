package io.jenkins.plugins.cd4ml.worker;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.DataHistory;
import io.jenkins.plugins.cd4ml.worker.launch.AgentJava;
import io.jenkins.plugins.cd4ml.worker.launch.Packs;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerCommand;
import io.jenkins.plugins.cd4ml.worker.launch.WorkerInstall;
import io.jenkins.plugins.cd4ml.worker.login.DatabaseLogins;
import io.jenkins.plugins.cd4ml.worker.login.TrainingClusters;
import io.jenkins.plugins.cd4ml.worker.task.RecordedTraining;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import io.jenkins.plugins.cd4ml.worker.transfer.BaselineShipment;
import io.jenkins.plugins.cd4ml.worker.transfer.ChampionShipment;
import io.jenkins.plugins.cd4ml.worker.transfer.GatesIntake;
import io.jenkins.plugins.cd4ml.worker.transfer.RecordTransfer;
import io.jenkins.plugins.cd4ml.worker.transfer.TrialShipment;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * One launch of a worker: everything that has to be on the node before, then the process. On a background thread; takes
 * seconds to minutes where the node has nothing yet.
 */
final class WorkerLaunch {
    /** Marks the processes of one step, so that those of a launch that was not saved can be found and ended. */
    private static final String COOKIE = "CD4ML_STEP";

    private final WorkerTask task;
    private final FilePath workspace;
    private final FilePath folder;
    private final FilePath project;
    private final Run<?, ?> run;
    private final Launcher launcher;
    private final TaskListener listener;
    private final EnvVars env;
    private DurableTask process;

    /** @param scratch remote path of the step's scratch folder */
    WorkerLaunch(StepContext context, WorkerTask task, FilePath workspace, String scratch)
            throws IOException, InterruptedException {
        this.task = task;
        this.workspace = workspace;
        this.folder = workspace.child(scratch);
        this.project = workspace.child(task.directory);
        this.run = context.get(Run.class);
        this.launcher = context.get(Launcher.class);
        this.listener = context.get(TaskListener.class);
        this.env = new EnvVars(context.get(EnvVars.class));
        env.put(COOKIE, folder.getName());
    }

    /** Ends all processes of a step, wherever on the node they are. */
    static void kill(Launcher launcher, FilePath folder) throws IOException, InterruptedException {
        launcher.kill(Map.of(COOKIE, folder.getName()));
    }

    /** Installs the worker, ships what it needs and makes the command. */
    void prepare() throws IOException, InterruptedException {
        if (folder.exists()) { // Jenkins stopped before it saved the handle of what it had launched
            kill(launcher, folder);
            folder.deleteRecursive();
        }
        WorkerInstall install = WorkerInstall.at(workspace, launcher, listener);
        install.add(Packs.needed(run, task, project, install.platform()), listener);
        String java = AgentJava.find(task.jdk, workspace, launcher, env, listener);
        ship();
        process = WorkerCommand.create(task, install, java, workspace, folder, launcher);
        WorkerCommand.quiet(env);
        DatabaseLogins.put(task, project, run, env);
        TrainingClusters.put(task, project, run, env);
    }

    /** The build's record, and what the verb needs beside it. */
    private void ship() throws IOException, InterruptedException {
        FilePath record = folder.child("run");
        BuildRecord.begin(run);
        if (DataHistory.validates(task.verb)) {
            DataHistory.begin(run);
        }
        if ("evaluate-model".equals(task.verb)) {
            GatesIntake.register(run, project, task.overrides);
        }
        RecordTransfer.push(BuildRecord.of(run), record, task);
        if ("evaluate-model".equals(task.verb)) {
            ChampionShipment.send(run, project, task.overrides, record);
        } else if (DataHistory.validates(task.verb)) {
            BaselineShipment.send(run, project, task.overrides, record);
        } else if (RecordedTraining.VERB.equals(task.verb)) {
            RecordedTraining.of(run, task, project).send(record);
        } else if (TrialShipment.VERB.equals(task.verb)) {
            TrialShipment.send(run, task, project);
        }
    }

    /** @return the handle of the process */
    Controller launch() throws IOException, InterruptedException {
        return process.launch(env, workspace, launcher, listener);
    }
}
