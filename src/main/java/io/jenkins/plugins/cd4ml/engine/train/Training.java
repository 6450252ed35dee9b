package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.capture.CodeFiles;
import io.jenkins.plugins.cd4ml.engine.train.capture.CodeState;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.sweep.Sweep;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** {@code train-model}: runs the project's trainer and records code, data, parameters, metrics and the model's digest. */
public final class Training {
    private static final String FOLDER = "train";

    private final Project project;
    private final RunFolder run;
    private final Progress progress;
    private final JsonNode spec;

    private Training(Project project, RunFolder run, Progress progress) {
        this.project = project;
        this.run = run;
        this.progress = progress;
        this.spec = project.section("train");
    }

    /** @throws InputException when something is missing or the training fails; what was recorded by then stays */
    public static Outcome run(Project project, RunFolder run, Progress progress) throws SQLException {
        return new Training(project, run, progress).run();
    }

    /**
     * As {@link #run(Project, RunFolder, Progress)}, as one of several trainings of the run, of which {@link TrialChoice} makes
     * one the run's own: its record is in {@code trials/<name>} of the folder and its model in a folder beside the project's
     * {@code train.output}, so that several may train at once.
     *
     * @param name of the trial, a plain one
     */
    public static Outcome trial(Project project, RunFolder run, String name, Progress progress) throws SQLException {
        if (!RunFolder.plainName(name)) {
            throw new InputException("A trial cannot be named '" + name
                    + "'; letters, digits, dots, dashes and underscores make a name, up to 63 of them.");
        }
        RunFolder own = new RunFolder(run.file(RunFolder.TRIALS + "/" + name));
        OutputFolder.made(own.path()); // a training of this name before is replaced
        Lineage known = run.lineage();
        Lineage lineage = new Lineage();
        lineage.run = known.run;
        lineage.model = known.model;
        lineage.agents.addAll(known.agents);
        own.write(lineage);
        ObjectNode patch = Json.object();
        patch.putObject("train").put("output", TrialChoice.output(project, name));
        Outcome outcome = new Training(project.with(patch), own, progress).run();
        outcome.result().put("trial", name);
        return new Outcome(outcome.yes(), "Trial " + name + ": " + outcome.sentence(), outcome.result());
    }

    private Outcome run() throws SQLException {
        Instant started = Instant.now();
        Map<String, Path> data = data();
        Trainer each = Trainers.of(project, spec);
        String dataset = dataset();
        Trainer trainer = spec.hasNonNull("sweep") ? new Sweep(each, Trainers.tunable()) : each;
        String dataDigest = dataset == null ? null : SourceDigests.of(project, dataset, "path");
        Path output = OutputFolder.empty(project, spec, data.values());
        Set<Path> notCode = new HashSet<>(data.values());
        notCode.add(output);
        notCode.add(project.folder().resolve(OutputFolder.RUNS));
        notCode.add(run.path());
        CodeState code = CodeState.of(project.folder(), notCode, run.file(FOLDER + "/diff.patch"));
        CodeFiles.record(project.folder(), notCode, run.file(RunFolder.CODE));
        String id = UUID.randomUUID().toString().replace("-", "");
        TrainingResult trained;
        TrainingRecord record;
        try (TrainingLog log = new TrainingLog(run, id, progress)) {
            try {
                trained = trainer.train(new TrainingJob(project, run, spec, data, output, FOLDER, log, progress));
                record = new TrainingRecord(project, output, trained);
                log.end("finished");
            } catch (RuntimeException e) {
                log.end("failed");
                throw e;
            }
        }
        Lineage lineage = run.lineage();
        List<String> used = new ArrayList<>(List.of("code", "parameters"));
        if (dataset != null) {
            describe(lineage, dataset, dataDigest);
            used.add(0, "dataset:" + dataset);
        }
        lineage.put(new Lineage.Entity("code", "code", "code", code.digest(), record.code(code.attributes())));
        lineage.put(new Lineage.Entity(
                "parameters", "parameters", "parameters", project.digest("train"), record.parameters(spec)));
        boolean model = record.digest() != null;
        if (model || lineage.entity("model") != null) { // that of a training before in this run is not this one's
            lineage.put(new Lineage.Entity("model", "model", project.model(), record.digest(), record.attributes()));
        }
        run.write(RunFolder.TRAINED_PROJECT, project.root());
        run.write(RunFolder.TRAINING, record.document(spec, dataset, dataDigest, code, started));
        RunFolder.record(
                lineage,
                "train",
                started,
                true,
                record.sentence(),
                used,
                model ? List.of("model") : List.of(),
                DocumentDigests.attributes(run, List.of(RunFolder.TRAINING)));
        run.write(lineage);
        return new Outcome(true, record.sentence(), record.result());
    }

    /**
     * @return the dataset that is trained on; null where a command brings its own, for the project describes none, or none
     *         but the one that it is evaluated on
     */
    private String dataset() {
        TrainerKind kind = Trainers.kind(project, spec);
        String dataset = spec.path("dataset").asText("train");
        JsonNode described = project.root().path("data");
        if (described.has(dataset)) {
            Sources.refuseDatabase(project, dataset);
            return dataset;
        }
        if (kind.needsDataset() && described.isEmpty()) {
            throw new InputException(project.place("/train") + ": " + kind.key()
                    + " learns from a dataset, and there is no data section; add data: {" + dataset
                    + ": {path: …}}.");
        }
        String holdout = project.root().at("/evaluate/dataset").asText();
        boolean others =
                described.properties().stream().anyMatch(d -> !d.getKey().equals(holdout));
        if (kind.needsDataset() || spec.has("dataset") || others) {
            throw new InputException(
                    project.place("/train/dataset") + ": the data section has no dataset '" + dataset + "'.");
        }
        progress.line("cd4ml.yaml describes no training data, so what this trains on is not in the record");
        return null;
    }

    /** Keeps what a validation said of the dataset, when it is still the same. */
    private void describe(Lineage lineage, String dataset, String digest) {
        Lineage.Entity recorded = lineage.entity("dataset:" + dataset);
        if (recorded == null || !digest.equals(recorded.digest())) {
            String path = project.section("data").get(dataset).get("path").asText();
            lineage.put(new Lineage.Entity("dataset:" + dataset, "dataset", dataset, digest, Map.of("path", path)));
        }
    }

    /** A pattern of several files stays a pattern: the command knows what to do with it. */
    private Map<String, Path> data() {
        Map<String, Path> paths = new TreeMap<>();
        project.root().path("data").properties().forEach(entry -> {
            if (Sources.inDatabase(entry.getValue())) {
                return; // no path to hand on
            }
            String at = "/data/" + entry.getKey() + "/path";
            String path = entry.getValue().path("path").asText();
            boolean pattern = path.matches(".*[*?\\[{].*");
            paths.put(entry.getKey(), pattern ? project.inside(path, at) : project.existing(path, at));
        });
        return paths;
    }

    /** @return names of the trained model's metrics and their newest values, as JSON */
    static ObjectNode metrics(Map<String, Double> metrics) {
        ObjectNode json = Json.object();
        metrics.forEach((name, value) -> json.set(name, TrainingLog.number(value)));
        return json;
    }
}
