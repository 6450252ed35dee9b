package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Objective;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Trains once for each choice of a {@code sweep}'s values, some at a time, and takes the best trial's model. Each trial is
 * recorded when it ends, in {@value Trials#FILE} and at last in {@code training.json}; one that fails does not end the others.
 * Of the models only the best one's files are kept, of the others the digests.
 */
public final class Sweep implements Trainer {
    private final Trainer trainer;
    private final List<String> blocks;

    /**
     * @param trainer does each trial
     * @param blocks  keys of the trainers whose values a trial may choose
     */
    public Sweep(Trainer trainer, List<String> blocks) {
        this.trainer = trainer;
        this.blocks = blocks;
    }

    @Override
    public TrainingResult train(TrainingJob job) {
        JsonNode sweep = job.spec().get("sweep");
        Objective aim = Objective.of(
                sweep.get("metric").asText(),
                sweep.path("goal").asText(null),
                job.project().place("/train/sweep"));
        List<Map<String, JsonNode>> choices = new SearchSpace(job.project(), sweep).choices(job.seed());
        List<Project> projects = choices.stream()
                .map(c -> TrialProject.of(job.project(), blocks, c))
                .toList();
        Trials trials = new Trials(job, sweep, aim, choices);
        ExecutorService threads =
                Executors.newFixedThreadPool(sweep.path("parallel").asInt(1));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < choices.size(); i++) {
                Project project = projects.get(i);
                int number = i + 1;
                running.add(threads.submit(() -> trial(job, project, trials, number)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(
                    "The sweep was interrupted; " + job.file(Trials.FILE) + " has the trials that ended.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        Trial best = trials.best();
        trials.write(best);
        return won(job, trials, best);
    }

    private void trial(TrainingJob job, Project project, Trials trials, int number) {
        Trial trial = trials.begin(number);
        String prefix = "[" + number + "] ";
        TrainingJob own = new TrainingJob(
                project,
                job.run(),
                project.section("train"),
                job.data(),
                OutputFolder.made(trial.output()),
                job.name() + "/trials/" + number,
                trial.log(),
                line -> job.progress().line(prefix + line));
        try {
            TrainingResult trained = trainer.train(own);
            SortedMap<String, String> files = Digests.files(trial.output());
            if (files.isEmpty() && trained.metrics().isEmpty()) {
                throw new InputException("The training left no file in " + trial.output() + " and no metric.");
            }
            trials.finished(number, trained, files);
        } catch (InputException e) {
            trials.failed(number, e.getMessage());
        } catch (SQLException | RuntimeException e) {
            trials.failed(number, e.toString()); // a bug in one of them must not lose the others
        }
    }

    /** The best trial's files become the job's, its log's values those of the build. */
    private static TrainingResult won(TrainingJob job, Trials trials, Trial best) {
        try {
            for (String file : best.files().keySet()) {
                Path to = job.output().resolve(file);
                Files.createDirectories(to.getParent());
                Files.move(best.output().resolve(file), to);
            }
            for (Trial trial : trials.all()) {
                OutputFolder.delete(trial.output());
                Files.deleteIfExists(trial.output());
            }
        } catch (IOException e) {
            throw new InputException(job.output() + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        Map<String, String> params = new TreeMap<>(best.trained().params());
        best.values().forEach((key, value) -> params.put(key, TrainingJob.text(value)));
        params.forEach(job.log()::param);
        best.trained().metrics().forEach((name, value) -> job.log().metric(name, best.number(), value));
        ObjectNode details = best.trained().details().deepCopy();
        details.set("sweep", trials.json(best));
        if (best.values().containsKey("seed")) {
            details.set("seed", best.values().get("seed"));
        }
        return new TrainingResult(
                best.trained().trainer(), params, best.trained().metrics(), details);
    }
}
