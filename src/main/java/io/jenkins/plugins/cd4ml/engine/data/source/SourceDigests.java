package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** The version of a dataset: the digest of its bytes; of a folder or a pattern, of its files' digests and paths. */
public final class SourceDigests {
    private SourceDigests() {}

    /** @param key {@code path} or {@code reference} of the dataset's description */
    public static String of(Project project, String name, String key) {
        return of(new DigestCache(project.folder()), project, name, key);
    }

    /** @param cache may have seen the bytes */
    public static String of(DigestCache cache, Project project, String name, String key) {
        if ("path".equals(key)) {
            Sources.refuseDatabase(project, name);
        }
        String path = project.section("data").path(name).path(key).asText();
        String pointer = "/data/" + name + "/" + key;
        Path pattern = project.inside(path, pointer);
        if (FilePatterns.is(pattern)) {
            return ofFiles(cache, project.folder(), FilePatterns.matching(pattern));
        }
        Path file = project.existing(path, pointer);
        return Files.isDirectory(file) ? ofFiles(cache, file, FilePatterns.below(file)) : cache.of(file);
    }

    private static String ofFiles(DigestCache cache, Path root, List<Path> files) {
        TreeMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            digests.put(root.relativize(file).toString().replace('\\', '/'), cache.of(file));
        }
        return Digests.ofFiles(digests);
    }
}
