package io.jenkins.plugins.cd4ml.worker;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/**
 * Moves a run's files between the build's folder and an agent. What comes back is untrusted: only plain files with
 * plain relative names, each and all of limited size, are taken, and links are never followed.
 */
final class RecordTransfer {
    static final long MAX_FILE = 64L << 20;
    static final long MAX_TOTAL = 512L << 20;
    static final int MAX_FILES = 5_000;

    /** What only the controller writes: approvals, and the gates, which it computes itself. */
    private static final Set<String> PROTECTED =
            Set.of("approvals.json", RunFolder.GATES, "promote/promotion.json");

    private RecordTransfer() {}

    /** Brings what earlier steps recorded to the agent. */
    static void push(RunFolder record, FilePath remote) throws IOException, InterruptedException {
        remote.mkdirs();
        if (Files.isDirectory(record.path())) {
            new FilePath(record.path().toFile()).copyRecursiveTo("**/*.json,**/*.jsonl,promote/**", "approvals.json", remote);
        }
    }

    /**
     * Brings back what the worker recorded.
     *
     * @return names of files that were too large and stay behind
     */
    static Map<String, Long> pull(FilePath remote, RunFolder record) throws IOException, InterruptedException {
        Map<String, Long> left = new LinkedHashMap<>();
        long total = 0;
        for (Map.Entry<String, Long> entry : remote.act(new Listing()).entrySet()) {
            Path target = record.file(entry.getKey());
            long allowed = Math.min(MAX_FILE, MAX_TOTAL - total);
            if (PROTECTED.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                continue; // an agent has no say in these
            }
            if (entry.getValue() > allowed || target.equals(record.path())) {
                left.put(entry.getKey(), entry.getValue());
                continue;
            }
            total += copy(remote.child(entry.getKey()), target, allowed);
        }
        return left;
    }

    private static long copy(FilePath from, Path to, long allowed) throws IOException, InterruptedException {
        Files.createDirectories(to.getParent());
        Path temporary = Files.createTempFile(to.getParent(), ".", ".tmp");
        long copied = 0;
        try {
            try (InputStream in = from.read();
                    OutputStream out = Files.newOutputStream(temporary)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    copied += n;
                    if (copied > allowed) { // the agent lied about the size
                        throw new IOException(from + " grew while it was read; nothing more is taken from it");
                    }
                    out.write(buffer, 0, n);
                }
            }
            Files.move(temporary, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return copied;
    }

    /** Sizes of the plain files below a folder, by relative path with slashes. */
    private static final class Listing extends MasterToSlaveFileCallable<LinkedHashMap<String, Long>> {
        private static final long serialVersionUID = 1L;

        @Override
        public LinkedHashMap<String, Long> invoke(File folder, VirtualChannel channel) throws IOException {
            LinkedHashMap<String, Long> sizes = new LinkedHashMap<>();
            if (!folder.isDirectory()) {
                return sizes;
            }
            Path root = folder.toPath();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : (Iterable<Path>) files.limit(MAX_FILES)::iterator) {
                    boolean ours = !file.startsWith(root.resolve("champion")); // what was shipped stays behind
                    if (ours && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        sizes.put(root.relativize(file).toString().replace('\\', '/'), Files.size(file));
                    }
                }
            }
            return sizes;
        }
    }
}
