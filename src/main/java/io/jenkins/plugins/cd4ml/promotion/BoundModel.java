package io.jenkins.plugins.cd4ml.promotion;

import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.registry.ModelFiles;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelArchive;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The model's files as a step found them when it began: the controller's own copy, in the build's folder but not in its
 * record, which agents get. Approvals are given to these bytes and these are deployed; what becomes of the artifacts
 * meanwhile does not matter. The copy lasts over restarts and until the build ends.
 */
final class BoundModel {
    private static final String FOLDER = "cd4ml-bound";

    private final Run<?, ?> run;
    private final Path kept;

    /** @param step id of the Pipeline step */
    BoundModel(Run<?, ?> run, String step) {
        this.run = run;
        this.kept = folder(run).toPath().resolve(step);
    }

    private static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), FOLDER);
    }

    /** Copies the archived model, in place of an earlier copy; it is on the disk when this returns. */
    void take() throws IOException {
        Path unfinished = kept.resolveSibling("." + kept.getFileName());
        Util.deleteRecursive(kept.toFile());
        Util.deleteRecursive(unfinished.toFile());
        DurableFile.createFolders(unfinished);
        ModelArchive.restore(run, unfinished);
        ModelFiles.sync(unfinished);
        DurableFile.publish(unfinished, kept);
    }

    /**
     * @return a new folder of the registry's own with the kept files, from which it takes them without copying
     * @throws hudson.AbortException when there is no copy, as in requests of earlier releases, and no artifact either
     */
    Path lend() throws IOException {
        if (!Files.isDirectory(kept)) {
            take();
        }
        Path lent = BuildRecord.registry().folders().incoming();
        try (Stream<Path> files = Files.walk(kept)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                DurableFile.link(file, lent.resolve(kept.relativize(file)));
            }
        }
        return lent;
    }

    /** The copy goes when nothing of the build waits any more. */
    @Extension
    public static final class Ended extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, TaskListener listener) {
            try {
                Util.deleteRecursive(folder(run));
            } catch (IOException e) {
                listener.getLogger().println("[cd4ml] " + folder(run) + " cannot be removed: " + e.getMessage());
            }
        }
    }
}
