package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/** Tools that name their results by time write them into a folder; the last name is the newest. */
final class FolderOfResults {
    private static final int DEEPEST = 3;

    private FolderOfResults() {}

    /** @return the files below a folder that match, by name; a file stands for itself */
    static List<Path> all(Path path, String glob) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.walk(path, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> matcher.matches(f.getFileName()))
                    .sorted(java.util.Comparator.comparing(f -> f.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new InputException(path + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @throws InputException when none matches */
    static Path newest(Path path, String glob) {
        List<Path> all = all(path, glob);
        if (all.isEmpty()) {
            throw new InputException(path + " has no file " + glob + ".");
        }
        return all.get(all.size() - 1);
    }
}
