package io.jenkins.plugins.cd4ml.record;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jenkins.util.BuildListenerAdapter;
import jenkins.util.VirtualFile;

/**
 * Keeps the model's files as artifacts of the build, below {@code cd4ml/model/}, wherever this Jenkins keeps artifacts,
 * and brings them back for a promotion.
 */
@Extension
public final class ModelArchive implements RecordListener {
    private static final String PREFIX = "cd4ml/model/";
    private static final Set<String> TRAINERS = Set.of("train-model", "choose-model");

    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException {
        if (TRAINERS.contains(verb) && directory != null) {
            archive(run, RunFolder.TRAINING, PREFIX, directory, listener);
        }
    }

    /** Keeps a trial's model, below {@code cd4ml/trials/NAME/model/}, until one is chosen, wherever that will be. */
    public static void keepTrial(Run<?, ?> run, String trial, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException {
        archive(run, training(trial), prefix(trial), directory, listener);
    }

    private static String training(String trial) {
        return RunFolder.TRIALS + "/" + trial + "/" + RunFolder.TRAINING;
    }

    private static String prefix(String trial) {
        return "cd4ml/trials/" + trial + "/model/";
    }

    private static void archive(
            Run<?, ?> run, String training, String prefix, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException {
        RunFolder record = BuildRecord.of(run);
        if (!record.has(training)) {
            return;
        }
        JsonNode model = record.read(training).path("model");
        if (model.isNull()) {
            return; // metrics only
        }
        FilePath folder = directory.child(plain(model.path("path").asText("")));
        Map<String, String> artifacts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> file : model.path("files").properties()) {
            String name = plain(file.getKey());
            artifacts.put(prefix + name, name);
        }
        if (!artifacts.isEmpty()) {
            run.pickArtifactManager()
                    .archive(
                            folder, directory.createLauncher(listener), BuildListenerAdapter.wrap(listener), artifacts);
        }
    }

    /** The record comes from an agent, which could name any file of the workspace's machine. */
    private static String plain(String path) throws AbortException {
        String normal = path.replace('\\', '/').replaceAll("/+$", "");
        if (normal.isEmpty()
                || normal.startsWith("/")
                || normal.contains(":")
                || ("/" + normal + "/").contains("/../")) {
            throw new AbortException("The training recorded the file '" + path + "', which is outside the project; "
                    + "its model is not archived.");
        }
        return normal;
    }

    /**
     * Copies the archived model into {@code folder}, which is made.
     *
     * @throws AbortException when the build has no model
     */
    public static void restore(Run<?, ?> run, Path folder) throws IOException {
        RunFolder record = BuildRecord.of(run);
        if (!record.has(RunFolder.TRAINING)) {
            throw new AbortException(
                    record.undecided()
                            ? "This build has trials of which none was chosen; run chooseModel before promoteModel."
                            : "This build trained no model; run trainModel before promoteModel.");
        }
        record.needsModel("promote");
        restore(run, record.read(RunFolder.TRAINING), PREFIX, folder);
    }

    /**
     * Brings a trial's model back to where it was trained, but on any node.
     *
     * @param directory the model project's folder there
     */
    public static void restoreTrial(Run<?, ?> run, String trial, FilePath directory)
            throws IOException, InterruptedException {
        JsonNode training = BuildRecord.of(run).read(training(trial));
        if (training.path("model").isNull()) {
            return; // metrics only
        }
        String path = plain(training.at("/model/path").asText(""));
        if (!path.endsWith("." + trial)) { // an agent says so: nothing else of the workspace is replaced
            throw new AbortException(
                    "The trial " + trial + " recorded the folder '" + path + "', which is no trial's.");
        }
        Path copy = Files.createTempDirectory("cd4ml-trial");
        try {
            restore(run, training, prefix(trial), copy);
            FilePath folder = directory.child(path);
            folder.deleteRecursive();
            new FilePath(copy.toFile()).copyRecursiveTo("**/*", folder);
        } finally {
            new FilePath(copy.toFile()).deleteRecursive();
        }
    }

    private static void restore(Run<?, ?> run, JsonNode training, String prefix, Path folder) throws IOException {
        VirtualFile root = run.getArtifactManager().root();
        for (Map.Entry<String, JsonNode> file : training.at("/model/files").properties()) {
            String name = plain(file.getKey());
            VirtualFile archived = root.child(prefix + name);
            if (!archived.isFile()) {
                throw new AbortException("The model's file " + name + " is no longer among the build's artifacts.");
            }
            Path target = folder.resolve(name);
            Files.createDirectories(target.getParent());
            try (InputStream in = archived.open()) {
                Files.copy(in, target);
            }
        }
    }
}
