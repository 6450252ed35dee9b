package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The runs of a model project on this machine: {@code .cd4ml/runs/1}, {@code 2}, …; the highest is the current one. */
final class Runs {
    private final Path folder;

    private Runs(Path folder) {
        this.folder = folder;
    }

    static Runs of(Path project) {
        return new Runs(project.resolve(".cd4ml").resolve("runs"));
    }

    /** @return the current run, or a new one where there is none or where the verb starts another */
    RunFolder forVerb(Verb verb) {
        Optional<RunFolder> current = current();
        return current.isPresent() && !verb.startsRun(current.get().lineage()) ? current.get() : create();
    }

    Optional<RunFolder> current() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.filter(f -> f.getFileName().toString().matches("[0-9]{1,9}"))
                    .max(Comparator.comparingInt(
                            f -> Integer.parseInt(f.getFileName().toString())))
                    .map(RunFolder::new);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Creates the next run; two processes that race get two numbers. */
    RunFolder create() {
        int next = current().map(r -> Integer.parseInt(r.id()) + 1).orElse(1);
        try {
            Files.createDirectories(folder);
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
