package io.jenkins.plugins.cd4ml.worker.transfer;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Brings what a running training tells ({@link RunFolder#LIVE}) to the build's record, at most once in
 * {@value #EVERY_SECONDS} s and only when it changed, for pages to poll. Not thread-safe.
 */
public final class LiveCopy {
    private static final int EVERY_SECONDS = 2;
    private static final int MOST_BYTES = 4 << 20;

    private long last;
    private long seen;

    /**
     * @param folder the run folder on the node
     * @param trial  the one that is trained, or null for the build's own training
     */
    public void bring(FilePath folder, Run<?, ?> run, String trial) throws IOException, InterruptedException {
        if (last != 0 && System.nanoTime() - last < TimeUnit.SECONDS.toNanos(EVERY_SECONDS)) {
            return;
        }
        last = System.nanoTime();
        String name = (trial == null ? "" : RunFolder.TRIALS + "/" + trial + "/") + RunFolder.LIVE;
        FilePath file = folder.child(name);
        long modified = file.lastModified(); // 0 while there is none
        if (modified == seen) {
            return;
        }
        byte[] live;
        try (InputStream in = file.read()) {
            live = in.readNBytes(MOST_BYTES + 1);
        }
        if (live.length > MOST_BYTES) {
            return;
        }
        Path to = BuildRecord.of(run).file(name);
        Files.createDirectories(to.getParent());
        Path temporary = Files.createTempFile(to.getParent(), ".", ".tmp");
        try {
            Files.write(temporary, live);
            Files.move(temporary, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (seen == 0) {
            RecordListener.fireBegun(run);
        }
        seen = modified;
    }
}
