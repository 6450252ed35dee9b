package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runs of a model project on this machine: {@code .cd4ml/runs/1}, {@code 2}, …; the highest is the current one. */
public final class LocalRuns {
    private final Path folder;

    private LocalRuns(Path folder) {
        this.folder = folder;
    }

    public static LocalRuns of(Path project) {
        return new LocalRuns(project.resolve(".cd4ml").resolve("runs"));
    }

    /** @return the current run, or a new one where there is none or where a verb, given the run's lineage, starts another */
    public RunFolder forVerb(Predicate<Lineage> startsRun) {
        Optional<RunFolder> current = current();
        return current.isPresent() && !startsRun.test(current.get().lineage()) ? current.get() : create();
    }

    /**
     * @param id of a run, or null for the current one
     * @throws InputException when there is none
     */
    public RunFolder named(String id) {
        return (id == null ? current() : all().filter(r -> r.id().equals(id)).findFirst())
                .orElseThrow(() -> new InputException(
                        id == null ? folder + " has no run yet." : "There is no run " + id + " in " + folder + "."));
    }

    /** @return the run with the highest number */
    public Optional<RunFolder> current() {
        return all().max(Comparator.comparingInt(r -> Integer.parseInt(r.id())));
    }

    private Stream<RunFolder> all() {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> runs = Files.list(folder)) {
            return runs
                    .filter(f -> f.getFileName().toString().matches("[0-9]{1,9}"))
                    .map(RunFolder::new)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return the runs before that one, newest first */
    public List<RunFolder> before(RunFolder run) {
        int last = run.id().matches("[0-9]{1,9}") ? Integer.parseInt(run.id()) : Integer.MAX_VALUE;
        return newestFirst().stream()
                .filter(r -> Integer.parseInt(r.id()) < last)
                .toList();
    }

    /** @return all runs */
    public List<RunFolder> newestFirst() {
        return all().sorted(Comparator.comparingInt((RunFolder r) -> Integer.parseInt(r.id()))
                        .reversed())
                .toList();
    }

    /** Creates the next run; two processes that race get two numbers. */
    RunFolder create() {
        int next = current().map(r -> Integer.parseInt(r.id()) + 1).orElse(1);
        try {
            Files.createDirectories(folder);
            Path ignore = folder.resolveSibling(".gitignore");
            if (!Files.exists(ignore)) {
                Files.writeString(ignore, "*\n"); // runs are no code
            }
            while (true) {
                try {
                    return new RunFolder(Files.createDirectory(folder.resolve(Integer.toString(next))));
                } catch (java.nio.file.FileAlreadyExistsException e) {
                    next++;
                }
            }
        } catch (IOException e) {
            throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }
}
