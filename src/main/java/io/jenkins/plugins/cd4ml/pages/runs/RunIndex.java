package io.jenkins.plugins.cd4ml.pages.runs;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.File;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The last ten thousand runs of a job, in {@code cd4ml-runs.jsonl} of its folder and in memory while there is room: pages
 * of all runs load no build. Made again from the builds' records when it is missing or broken, in the background where
 * there are many. Thread-safe.
 */
final class RunIndex {
    static final int MOST = 10_000;

    private static final String FILE = "cd4ml-runs.jsonl";
    /** So many records are read while a page waits. */
    private static final int AT_ONCE = 200;

    private static final Logger LOGGER = Logger.getLogger(RunIndex.class.getName());
    private static final Map<Job<?, ?>, RunIndex> ALL = Collections.synchronizedMap(new WeakHashMap<>());

    private final File folder;
    private final Path builds;
    private final RunIndexFile file;
    private SoftReference<NavigableMap<Integer, RunFacts>> kept = new SoftReference<>(null);
    private boolean making;

    private RunIndex(Job<?, ?> job) {
        this.folder = job.getRootDir();
        this.builds = job.getBuildDir().toPath();
        this.file = new RunIndexFile(folder.toPath().resolve(FILE));
    }

    static RunIndex of(Job<?, ?> job) {
        return ALL.compute(
                job, (j, known) -> known != null && known.folder.equals(j.getRootDir()) ? known : new RunIndex(j));
    }

    /** @return whether the job has runs to show, by two looks at the disk */
    static boolean any(Job<?, ?> job) {
        Path last = job.getBuildDir().toPath().resolve(Integer.toString(job.getNextBuildNumber() - 1));
        return Files.exists(job.getRootDir().toPath().resolve(FILE))
                || Files.exists(last.resolve("cd4ml").resolve(RunFolder.LINEAGE));
    }

    /** @return whether records are still being read, so that {@link #runs} lacks some */
    synchronized boolean isMaking() {
        return making;
    }

    /** @return the runs, newest first */
    List<RunFacts> runs() {
        return new ArrayList<>(known().descendingMap().values());
    }

    /** @return where the build's record is; the build need not be loaded for it */
    RunFolder record(int build) {
        return new RunFolder(builds.resolve(Integer.toString(build)).resolve("cd4ml"));
    }

    private synchronized NavigableMap<Integer, RunFacts> known() {
        NavigableMap<Integer, RunFacts> runs = kept.get();
        if (runs == null) {
            runs = new ConcurrentSkipListMap<>(readOrNothing());
            kept = new SoftReference<>(runs);
            complete(runs);
        }
        return runs;
    }

    private NavigableMap<Integer, RunFacts> readOrNothing() {
        try {
            NavigableMap<Integer, RunFacts> read = file.exists() ? file.read() : new TreeMap<>();
            return file.broken() ? new TreeMap<>() : read;
        } catch (IOException e) {
            return new TreeMap<>();
        }
    }

    /** Reads the records of builds that are newer than what is indexed: of all, where nothing is. */
    private void complete(NavigableMap<Integer, RunFacts> runs) {
        int newest = runs.isEmpty() ? 0 : runs.lastKey();
        List<Integer> missing = recorded().stream().filter(n -> n > newest).toList();
        if (missing.isEmpty()) {
            return;
        }
        if (missing.size() <= AT_ONCE) {
            add(runs, missing);
        } else {
            making = true;
            Computer.threadPoolForRemoting.execute(() -> {
                try {
                    add(runs, missing);
                } finally {
                    synchronized (this) {
                        making = false;
                    }
                }
            });
        }
    }

    /** @return numbers of the newest builds with a record, newest first */
    private List<Integer> recorded() {
        try (Stream<Path> all = Files.list(builds)) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches("[1-9][0-9]{0,8}"))
                    .map(Integer::valueOf)
                    .sorted(Collections.reverseOrder())
                    .limit(MOST)
                    .filter(n -> record(n).has(RunFolder.LINEAGE))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void add(NavigableMap<Integer, RunFacts> runs, List<Integer> missing) {
        for (int build : missing) {
            RunFacts facts = RecordedFacts.of(build, record(build), file::shared);
            if (facts != null) {
                runs.put(build, facts);
            }
        }
        synchronized (this) {
            rewrite(runs);
        }
    }

    private void rewrite(NavigableMap<Integer, RunFacts> runs) {
        while (runs.size() > MOST) {
            runs.pollFirstEntry();
        }
        try {
            file.write(runs.values());
        } catch (IOException | RuntimeException e) { // the next one to look reads the records again
            LOGGER.log(Level.WARNING, "The index of the runs in " + folder + " cannot be written", e);
        }
    }

    private synchronized void put(Run<?, ?> run) {
        RunFacts facts = RecordedFacts.of(run.getNumber(), BuildRecord.of(run), file::shared);
        if (facts == null) {
            return;
        }
        NavigableMap<Integer, RunFacts> runs = known();
        runs.put(run.getNumber(), facts);
        if (runs.size() > MOST || file.lines() > 2 * runs.size() + AT_ONCE) {
            rewrite(runs);
            return;
        }
        try {
            file.append(facts);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The index of the runs in " + folder + " cannot be written", e);
        }
    }

    private synchronized void remove(int build) {
        if (file.exists() && known().remove(build) != null) {
            try {
                file.appendGone(build);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The index of the runs in " + folder + " cannot be written", e);
            }
        }
    }

    /** Keeps the index in step with the records. */
    @Extension
    public static final class Recorder implements RecordListener {
        @Override
        public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) {
            of(run.getParent()).put(run);
        }
    }

    /** Forgets builds that are deleted. */
    @Extension
    public static final class Deletions extends RunListener<Run<?, ?>> {
        @Override
        public void onDeleted(Run<?, ?> run) {
            of(run.getParent()).remove(run.getNumber());
        }
    }
}
