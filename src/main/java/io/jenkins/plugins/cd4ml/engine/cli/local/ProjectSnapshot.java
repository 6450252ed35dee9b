package io.jenkins.plugins.cd4ml.engine.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Keeps in the run's folder what later steps need of the project without its files: {@code project.json}, and the
 * manifests and the smoke request under {@code promote/input/}. So a promotion applies what was there when the model was
 * measured, and needs no executor.
 */
public final class ProjectSnapshot {
    static final String MANIFESTS = "promote/input/manifests";
    static final String SMOKE = "promote/input/smoke.json";
    private static final long MOST_BYTES = 4L << 20;

    private ProjectSnapshot() {}

    public static void take(Project project, RunFolder run) {
        run.write(RunFolder.PROJECT, project.root());
        if (!project.has("promote")) {
            return;
        }
        JsonNode promote = project.section("promote");
        try {
            if (promote.hasNonNull("manifests")) {
                Path from = project.existing(promote.get("manifests").asText(), "/promote/manifests");
                for (Path file : manifests(from, promote.get("manifests").asText())) {
                    copy(file, run.file(MANIFESTS + "/" + file.getFileName()));
                }
            }
            if (promote.hasNonNull("smoke")) {
                copy(project.existing(promote.get("smoke").asText(), "/promote/smoke"), run.file(SMOKE));
            }
        } catch (IOException e) {
            throw new InputException(
                    "The manifests cannot be kept in " + run.path() + ": " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return the files that a promotion would read */
    private static List<Path> manifests(Path from, String shown) {
        return Files.isDirectory(from)
                ? ManifestFiles.read(from, shown).texts().keySet().stream()
                        .map(name -> from.resolve(name.substring(name.lastIndexOf('/') + 1)))
                        .toList()
                : List.of(from);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.size(from) > MOST_BYTES) {
            throw new InputException(from + " has more than 4 MiB; that is no manifest and no request.");
        }
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
