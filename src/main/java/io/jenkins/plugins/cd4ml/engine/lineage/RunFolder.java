package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The folder of one run: {@code .cd4ml/runs/<id>/} of a model project on the command line, {@code cd4ml/} of a build's
 * folder in Jenkins; the same files in both.
 *
 * <pre>
 * lineage.json                       the record
 * project.json                       cd4ml.yaml as it was read, overrides applied
 * data/&lt;dataset&gt;/…              validation.json, profile.json, drift.json, quarantine.parquet
 * train/…                            training.json, project.json, live.json, metrics.csv.gz, code.json.gz, artifacts
 * trials/&lt;trial&gt;/train/…        the same of each trial, until one is chosen and after
 * evaluate/…                         evaluation.json, predictions, serving-rows.json
 * registered.json                    digests of gates and contracts, from before the holdout was scored
 * gates.json                         the verdicts
 * promote/…                          promotion.json, manifests as applied
 * report.html
 * </pre>
 */
public final class RunFolder {
    public static final String LINEAGE = "lineage.json";
    public static final String PROJECT = "project.json";
    public static final String EVALUATION = "evaluate/evaluation.json";
    /** Rows of the holdout and what the model answered, as requests to a model server. */
    public static final String SERVING_ROWS = "evaluate/serving-rows.json";

    public static final String TRAINING = "train/training.json";
    /** {@code cd4ml.yaml} as the training read it: other steps have overrides of their own. */
    public static final String TRAINED_PROJECT = "train/project.json";
    /** What a running training tells. */
    public static final String LIVE = "train/live.json";
    /** The files of the code that a training was started from, with the texts of small ones. */
    public static final String CODE = "train/code.json.gz";
    /** All points of a training's metrics: {@code run,metric,step,time,value}. */
    public static final String POINTS = "train/metrics.csv.gz";

    /** The first traces of a training, below its folder. */
    public static final String TRACE_TREES = "trace-trees.json";

    /**
     * What is brought from the registry to be trained again; it stays out of the build's record. {@code recorded.json}
     * says what it is: model, version, digest, run, what.
     */
    public static final String RECORDED = "recorded";

    /** A folder for each trial of a run that trains several models at once, with the files of a run's folder. */
    public static final String TRIALS = "trials";

    public static final String GATES = "gates.json";
    /** Digests of the gates and contracts, from before the holdout was scored. */
    public static final String REGISTERED = "registered.json";

    public static final String REPORT = "report.html";

    private final Path folder;

    public RunFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    public Path path() {
        return folder;
    }

    /** @return the run's id: the folder's name */
    public String id() {
        return folder.getFileName().toString();
    }

    /**
     * @param relative a path below the folder, with slashes
     * @throws InputException when it leads outside the folder: names of datasets and models come from users
     */
    public Path file(String relative) {
        Path file = folder.resolve(relative).normalize();
        if (!file.startsWith(folder)) {
            throw new InputException("The name '" + relative + "' leads outside the run's folder; use a plain name.");
        }
        return file;
    }

    public boolean has(String relative) {
        return Files.exists(file(relative));
    }

    public JsonNode read(String relative) {
        return Json.read(file(relative));
    }

    public <T> T read(String relative, Class<T> type) {
        return Json.read(file(relative), type);
    }

    /** Writes a document by {@link RecordWriter}. */
    public void write(String relative, Object value) {
        file(relative); // a name that leads outside is told as such
        new RecordWriter(this).write(relative, value);
    }

    /**
     * @return the record so far, empty for a new run
     * @throws InputException when it is not JSON, or entities, activities or agents lack what every reader relies on
     */
    public Lineage lineage() {
        if (!has(LINEAGE)) {
            return new Lineage();
        }
        Lineage lineage = read(LINEAGE, Lineage.class);
        if (lineage == null) {
            throw new InputException(file(LINEAGE) + " holds 'null' instead of a record.");
        }
        return lineage.checked(file(LINEAGE).toString()).remember();
    }

    /** Writes what was added to the record since it was read; a new record replaces the one there. */
    public void write(Lineage lineage) {
        lineage.become(new RecordWriter(this).lineage(lineage::onto));
    }

    /** Appends an activity that ends now, and who did it, to {@code lineage}; the caller writes it. */
    public static void record(
            Lineage lineage,
            String kind,
            Instant started,
            boolean yes,
            String sentence,
            List<String> used,
            List<String> made,
            Map<String, Object> attributes) {
        List<String> by = lineage.agents.stream().map(Lineage.Agent::id).toList();
        lineage.add(new Lineage.Activity(
                kind,
                kind,
                used,
                made,
                by,
                started.toString(),
                Instant.now().toString(),
                yes ? "yes" : "no",
                sentence,
                attributes));
    }

    /** @return whether there are trials of which none was made the run's model */
    public boolean undecided() {
        return has(TRIALS) && !has(TRAINING);
    }

    /** @return whether the run's training left metrics only: its record says so */
    public boolean withoutModel() {
        return has(TRAINING) && read(TRAINING).path("model").isNull();
    }

    /**
     * @param done what needs the run's model, such as {@code evaluate}
     * @throws InputException when the run's training left none
     */
    public void needsModel(String done) {
        if (withoutModel()) {
            throw new InputException("The training of this run recorded metrics and left no model, so there is nothing"
                    + " to " + done + "; write the model to CD4ML_OUTPUT, or log it with MLflow, and train again.");
        }
    }

    /** @return whether a dataset or model of that name can name a file: letters, digits, dot, dash, underscore */
    public static boolean plainName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    }
}
