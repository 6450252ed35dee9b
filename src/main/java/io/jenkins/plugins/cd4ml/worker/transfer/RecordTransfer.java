package io.jenkins.plugins.cd4ml.worker.transfer;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
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
    private static final int MAX_NAME = 200;

    /** What only the controller writes: approvals, waivers, and the gates, which it computes itself. */
    private static final Set<String> PROTECTED = Set.of(
            "approvals.json",
            "waivers.json",
            "numbers.json",
            "model-card.md",
            RunFolder.GATES,
            "promote/promotion.json");

    /** What was brought to the agent for one step stays behind. */
    private static final Set<String> SHIPPED = Set.of(ChampionShipment.FOLDER, RunFolder.RECORDED);

    /** Steps of parallel branches end at once; each reads the record, adds to it and writes it. */
    private static final Object MERGING = new Object();

    private RecordTransfer() {}

    /** Brings what earlier steps recorded to the agent; what a trial recorded in full only for the choice between them. */
    static void push(RunFolder record, FilePath remote, WorkerTask task) throws IOException, InterruptedException {
        remote.mkdirs();
        if (Files.isDirectory(record.path())) {
            new FilePath(record.path().toFile())
                    .copyRecursiveTo(
                            "**/*.json,**/*.jsonl,promote/**"
                                    + (TrialShipment.VERB.equals(task.verb) ? "," + RunFolder.TRIALS + "/**" : ""),
                            "approvals.json,waivers.json,data/*/baseline.json"
                                    + (task.trial() == null ? "" : "," + RunFolder.TRIALS + "/**"),
                            remote);
        }
    }

    /** Brings back what the worker recorded; says in the step's log what was too large or had no plain name. */
    static void pull(FilePath remote, RunFolder record, WorkerTask task, TaskListener listener)
            throws IOException, InterruptedException {
        Map<String, Long> listing = remote.act(new Listing());
        if (listing.size() > MAX_FILES) {
            throw new AbortException("The worker of " + task.verb + " left more than " + MAX_FILES + " files.");
        }
        long total = 0;
        for (Map.Entry<String, Long> entry : listing.entrySet()) {
            long allowed = Math.min(MAX_FILE, MAX_TOTAL - total);
            String name = plain(entry.getKey());
            if (name == null) {
                listener.getLogger().println("[cd4ml] A file without a plain name stays out of the build's record.");
            } else if (entry.getValue() > allowed) {
                listener.getLogger()
                        .println("[cd4ml] " + name + " has " + entry.getValue()
                                + " bytes and stays out of the build's record.");
            } else if (own(name, task) && !isProtected(name.toLowerCase(Locale.ROOT))) { // an agent has no say in those
                total += copy(remote.child(name), record, name, allowed);
            }
        }
    }

    /** Trials that train at once have their own files: each step's worker also has those of others, as they were before. */
    private static boolean own(String name, WorkerTask task) {
        String trials = RunFolder.TRIALS + "/";
        return task.trial() == null
                ? !name.startsWith(trials)
                : name.equals(RunFolder.LINEAGE) || name.startsWith(trials + task.trial() + "/");
    }

    private static boolean isProtected(String name) {
        return PROTECTED.contains(name) || name.startsWith("promote/history/");
    }

    /** @return the name, or null when it is not a plain path below the folder */
    private static String plain(String name) {
        boolean plain = name.length() <= MAX_NAME
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':')
                && Stream.of(name.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        return plain ? name : null;
    }

    private static long copy(FilePath from, RunFolder record, String name, long allowed)
            throws IOException, InterruptedException {
        Path to = record.file(name);
        Files.createDirectories(to.getParent());
        Path temporary = Files.createTempFile(to.getParent(), ".", ".tmp");
        try {
            long copied = copy(from, temporary, allowed);
            if (name.equals(RunFolder.LINEAGE)) {
                Lineage claimed = Json.read(temporary, Lineage.class);
                synchronized (MERGING) {
                    Lineage lineage = record.lineage();
                    LineageIntake.merge(lineage, claimed);
                    record.write(lineage);
                }
            } else {
                Files.move(temporary, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return copied;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static long copy(FilePath from, Path to, long allowed) throws IOException, InterruptedException {
        long copied = 0;
        try (InputStream in = from.read();
                OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copied += n;
                if (copied > allowed) { // the agent lied about the size
                    throw new AbortException(from + " grew while it was read; nothing more is taken from it.");
                }
                out.write(buffer, 0, n);
            }
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
                    boolean ours = SHIPPED.stream().noneMatch(name -> file.startsWith(root.resolve(name)));
                    if (ours && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        sizes.put(root.relativize(file).toString().replace(File.separatorChar, '/'), Files.size(file));
                    }
                }
            }
            return sizes;
        }
    }
}
