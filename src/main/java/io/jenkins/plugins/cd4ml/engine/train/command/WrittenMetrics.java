package io.jenkins.plugins.cd4ml.engine.train.command;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which files of metrics and parameters a command wrote: the one that CD4ML_METRICS named, those that
 * {@code train.metrics} and {@code train.paramFiles} list, and dvclive's folder. What was there before the training and
 * was not touched is not of this training.
 */
final class WrittenMetrics {
    private static final long MOST_DRAWN = 32 << 20;

    private final TrainingJob job;
    private final Path directory;
    private final FileTime started = FileTime.fromMillis(System.currentTimeMillis() - 2_000); // file systems' clocks

    WrittenMetrics(TrainingJob job, Path directory) {
        this.job = job;
        this.directory = directory;
    }

    /** @throws InputException when a listed file is missing, old, or not what its name says */
    void read() {
        TrainingLog log = job.log();
        Path own = CommandEnvironment.metrics(job);
        if (Files.exists(own)) {
            MetricFiles.metrics(own, log::metric);
        }
        int i = 0;
        for (var name : job.spec().path("metrics")) {
            MetricFiles.metrics(listed(name.asText(), "/train/metrics/" + i++), log::metric);
        }
        i = 0;
        for (var name : job.spec().path("paramFiles")) {
            MetricFiles.params(listed(name.asText(), "/train/paramFiles/" + i++), log::param);
        }
        dvclive(directory.resolve("dvclive"), log);
    }

    private Path listed(String name, String pointer) {
        Path file = job.project().inside(name, pointer);
        if (!Files.isRegularFile(file) || !fresh(file) && pointer.startsWith("/train/metrics")) {
            throw new InputException(job.project().place(pointer) + ": the training did not write " + name + ".");
        }
        return file;
    }

    private void dvclive(Path folder, TrainingLog log) {
        Path summary = folder.resolve("metrics.json");
        if (!Files.isRegularFile(summary) || !fresh(summary)) {
            return;
        }
        Path params = folder.resolve("params.yaml");
        if (Files.isRegularFile(params) && fresh(params)) {
            MetricFiles.params(params, log::param);
        }
        Path plots = folder.resolve("plots/metrics");
        List<Path> curves = new ArrayList<>();
        if (Files.isDirectory(plots)) {
            try (Stream<Path> files = Files.walk(plots)) {
                files.filter(f -> f.toString().endsWith(".tsv") && fresh(f))
                        .sorted()
                        .forEach(curves::add);
            } catch (IOException e) {
                throw MetricFiles.unreadable(plots, e);
            }
        }
        for (Path curve : curves) { // train/loss.tsv has the column "loss" and is the metric train/loss
            String name = plots.relativize(curve).toString().replace('\\', '/').replaceFirst("\\.tsv$", "");
            String metric = name.replace('/', '.');
            MetricFiles.metrics(curve, (column, step, value) -> log.metric(metric, step, value));
        }
        MetricFiles.metrics(summary, log::metric);
        keep(folder.resolve("plots"), plots);
    }

    /** Keeps what dvclive drew (images, and plots as JSON) among the training's artifacts; its curves are metrics. */
    private void keep(Path plots, Path curves) {
        Path to = job.file("artifacts/dvclive/plots");
        long bytes = 0;
        try (Stream<Path> files = Files.isDirectory(plots) ? Files.walk(plots) : Stream.empty()) {
            for (Path file : files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS) && fresh(f))
                    .sorted()
                    .toList()) {
                bytes += Files.size(file);
                if (bytes > MOST_DRAWN) {
                    job.progress()
                            .line("dvclive's plots have more than " + MOST_DRAWN + " bytes; " + file
                                    + " and those after it are not kept.");
                    return;
                }
                if (!file.startsWith(curves)) {
                    Path copy = to.resolve(plots.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw MetricFiles.unreadable(plots, e);
        }
    }

    private boolean fresh(Path file) {
        try {
            return Files.getLastModifiedTime(file).compareTo(started) >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
