package io.jenkins.plugins.cd4ml.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The numbers of the datasets that a job accepted before, which history rules compare with. They live in the job's
 * folder, are put into a build's record before it validates and come back with it: an agent may be new each time.
 */
@Extension
public final class DataHistory implements RecordListener {
    /** In the record's folder, one file of JSON lines per dataset. */
    public static final String FOLDER = "history";

    private static final String END = ".jsonl";
    private static final int KEPT = 400;
    private static final Object LOCK = new Object();

    /** @return whether the verb holds datasets against their history */
    public static boolean validates(String verb) {
        return "validate-data".equals(verb) || "build-features".equals(verb);
    }

    /** Puts the job's history into the build's record, unless an earlier step of this build did. */
    public static void begin(Run<?, ?> run) throws IOException {
        Path folder = BuildRecord.of(run).file(FOLDER);
        if (Files.exists(folder)) {
            return;
        }
        // a file of its own, because folders without files do not travel
        Json.write(
                folder.resolve("job.json"),
                Json.object().put("job", run.getParent().getFullName()));
        synchronized (LOCK) {
            for (Path file : files(folder(run.getParent()))) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) throws IOException {
        RunFolder record = BuildRecord.of(run);
        if (!validates(verb) || !record.has(FOLDER)) {
            return;
        }
        synchronized (LOCK) { // builds of a job may run side by side: each adds what it has accepted
            for (Path file : files(record.file(FOLDER))) {
                merge(file, folder(run.getParent()).resolve(file.getFileName()), listener);
            }
        }
    }

    private static void merge(Path from, Path to, TaskListener listener) throws IOException {
        List<String> lines = Files.exists(to) ? new ArrayList<>(Files.readAllLines(to)) : new ArrayList<>();
        Set<String> known = new HashSet<>(lines);
        for (String line : Files.readAllLines(from)) {
            if (known.add(line)) {
                try { // it comes from an agent
                    if (Json.MAPPER.readTree(line).path("digest").isTextual()) {
                        lines.add(line);
                    }
                } catch (JsonProcessingException e) {
                    listener.getLogger().println("[cd4ml] A line of " + from.getFileName() + " is no JSON; left out.");
                }
            }
        }
        Files.createDirectories(to.getParent());
        Path temporary = Files.createTempFile(to.getParent(), ".", ".tmp");
        try {
            Files.write(temporary, lines.subList(Math.max(0, lines.size() - KEPT), lines.size()));
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path folder(Job<?, ?> job) {
        return new File(job.getRootDir(), "cd4ml-history").toPath();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(END))
                    .toList();
        }
    }
}
