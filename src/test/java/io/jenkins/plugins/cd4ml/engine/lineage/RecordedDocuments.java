package io.jenkins.plugins.cd4ml.engine.lineage;

import java.time.Instant;
import java.util.List;

/** Puts documents that a test wrote by hand into the run's lineage, as the verb would that writes them. */
public final class RecordedDocuments {
    private RecordedDocuments() {}

    public static void keep(RunFolder run, String... documents) {
        Lineage lineage = run.lineage();
        RunFolder.record(
                lineage,
                "fixture",
                Instant.EPOCH,
                true,
                "Written by a test.",
                List.of(),
                List.of(),
                DocumentDigests.attributes(run, List.of(documents)));
        run.write(lineage);
    }
}
