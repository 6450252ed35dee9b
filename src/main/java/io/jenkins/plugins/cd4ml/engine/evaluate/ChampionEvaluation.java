package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.evaluate.detail.PermutationImportance;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.loading.Models;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.EqualPairs;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.RepeatedRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.CommandPredictions;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Holdout;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Latency;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionTask;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionsFile;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.RowSample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Scoring;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.StoredPredictions;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the new model and the champion answer the holdout, in one reading. The champion is scored anew where its model can
 * be loaded, else its stored predictions stand in for the rows that are still the same.
 */
final class ChampionEvaluation {
    private static final String NOT_KEPT = "its model is not kept.";

    private final Project project;
    private final RunFolder run;
    private final EvaluationSettings settings;
    private final Path model;
    private final Champion champion;
    private final Progress progress;
    private final PythonRuntime python;

    private List<String> features = List.of();
    private HoldoutRows rows;
    private PredictionTask task;
    private ScoredRows fresh;
    private ChampionResult challenge;
    private ObjectNode latency = Latency.none();
    private RowSample looked;
    private ObjectNode importance;
    private ObjectNode serving;
    private List<Column> read = List.of();
    private List<String> told = List.of();
    private RepeatedRows repeats;
    private final List<String> notes = new ArrayList<>();

    ChampionEvaluation(
            Project project,
            RunFolder run,
            EvaluationSettings settings,
            Path model,
            Champion champion,
            Progress progress) {
        this.project = project;
        this.run = run;
        this.settings = settings;
        this.model = model;
        this.champion = champion;
        this.progress = progress;
        this.python = PythonRuntime.of(project, progress);
    }

    void hold() throws InterruptedException {
        try (Holdout holdout = Holdout.open(project, settings.dataset())) {
            required(holdout);
            if (settings.command() != null) {
                byCommand(holdout);
            } else {
                byModels(holdout);
            }
        }
    }

    private void required(Holdout holdout) {
        GroupColumn.check(project, settings);
        holdout.require(settings.target(), "target column");
        settings.features().forEach(f -> holdout.require(f, "feature column"));
        settings.sliceColumns().forEach(s -> holdout.require(s, "slice column"));
        if (settings.key() != null) {
            holdout.require(settings.key(), "key column");
        }
        if (settings.weight() != null) {
            holdout.require(settings.weight(), "weight column");
        }
        if (settings.group() != null) {
            holdout.require(settings.group(), "group column");
        }
        if (settings.time() != null) {
            holdout.require(settings.time(), "time column");
        }
    }

    private void byModels(Holdout holdout) throws InterruptedException {
        List<Predictor> predictors = new ArrayList<>();
        try {
            features = settings.candidates(holdout.columns());
            predictors.add(Models.open(model, features, settings.threads(), python));
            blind(predictors.get(0));
            notes.addAll(predictors.get(0).notes());
            String why = openChampion(holdout, predictors);
            read = predictors.get(0).columns();
            told = read.stream().map(Column::name).toList();
            Scoring scoring = new Scoring(settings, predictors, read);
            scoring.run(holdout);
            rows = scoring.rows();
            settle(scoring.answers(0), Signature.of(model).classes());
            if (exists()) {
                boolean scored = predictors.size() > 1 && scoring.failure() == null;
                Answers old = scored ? scoring.answers(1) : null;
                challenge = old == null ? stored(scoring.failure() == null ? why : scoring.failure()) : rescored(old);
            }
            looked = scoring.looked();
            if (ServingRows.wanted(project)) {
                serving = ServingRows.of(project, predictors.get(0), looked, scoring.answers(0));
            }
            importance = PermutationImportance.of(
                    project.section("evaluate").path("importance"),
                    predictors.get(0),
                    settings,
                    task.kind(),
                    looked,
                    rows,
                    fresh,
                    (some, answers) -> ScoredRows.of(
                            settings, task, some, answers, Signature.of(model).classes(), model));
            latency = Latency.measure(predictors.get(0), scoring.sample());
        } finally {
            predictors.forEach(Predictor::close);
        }
    }

    /** A model that is told the answer scores perfectly, and would pass every gate. */
    private void blind(Predictor predictor) {
        if (predictor.columns().stream().anyMatch(c -> c.name().equals(settings.target()))) {
            throw new InputException(model + " reads the target column '" + settings.target()
                    + "', which it is to predict; take it out of the model's features.");
        }
    }

    /** A champion that does not name its features takes those that it was measured with, whatever the data has now. */
    private List<String> featuresOfChampion() {
        List<String> recorded = PredictionsFile.features(champion.predictions());
        return recorded.isEmpty() ? features : recorded;
    }

    private boolean exists() {
        return champion != null && champion.exists();
    }

    /** @return why the champion cannot be scored; null when it can, or there is none */
    private String openChampion(Holdout holdout, List<Predictor> predictors) {
        if (!exists()) {
            return null;
        }
        if (champion.folder() == null) {
            return NOT_KEPT;
        }
        try {
            Predictor old = Models.open(champion.folder(), featuresOfChampion(), settings.threads(), python);
            predictors.add(old);
            old.columns().forEach(c -> holdout.require(c.name(), "column"));
            return null;
        } catch (InputException e) {
            if (predictors.size() > 1) {
                predictors.remove(1).close();
            }
            return e.getMessage();
        }
    }

    private void byCommand(Holdout holdout) throws InterruptedException {
        List<String> different =
                EqualPairs.withoutKeys(project, settings.dataset(), settings.candidates(holdout.columns()));
        Scoring scoring = new Scoring(
                settings, List.of(), different.stream().map(Column::text).toList());
        told = different;
        scoring.run(holdout);
        rows = scoring.rows();
        settle(
                answered(model, "evaluate/command.csv").complete(rows),
                Signature.of(model).classes());
        if (exists() && champion.folder() == null) {
            challenge = stored(NOT_KEPT);
        } else if (exists()) {
            try {
                challenge = rescored(answered(champion.folder(), "evaluate/command-champion.csv")
                        .complete(rows));
            } catch (InputException e) {
                challenge = stored(e.getMessage());
            }
        }
    }

    private StoredPredictions answered(Path of, String name) throws InterruptedException {
        Path output = run.file(name);
        CommandPredictions.run(
                "evaluate.command", settings.command(), project.folder(), settings.data(), of, output, progress);
        return StoredPredictions.read(output, numeric(settings), settings.key() != null);
    }

    /** Whether a predictions file holds values and not classes, before any answer is seen. */
    private static boolean numeric(EvaluationSettings settings) {
        String asked = PredictionTask.asked(settings);
        return "regression".equals(asked) || "ranking".equals(asked);
    }

    private void settle(Answers answers, List<String> classes) {
        task = PredictionTask.of(settings, answers, classes, rows);
        fresh = ScoredRows.of(settings, task, rows, answers, classes, model);
        String groups = GroupColumn.note(project, settings, task.kind(), rows);
        if (groups != null) {
            notes.add(groups);
        }
        notes.addAll(fresh.notes());
        repeats = RepeatedAnswers.of(project, settings, task.kind(), rows, fresh.sample(), told);
        if (repeats.units() != null && !RepeatedRows.INDEPENDENT.equals(settings.repeatedRows())) {
            rows = rows.grouped(repeats.within(rows.groups()));
            fresh = fresh.grouped(rows.groups());
        }
    }

    private ChampionResult rescored(Answers answers) {
        try {
            List<String> classes = Signature.of(champion.folder()).classes();
            ScoredRows scored = ScoredRows.of(settings, task, rows, answers, classes, champion.folder());
            return new ChampionResult(champion, "rescored", scored, null, null);
        } catch (InputException e) {
            return stored(e.getMessage());
        }
    }

    private ChampionResult stored(String why) {
        if (champion.predictions() == null || !Files.isRegularFile(champion.predictions())) {
            return new ChampionResult(champion, "not comparable", null, null, why);
        }
        try {
            StoredPredictions stored = StoredPredictions.read(
                    champion.predictions(), task.classes().isEmpty(), rows.keys() != null);
            int[] places = stored.join(rows);
            boolean[] joined = new boolean[places.length];
            for (int i = 0; i < places.length; i++) {
                joined[i] = places[i] >= 0;
            }
            progress.line("the champion cannot be scored anew, its stored predictions are taken: " + why);
            ScoredRows scored =
                    ScoredRows.of(settings, task, rows, stored.at(places), List.of(), champion.predictions());
            return new ChampionResult(champion, "stored predictions", scored, joined, null);
        } catch (InputException e) {
            return new ChampionResult(champion, "not comparable", null, null, why + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ChampionResult(champion, "not comparable", null, null, why);
        }
    }

    HoldoutRows rows() {
        return rows;
    }

    PredictionTask task() {
        return task;
    }

    ScoredRows fresh() {
        return fresh;
    }

    /** @return rows from all over the dataset, with the columns that the model reads; null for a command */
    RowSample looked() {
        return looked;
    }

    /** @return of each feature what the model loses without it; null for a command, or where it is not wanted */
    ObjectNode importance() {
        return importance;
    }

    /** @return what a model server shall be asked ({@link ServingRows}); null where that is not wanted, and for a command */
    ObjectNode serving() {
        return serving;
    }

    /** @return the columns that the model reads; empty for a command */
    List<Column> read() {
        return read;
    }

    /** @return how many rows are equal but for the key */
    RepeatedRows repeats() {
        return repeats;
    }

    /** @return what a reader of the results must know of how the model was asked and what it answered, as clauses */
    List<String> notes() {
        return notes;
    }

    /** @return null when the project compares with nothing */
    ChampionResult challenge() {
        boolean none = champion != null && !champion.exists();
        return none ? new ChampionResult(champion, "none yet", null, null, null) : challenge;
    }

    /** @return the columns that a model takes which does not name its own; empty for a command */
    List<String> features() {
        return features;
    }

    /** @return without numbers for a command, whose start would be measured and not the model */
    ObjectNode latency() {
        return latency;
    }
}
