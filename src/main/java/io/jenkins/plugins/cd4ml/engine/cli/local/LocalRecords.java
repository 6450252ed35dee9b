package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.index.LineageIndex;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordSource;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The records of this machine, joined by digest: the project's runs, and the versions of its registry or of another. */
public final class LocalRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LocalRecords() {}

    /**
     * @param registries those whose versions count
     * @return the index, made what the records say now; it stands beside the runs
     */
    public static LineageIndex index(Path project, List<ModelRegistry> registries) throws InterruptedException {
        List<RecordSource> sources = new ArrayList<>();
        for (RunFolder run : LocalRuns.of(project).newestFirst()) {
            sources.add(RecordSource.ofRun(run.id(), run.file(RunFolder.LINEAGE)));
        }
        for (ModelRegistry registry : registries) {
            for (String model : registry.models()) {
                for (ModelVersion version : registry.versions(model)) {
                    sources.add(RecordSource.of(
                            new RecordSource.Version(
                                    registry.folder(), model, version.number(), version.digest(), version.run()),
                            version.document(RunFolder.LINEAGE)));
                }
            }
        }
        Path file = project.resolve(".cd4ml").resolve("lineage-index.jsonl");
        LineageIndex index = new LineageIndex(file);
        try (FolderLock lock = FolderLock.take(file.resolveSibling(".lineage-index.lock"), file.toString(), PATIENCE)) {
            index.reconcile(sources);
        }
        return index;
    }
}
