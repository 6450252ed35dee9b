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
import jenkins.util.BuildListenerAdapter;
import jenkins.util.VirtualFile;

/**
 * Keeps the model's files as artifacts of the build, below {@code cd4ml/model/}, wherever this Jenkins keeps artifacts,
 * and brings them back for a promotion.
 */
@Extension
public final class ModelArchive implements RecordListener {
    private static final String PREFIX = "cd4ml/model/";

    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException {
        RunFolder record = BuildRecord.of(run);
        if (!"train-model".equals(verb) || directory == null || !record.has(RunFolder.TRAINING)) {
            return;
        }
        JsonNode model = record.read(RunFolder.TRAINING).path("model");
        FilePath folder = directory.child(plain(model.path("path").asText("")));
        Map<String, String> artifacts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> file : model.path("files").properties()) {
            String name = plain(file.getKey());
            artifacts.put(PREFIX + name, name);
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
            throw new AbortException("This build trained no model; run trainModel before promoteModel.");
        }
        VirtualFile root = run.getArtifactManager().root();
        for (Map.Entry<String, JsonNode> file :
                record.read(RunFolder.TRAINING).at("/model/files").properties()) {
            String name = plain(file.getKey());
            VirtualFile archived = root.child(PREFIX + name);
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
