package io.jenkins.plugins.cd4ml.worker.transfer;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordWriter;
import io.jenkins.plugins.cd4ml.engine.lineage.RunDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/**
 * Moves a run's files between the build's folder and an agent. What comes back is untrusted: only plain files with
 * plain relative names, each and all of limited size, are taken, and links are never followed.
 */
public final class RecordTransfer {
    static final long MAX_FILE = 64L << 20;
    static final long MAX_TOTAL = 512L << 20;
    static final int MAX_FILES = 5_000;
    private static final int MAX_NAME = 200;

    /** What was brought to the agent for one step stays behind. */
    private static final Set<String> SHIPPED = Set.of(ChampionShipment.FOLDER, RunFolder.RECORDED);

    private RecordTransfer() {}

    /** Brings what earlier steps recorded to the agent; what a trial recorded in full only for the choice between them. */
    public static void push(RunFolder record, FilePath remote, WorkerTask task)
            throws IOException, InterruptedException {
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
    public static void pull(FilePath remote, RunFolder record, WorkerTask task, TaskListener listener)
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
            } else if (own(name, task) && RunDocuments.fromWorker(name)) {
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
        RecordWriter writer = new RecordWriter(record);
        if (!name.equals(RunFolder.LINEAGE)) {
            try (InputStream in = from.read()) {
                return writer.take(name, in, allowed);
            }
        }
        try (InputStream in = from.read()) {
            byte[] bytes = in.readNBytes(Math.toIntExact(allowed));
            String what = name + " of the worker";
            Lineage claimed = Json.parse(what, bytes, Lineage.class).checked(what);
            writer.lineage(lineage -> {
                LineageIntake.merge(lineage, claimed);
                return lineage;
            });
            return bytes.length;
        }
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
