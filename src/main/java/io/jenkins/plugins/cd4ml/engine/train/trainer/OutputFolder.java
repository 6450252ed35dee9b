package io.jenkins.plugins.cd4ml.engine.train.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that a training's model goes to. */
public final class OutputFolder {
    private OutputFolder() {}

    /**
     * Empties it, so that the model's digest covers what this training makes.
     *
     * @throws InputException when it is the project itself or holds it, or cannot be written
     */
    public static Path empty(Project project, JsonNode spec) {
        Path output = project.inside(spec.path("output").asText("model"), "/train/output");
        if (project.folder().startsWith(output)) {
            throw new InputException(
                    project.place("/train/output") + " must be a folder of its own, for it is emptied.");
        }
        if (output.equals(project.folder().resolve(Project.FEATURES))) {
            throw new InputException(project.place("/train/output") + " must be another folder than '"
                    + Project.FEATURES + "', where features are defined, for it is emptied.");
        }
        if (Files.exists(output.resolve(Project.FILE)) || Files.exists(output.resolve(".git"))) {
            throw new InputException(project.place("/train/output") + ": " + output
                    + " is no folder of a model, and it would be emptied; name another one.");
        }
        return made(output);
    }

    /** Makes an empty folder; an older one of that name is emptied. No links are followed. */
    public static Path made(Path folder) {
        try {
            delete(folder);
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.deleteIfExists(folder);
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            if (!each.equals(folder)) {
                Files.delete(each);
            }
        }
    }
}
