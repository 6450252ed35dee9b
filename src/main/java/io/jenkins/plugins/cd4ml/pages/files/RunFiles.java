package io.jenkins.plugins.cd4ml.pages.files;

import hudson.Functions;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import jenkins.util.VirtualFile;

/**
 * The files that a build's training left in its record, below {@code train/}, and the model's among its artifacts, below
 * {@code model/}. Only what is listed can be opened; links are not followed. One request's.
 */
final class RunFiles {
    /** More are not listed; the build's artifacts are all there. */
    static final int MOST = 1_000;

    private static final String TRAIN = "train";
    private static final String MODEL = "model/";
    private static final String ARCHIVED = "cd4ml/" + MODEL;
    /** They hold the code, which is shown to whoever may see the workspace. */
    private static final Set<String> CODE = Set.of(RunFolder.CODE, "train/diff.patch");

    private final Run<?, ?> run;
    private final RunFolder record;
    private Map<String, Long> sizes;

    RunFiles(Run<?, ?> run) {
        this.run = run;
        this.record = BuildRecord.of(run);
    }

    /** @throws org.springframework.security.access.AccessDeniedException as core's artifacts do */
    void check() {
        run.getParent().checkPermission(Item.READ);
        if (Functions.isArtifactsPermissionEnabled()) {
            run.checkPermission(Run.ARTIFACTS);
        }
    }

    /** @return bytes by name */
    Map<String, Long> sizes() throws IOException {
        if (sizes == null) {
            sizes = new TreeMap<>();
            Path train = record.file(TRAIN);
            if (Files.isDirectory(train, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> all = Files.walk(train)) {
                    for (Path file : (Iterable<Path>) all.limit(10L * MOST)::iterator) {
                        String name = record.path().relativize(file).toString().replace('\\', '/');
                        if (sizes.size() < MOST
                                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                                && (!CODE.contains(name) || run.getParent().hasPermission(Item.WORKSPACE))) {
                            sizes.put(name, Files.size(file));
                        }
                    }
                }
            }
            VirtualFile archived = run.getArtifactManager().root().child(ARCHIVED.substring(0, ARCHIVED.length() - 1));
            if (archived.isDirectory()) {
                for (String name : archived.list("**/*", null, true)) {
                    if (sizes.size() < MOST) {
                        sizes.put(
                                MODEL + name.replace('\\', '/'),
                                archived.child(name).length());
                    }
                }
            }
        }
        return sizes;
    }

    /** @return the file's bytes; null where there is no such file */
    InputStream open(String name) throws IOException {
        if (name == null || !sizes().containsKey(name)) {
            return null;
        }
        return name.startsWith(MODEL)
                ? run.getArtifactManager().root().child("cd4ml/" + name).open()
                : Files.newInputStream(record.file(name), LinkOption.NOFOLLOW_LINKS);
    }
}
