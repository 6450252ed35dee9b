package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Objective;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import java.io.IOException;
import java.math.MathContext;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code choose-model}: makes one of a run's trials its training, by name or as the best by a metric. Until then the run
 * has no model, so nothing is evaluated or promoted because it happened to end last.
 */
public final class TrialChoice {
    private static final int MOST_IN_SENTENCE = 5;
    private static final int DIGITS = 4;

    private final Project project;
    private final RunFolder run;
    private final Map<String, RunFolder> trials = new TreeMap<>();

    private TrialChoice(Project project, RunFolder run) {
        this.project = project;
        this.run = run;
    }

    /** @return the folder of a trial's model, as {@code train.output}: beside the project's own */
    public static String output(Project project, String trial) {
        String output = project.section("train").path("output").asText("model").replaceAll("/+$", "");
        return output + "." + trial;
    }

    /**
     * @param trial  the trial's name; null for the best by {@code metric}
     * @param metric null where the trial is named
     * @param goal   {@code minimize} or {@code maximize}; null where the metric's name tells it
     * @throws InputException when there is no such trial, or the best cannot be told
     */
    public static Outcome run(Project project, RunFolder run, String trial, String metric, String goal) {
        if ((trial == null) == (metric == null)) {
            throw new InputException("Name either the trial or the metric by which the best trial is chosen.");
        }
        return new TrialChoice(project, run).chosen(trial, metric, goal);
    }

    private Outcome chosen(String name, String metric, String goal) {
        Instant started = Instant.now();
        find();
        String best = name;
        Objective aim = metric == null ? null : Objective.of(metric, goal, "choose-model");
        if (name == null) {
            best = best(aim);
        } else if (!trials.containsKey(name)) {
            throw new InputException("This run has no finished trial '" + name + "'; it has "
                    + String.join(", ", trials.keySet()) + ".");
        }
        ObjectNode training = (ObjectNode) training(best);
        String digest = training.at("/model/digest").asText();
        if (trials.get(best).withoutModel()) {
            throw new InputException("The trial '" + best + "'" + (name == null ? " is the best, but it" : "")
                    + " recorded metrics and left no model, so it cannot be this run's; choose another one by name, or"
                    + " train it again with its model written to CD4ML_OUTPUT.");
        }
        Path output = model(training, best, digest);
        copy(trials.get(best).file("train"), run.file("train"));
        ((ObjectNode) training.get("model"))
                .put("path", project.folder().relativize(output).toString().replace('\\', '/'));
        training.set("trials", described(best, aim));
        run.write(RunFolder.TRAINING, training);
        if (run.has(RunFolder.LIVE) && run.read(RunFolder.LIVE) instanceof ObjectNode live) {
            run.write(RunFolder.LIVE, live.set("runs", shown(best)));
        }
        String sentence = sentence(best, aim, digest);
        record(best, aim, started, sentence);
        ObjectNode result =
                Json.object().put("model", project.model()).put("trial", best).put("digest", digest);
        result.set("metrics", training.get("metrics"));
        return new Outcome(true, sentence, result);
    }

    private void find() {
        Path folder = run.file(RunFolder.TRIALS);
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path one : all) {
                    RunFolder trial = new RunFolder(one);
                    if (RunFolder.plainName(trial.id()) && trial.has(RunFolder.TRAINING)) {
                        trials.put(trial.id(), trial);
                    }
                }
            } catch (IOException e) {
                throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
            }
        }
        if (trials.isEmpty()) {
            throw new InputException("This run has no finished trial to choose; train with a trial's name first.");
        }
    }

    private JsonNode training(String trial) {
        return trials.get(trial).read(RunFolder.TRAINING);
    }

    /** @return the trial with the best value; of equal ones the first by name */
    private String best(Objective aim) {
        TreeMap<String, List<String>> byData = new TreeMap<>();
        trials.keySet()
                .forEach(t -> byData.computeIfAbsent(
                                training(t).at("/dataset/digest").asText(), d -> new ArrayList<>())
                        .add(t));
        if (byData.size() > 1) {
            throw new InputException("The trials were trained on different data ("
                    + String.join(
                            "; ",
                            byData.values().stream()
                                    .map(names -> String.join(", ", names))
                                    .toList())
                    + "), so their " + aim.metric() + " cannot be compared; name the trial.");
        }
        String best = null;
        for (String trial : trials.keySet()) {
            JsonNode value = value(trial, aim);
            if (value.isNumber()
                    && (best == null
                            || aim.better(value.asDouble(), value(best, aim).asDouble()))) {
                best = trial;
            }
        }
        if (best == null) {
            throw new InputException("No trial has a finite metric '" + aim.metric() + "'; they have "
                    + String.join(
                            ", ",
                            trials.keySet().stream()
                                    .flatMap(t -> Stream.of(training(t).path("metrics"))
                                            .flatMap(
                                                    m -> m.properties().stream().map(Map.Entry::getKey)))
                                    .distinct()
                                    .sorted()
                                    .toList())
                    + ".");
        }
        return best;
    }

    /** @return a number where it is finite */
    private JsonNode value(String trial, Objective aim) {
        return training(trial).path("metrics").path(aim.metric());
    }

    /** Puts the trial's model where the project's model is. @return that folder */
    private Path model(JsonNode training, String trial, String digest) {
        Path from = project.inside(training.at("/model/path").asText(), "/train/output");
        if (!Files.isDirectory(from) || !digest.equals(Digests.ofFiles(Digests.files(from)))) {
            throw new InputException("The model of trial '" + trial + "' is not in " + from
                    + " as it was trained; choose where it is, before the folder changes.");
        }
        Path output = OutputFolder.empty(project, project.section("train"), List.of());
        copy(from, output);
        return output;
    }

    private static void copy(Path from, Path to) {
        try {
            OutputFolder.made(to);
            List<Path> all;
            try (Stream<Path> files = Files.walk(from)) {
                all = files.filter(Files::isRegularFile).toList();
            }
            for (Path file : all) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private ObjectNode described(String best, Objective aim) {
        ObjectNode json = Json.object().put("chosen", best);
        if (aim != null) {
            json.put("metric", aim.metric()).put("goal", aim.maximize() ? "maximize" : "minimize");
        }
        trials.keySet().forEach(name -> {
            JsonNode training = training(name);
            ObjectNode trial = json.withArray("trials").addObject().put("trial", name);
            for (String key : new String[] {"trainer", "seed", "params", "metrics", "seconds", "dataset"}) {
                trial.set(key, training.get(key));
            }
            trial.put("digest", training.at("/model/digest").asText(null));
        });
        return json;
    }

    /** @return the trials as pages show runs beside the one that counts */
    private ArrayNode shown(String best) {
        ArrayNode shown = Json.MAPPER.createArrayNode();
        trials.keySet().forEach(name -> {
            ObjectNode trial = shown.addObject()
                    .put("id", name)
                    .put("name", name)
                    .put("status", name.equals(best) ? "CHOSEN" : "FINISHED")
                    .put("parent", "");
            trial.set("params", training(name).path("params"));
            trial.set("metrics", training(name).path("metrics"));
        });
        return shown;
    }

    private String sentence(String best, Objective aim, String digest) {
        StringBuilder text = new StringBuilder("Trial " + best + " of " + trials.size() + " is the model");
        if (aim != null) {
            text.append(": ").append(aim.metric()).append(' ').append(told(best, aim));
            List<String> others = trials.keySet().stream()
                    .filter(t -> !t.equals(best))
                    .map(t -> t + " " + told(t, aim))
                    .toList();
            if (!others.isEmpty()) {
                text.append(" (")
                        .append(String.join(", ", others.subList(0, Math.min(MOST_IN_SENTENCE, others.size()))))
                        .append(others.size() > MOST_IN_SENTENCE ? " …)" : ")");
            }
        }
        return text + "; " + digest + ".";
    }

    /** @return the trial's value with four digits; {@code none} where it has none */
    private String told(String trial, Objective aim) {
        JsonNode value = value(trial, aim);
        return value.isNumber()
                ? value.decimalValue()
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString()
                : value.asText("none");
    }

    /** Takes over what each trial recorded; the chosen one's code, parameters and model are the run's. */
    private void record(String best, Objective aim, Instant started, String sentence) {
        Lineage lineage = run.lineage();
        List<String> used = new ArrayList<>();
        trials.forEach((name, folder) -> {
            Lineage own = folder.lineage();
            String id = "trial:" + name;
            Lineage.Entity model = own.entity("model");
            lineage.put(new Lineage.Entity(
                    id, "trial", name, own.digest("model"), model == null ? Map.of() : model.attributes()));
            used.add(id);
            for (Lineage.Entity entity : own.entities) {
                boolean data = entity.kind().equals("dataset");
                boolean known = entity.digest() != null && entity.digest().equals(lineage.digest(entity.id()));
                if (data ? !known : name.equals(best)) { // a validation tells more of the same data
                    lineage.put(entity);
                }
            }
            Lineage.Activity trained = own.last("train");
            Map<String, Object> attributes = new TreeMap<>(trained.attributes());
            attributes.put("trial", name);
            boolean had = lineage.activities.stream()
                    .anyMatch(a -> a.kind().equals("train") && a.started().equals(trained.started()));
            if (!had) {
                lineage.add(new Lineage.Activity(
                        "train",
                        "train",
                        trained.used().stream()
                                .filter(u -> u.startsWith("dataset:"))
                                .toList(),
                        List.of(id),
                        trained.by(),
                        trained.started(),
                        trained.ended(),
                        trained.outcome(),
                        trained.sentence(),
                        attributes));
            }
        });
        Map<String, Object> attributes = new TreeMap<>(DocumentDigests.attributes(run, List.of(RunFolder.TRAINING)));
        attributes.put("trial", best);
        if (aim != null) {
            attributes.put("metric", aim.metric());
        }
        used.addAll(List.of("code", "parameters"));
        RunFolder.record(lineage, "choose", started, true, sentence, used, List.of("model"), attributes);
        run.write(lineage);
    }
}
