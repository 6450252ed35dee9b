package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.TreeMap;

/** The version of a dataset: the digest of its bytes; of a folder or a pattern, of its files' digests and paths. */
final class SourceDigests {
    private SourceDigests() {}

    /** @param key {@code path} or {@code reference} of the dataset's description */
    static String of(Project project, String name, String key) {
        String path = project.section("data").path(name).path(key).asText();
        String pointer = "/data/" + name + "/" + key;
        if (!Sources.glob(path)) {
            return Digests.of(project.existing(path, pointer));
        }
        Path pattern = project.inside(path, pointer);
        TreeMap<String, String> digests = new TreeMap<>();
        for (Path file : Sources.files(pattern)) {
            digests.put(project.folder().relativize(file).toString().replace('\\', '/'), Digests.of(file));
        }
        return Digests.ofFiles(digests);
    }
}
