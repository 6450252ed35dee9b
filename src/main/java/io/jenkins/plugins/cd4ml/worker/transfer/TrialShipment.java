package io.jenkins.plugins.cd4ml.worker.transfer;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelArchive;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the models of trials, which train on any nodes, and ships them to the one where {@code chooseModel} takes one. */
public final class TrialShipment {
    public static final String VERB = "choose-model";

    private TrialShipment() {}

    /** @param project the model project's folder on the node */
    public static void send(Run<?, ?> run, WorkerTask task, FilePath project) throws IOException, InterruptedException {
        RunFolder record = BuildRecord.of(run);
        String only = task.named("--trial");
        Path trials = record.file(RunFolder.TRIALS);
        if (!Files.isDirectory(trials)) {
            return; // the worker says so
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(trials)) {
            for (Path one : all) {
                String trial = one.getFileName().toString();
                if ((only == null || only.equals(trial)) && new RunFolder(one).has(RunFolder.TRAINING)) {
                    ModelArchive.restoreTrial(run, trial, project);
                }
            }
        }
    }

    /** Tells what a step recorded, and keeps the model if it trained a trial. */
    public static void recorded(Run<?, ?> run, WorkerTask task, FilePath project, TaskListener listener)
            throws IOException, InterruptedException {
        if (task.trial() != null) {
            ModelArchive.keepTrial(run, task.trial(), project, listener);
        }
        RecordListener.fire(run, task.trial() == null ? task.verb : "trial", project, listener);
    }
}
