package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Objective;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The trials as they stand. Thread-safe. */
final class Trials {
    static final String FILE = "trials.json";

    private final TrainingJob job;
    private final JsonNode sweep;
    private final Objective aim;
    private final List<Map<String, JsonNode>> choices;
    private final TreeMap<Integer, Trial> trials = new TreeMap<>();
    private int ended;

    Trials(TrainingJob job, JsonNode sweep, Objective aim, List<Map<String, JsonNode>> choices) {
        this.job = job;
        this.sweep = sweep;
        this.aim = aim;
        this.choices = choices;
        job.progress()
                .line("sweep of " + choices.size() + " trials for " + (aim.maximize() ? "the largest " : "the least ")
                        + aim.metric());
        job.log().others(this::shown);
    }

    synchronized Trial begin(int number) {
        String run = UUID.randomUUID().toString().replace("-", "");
        Path output = job.file("trials/" + number + "/model");
        TrainingLog log = job.log().trial(run);
        Trial trial = new Trial(number, choices.get(number - 1), run, output, log, null, new TreeMap<>(), null, null);
        trials.put(number, trial);
        return trial;
    }

    synchronized void finished(int number, TrainingResult trained, SortedMap<String, String> files) {
        Trial t = trials.get(number);
        Double value = trained.metrics().get(aim.metric());
        String digest = files.isEmpty() ? null : Digests.ofFiles(files);
        ended(
                new Trial(number, t.values(), t.run(), t.output(), t.log(), trained, files, digest, null),
                value == null ? "has no " + aim.metric() : aim.metric() + " " + value);
    }

    synchronized void failed(int number, String error) {
        Trial t = trials.get(number);
        ended(
                new Trial(number, t.values(), t.run(), t.output(), t.log(), null, t.files(), null, error),
                "failed: " + error);
    }

    private void ended(Trial trial, String how) {
        trials.put(trial.number(), trial);
        ended++;
        write(null);
        job.log().done(ended / (double) choices.size());
        job.progress().line("trial " + trial.number() + " of " + choices.size() + " (" + trial.words() + ") " + how);
    }

    synchronized List<Trial> all() {
        return List.copyOf(trials.values());
    }

    synchronized void write(Trial best) {
        job.write(FILE, json(best).put("format", 1));
    }

    /** @param best null while it is not known */
    synchronized ObjectNode json(Trial best) {
        ObjectNode json = Json.object()
                .put("search", sweep.path("search").asText("grid"))
                .put("metric", aim.metric())
                .put("goal", aim.maximize() ? "maximize" : "minimize")
                .put("planned", choices.size());
        if (best != null) {
            json.put("best", best.number());
        }
        ArrayNode array = json.putArray("trials");
        trials.values().forEach(t -> array.add(t.json()));
        return json;
    }

    private synchronized ArrayNode shown() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        trials.values().forEach(t -> array.add(t.shown()));
        return array;
    }

    /**
     * @return the best trial; of equal ones the first
     * @throws InputException when no trial finished, with the first one's reason, or none has the metric
     */
    synchronized Trial best() {
        Trial best = null;
        TreeSet<String> measured = new TreeSet<>();
        for (Trial trial : trials.values()) {
            if (trial.trained() == null) {
                continue;
            }
            Map<String, Double> metrics = trial.trained().metrics();
            measured.addAll(metrics.keySet());
            Double value = metrics.get(aim.metric());
            if (value != null
                    && Double.isFinite(value)
                    && (best == null
                            || aim.better(value, best.trained().metrics().get(aim.metric())))) {
                best = trial;
            }
        }
        if (best != null) {
            return best;
        }
        if (trials.values().stream().allMatch(t -> t.trained() == null)) {
            throw new InputException("All " + trials.size() + " trials failed; the first: "
                    + trials.firstEntry().getValue().error());
        }
        throw new InputException(
                "No trial has a finite metric '" + aim.metric() + "', which train.sweep.metric names; they have "
                        + (measured.isEmpty() ? "none" : String.join(", ", measured)) + ".");
    }
}
