package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.detail.EvaluationDetails;
import io.jenkins.plugins.cd4ml.engine.evaluate.items.ItemEvaluation;
import io.jenkins.plugins.cd4ml.engine.evaluate.leakage.Leakage;
import io.jenkins.plugins.cd4ml.engine.evaluate.leakage.SingleFeatures;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionsFile;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoreKind;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code evaluate-model}: scores the holdout, measures, and compares with the champion on the same rows. Records all
 * that gates need, so that checking them needs neither data nor model. One call at a time for one run.
 */
public final class Evaluation {
    /** Times differ from run to run: in a file of their own, {@code evaluation.json} has the same bytes again. */
    static final String LATENCY = "evaluate/latency.json";

    private final Project project;
    private final RunFolder run;
    private final EvaluationSettings settings;
    private final GateRequirements requirements;
    private final Progress progress;

    private Evaluation(Project project, RunFolder run, Progress progress) {
        this.project = project;
        this.run = run;
        this.settings = EvaluationSettings.of(project);
        this.requirements = new GateRequirements(project, settings);
        this.progress = progress;
    }

    /**
     * @param champion what the environment of {@code evaluate.against} serves; null when nothing is named there
     * @throws InputException       when the model, the data or a column is missing or unfit, or a metric is unknown
     * @throws InterruptedException when the calling thread is interrupted; nothing is recorded then
     */
    public static Outcome run(Project project, RunFolder run, Champion champion, Progress progress)
            throws InterruptedException {
        if (!project.section("evaluate").has("model")) { // one that is there already
            run.needsModel("evaluate");
        }
        return project.section("evaluate").has("dataset")
                ? new Evaluation(project, run, progress).run(champion)
                : new ItemOnlyEvaluation(project, run).run(ready(project, run), champion, progress);
    }

    private Outcome run(Champion champion) throws InterruptedException {
        Instant started = Instant.now();
        Path model = ready(project, run);
        known();
        String digest = Digests.of(model);
        forget();
        CardTemplate.keep(project, run);
        String external = ExternalMetrics.collect(project, run);
        ChampionEvaluation contest = new ChampionEvaluation(project, run, settings, model, champion, progress);
        contest.hold();
        int rows = contest.rows().size();
        progress.line("scored " + rows + " rows of " + settings.dataset() + " ("
                + contest.task().kind() + ")");
        ObjectNode document = document(contest, model, digest, champion);
        if (external != null) {
            document.putObject("external").put("digest", external);
        }
        run.write(LATENCY, contest.latency()); // first: no evaluation shall stand beside another model's times
        run.write(RunFolder.EVALUATION, document);
        String sentence = sentence(document, rows);
        new EvaluationRecord(project, run, settings).write(champion, model, digest, document, started, sentence);
        return new Outcome(true, sentence, result(document));
    }

    /** Of an evaluation that fails nothing is left to be taken for its result. */
    private void forget() {
        try {
            Files.deleteIfExists(run.file(RunFolder.EVALUATION));
        } catch (IOException e) {
            throw new InputException(
                    run.file(RunFolder.EVALUATION) + " cannot be replaced: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return the model's folder, where the run is ready to be evaluated */
    private static Path ready(Project project, RunFolder run) {
        if (run.undecided()) { // a model of another run may still lie where this one's belongs
            throw new InputException("This run has trials of which none was chosen; run choose-model (in Pipeline"
                    + " chooseModel) before the evaluation.");
        }
        String path = project.section("evaluate")
                .path("model")
                .asText(project.root().at("/train/output").asText("model/"));
        Path model = project.inside(path, "/train/output");
        if (!Files.isDirectory(model)) {
            throw new InputException("There is no model in " + model + "; run train-model first.");
        }
        return model;
    }

    /** A wrong name is told before the scoring, which may take long. */
    private void known() {
        for (int i = 0; i < settings.metrics().size(); i++) {
            try {
                Metrics.of(settings.metrics().get(i));
            } catch (InputException e) {
                throw new InputException(project.place("/evaluate/metrics/" + i) + ": " + e.getMessage(), e);
            }
        }
        requirements.check();
        requirements.lenient().forEach(progress::line);
    }

    private ObjectNode document(ChampionEvaluation contest, Path model, String digest, Champion champion)
            throws InterruptedException {
        ObjectNode document = Json.object().put("format", 1).put("seed", settings.seed());
        document.putObject("model").put("digest", digest).put("bytes", bytes(model));
        document.putObject("dataset")
                .put("name", settings.dataset())
                .put("digest", SourceDigests.of(project, settings.dataset(), "path"))
                .put("rows", contest.rows().size())
                .put("target", settings.target());
        ObjectNode leakage =
                leakage(contest, digest, document.at("/dataset/digest").asText());
        if (leakage.path("trainedOn").asBoolean()) {
            ((ObjectNode) document.get("dataset")).put("trainedOn", true);
        }
        document.set("leakage", leakage);
        leakage.path("findings").forEach(f -> progress.line("leakage: " + f.asText()));
        ObjectNode repeats = contest.repeats().json(settings.dataset(), settings.repeatedRows());
        document.set("repeats", repeats);
        if (repeats.has("finding")) {
            progress.line("repeated rows: " + repeats.get("finding").asText());
        }
        document.put("task", contest.task().kind()).put("minSupport", settings.minSupport());
        document.put(
                "multipleTests",
                project.section("evaluate").path("multipleTests").asText("alternatives"));
        contest.task().classes().forEach(document.putArray("classes")::add);
        contest.notes().forEach(((ObjectNode) document.get("model")).putArray("notes")::add);
        contest.notes().forEach(progress::line);
        List<Metric> metrics = wanted(contest.task().kind(), contest.fresh());
        ChampionResult challenge = contest.challenge();
        if (challenge != null) {
            challenge = challenge.measured(metrics);
            document.set("champion", challenge.json(contest.rows().size(), settings.maxDiffering()));
            progress.line(challenge.sentence());
        }
        List<Slice> slices = Slice.all(contest.rows(), settings.slices());
        Measurement measuring = new Measurement(settings, contest.fresh().sample(), challenge);
        ArrayNode measured = document.putArray("metrics");
        for (Slice slice : slices) {
            metrics.forEach(metric -> measured.add(measuring.metric(metric, slice)));
        }
        FairnessGaps gaps = new FairnessGaps(settings, contest.fresh().sample(), challenge, measuring);
        gaps.of(contest.task(), metrics, slices).forEach(measured::add);
        Comparisons comparisons =
                new Comparisons(settings, contest.fresh(), contest.task().classes(), challenge, gaps, digest);
        requirements
                .gates()
                .forEach(gate -> comparisons.add(
                        gate, slices, project.place("/gates" + gate.head().pointer())));
        ArrayNode compared = document.putArray("comparisons");
        comparisons.all().forEach(compared::add);
        ObjectNode details = details(contest, contest.fresh(), contest.fresh().sample());
        if (contest.importance() != null) {
            details.set("importance", contest.importance());
        }
        document.set("details", details);
        if (challenge != null && challenge.comparable()) {
            int[] rows =
                    challenge.common(Slice.everything(contest.rows().size()).rows());
            Sample answered = challenge.scored().sample().at(rows);
            document.set("championDetails", details(contest, challenge.scored(), answered));
        }
        Path predictions = run.file(PredictionsFile.NAME);
        PredictionsFile.write(predictions, contest.rows(), contest.task(), contest.fresh(), contest.features());
        document.putObject("predictions").put("path", PredictionsFile.NAME).put("digest", Digests.of(predictions));
        if (contest.serving() != null) {
            run.write(RunFolder.SERVING_ROWS, contest.serving());
            document.putObject("servingRows")
                    .put("digest", Digests.of(run.file(RunFolder.SERVING_ROWS)))
                    .set("rows", contest.serving().get("rows"));
        } else if (ServingRows.wanted(project)) {
            throw new InputException(project.place(ServingRows.PLACE) + ": how a server is asked about a model that"
                    + " evaluate.command answers for is not known here; ask golden requests (promote.smoke) instead.");
        }
        new CustomEvaluation(project, run, settings, challenge, digest)
                .measure(contest, model, slices, requirements.gates(), document, progress);
        ItemEvaluation items = ItemEvaluation.read(project, run, model, progress);
        if (items != null) {
            boolean there = champion != null && champion.exists();
            ComparisonOptions options = Measurement.options(
                    settings, settings.confidence(), contest.rows().size());
            items.add(
                    document, there ? champion.items() : null, requirements.gates(), options, settings.maxDiffering());
        }
        return document;
    }

    private ObjectNode details(ChampionEvaluation contest, ScoredRows scored, Sample sample) {
        return EvaluationDetails.of(
                sample,
                contest.task().classes(),
                scored.scores() != ScoreKind.NONE,
                scored.scores().probable(),
                project.section("evaluate").path("thresholds"));
    }

    private ObjectNode leakage(ChampionEvaluation contest, String model, String data) {
        List<String> read = contest.read().stream().map(Column::name).toList();
        ObjectNode leakage = Leakage.of(project, settings, run.lineage(), model, data, read);
        Sample sample = contest.fresh().sample();
        if (contest.looked() != null && sample.predicted() != null) {
            int[] rows = contest.looked().rows();
            int[] labels =
                    Arrays.stream(rows).map(i -> (int) sample.labels()[i]).toArray();
            SingleFeatures.add(leakage, contest.looked().batch(), contest.read(), labels, sample.classes());
        }
        return leakage;
    }

    static long bytes(Path folder) {
        return Digests.files(folder).keySet().stream()
                .mapToLong(f -> folder.resolve(f).toFile().length())
                .sum();
    }

    /** @return what is asked for, else the usual ones of the task; and what gates speak of */
    private List<Metric> wanted(String task, ScoredRows scored) {
        Map<String, Metric> wanted = new LinkedHashMap<>();
        settings.metrics().forEach(m -> wanted.put(m, Metrics.of(m)));
        if (wanted.isEmpty()) {
            List<String> usual =
                    switch (task) {
                        case "binary" -> List.of("auc", "accuracy", "f1", "log_loss", "brier", "calibration_error");
                        case "multiclass" -> List.of("accuracy", "balanced_accuracy", "f1", "log_loss");
                        case "ranking" -> List.of("ndcg", "mrr");
                        default -> List.of("rmse", "mae", "r2");
                    };
            List<String> known =
                    scored.scores() == ScoreKind.NONE ? List.of("accuracy", "balanced_accuracy", "f1") : usual;
            known.stream().map(Metrics::of).filter(scored.scores()::suits).forEach(m -> wanted.put(m.name(), m));
        }
        requirements.metrics().forEach(m -> wanted.putIfAbsent(m, Metrics.of(m)));
        wanted.values().stream().filter(m -> !m.fits(task)).findFirst().ifPresent(m -> {
            int at = settings.metrics().indexOf(m.name());
            throw new InputException(project.place(at < 0 ? "/gates" : "/evaluate/metrics/" + at) + ": '" + m.name()
                    + "' is defined for " + m.task() + ", the model's task is " + task + ".");
        });
        wanted.values().stream()
                .filter(m -> !scored.scores().suits(m))
                .findFirst()
                .ifPresent(m -> {
                    int at = settings.metrics().indexOf(m.name());
                    throw new InputException(
                            project.place(at < 0 ? "/gates" : "/evaluate/metrics/" + at) + ": " + unsuited(m, scored));
                });
        return List.copyOf(wanted.values());
    }

    private static String unsuited(Metric metric, ScoredRows scored) {
        String needs = "'" + metric.name() + "' needs "
                + (scored.scores() == ScoreKind.NONE && metric.has(Metric.Trait.RANKS) ? "scores" : "probabilities");
        return needs + ", but "
                + (scored.flaw() != null
                        ? scored.flaw()
                        : scored.scores() == ScoreKind.NONE
                                ? "the model names classes only; ask for accuracy, f1 and others of classes."
                                : "the model's numbers only rank rows; ask for auc, pr_auc and metrics of classes.");
    }

    private String sentence(ObjectNode document, int rows) {
        boolean known = document.at("/dataset/trainedOn").asBoolean();
        StringBuilder text = new StringBuilder("Evaluated on " + rows + " rows of " + settings.dataset()
                + (known ? ", on which the model was trained: " : ": "));
        int shown = 0;
        for (JsonNode metric : document.path("metrics")) {
            if (metric.path("slice").isNull() && shown < 6) {
                text.append(shown++ == 0 ? "" : ", ")
                        .append(metric.get("name").asText())
                        .append(' ');
                text.append(
                        metric.get("value").isNumber()
                                ? "%.4f".formatted(metric.get("value").asDouble())
                                : metric.get("value").asText());
            }
        }
        return text.append('.').toString();
    }

    private static ObjectNode result(ObjectNode document) {
        ObjectNode result = Json.object();
        ObjectNode values = result.putObject("metrics");
        for (JsonNode metric : document.path("metrics")) {
            String slice = metric.path("slice").isNull()
                    ? ""
                    : "[" + metric.get("slice").asText() + "]";
            values.set(metric.get("name").asText() + slice, metric.get("value"));
        }
        result.set("model", document.get("model"));
        result.set("dataset", document.get("dataset"));
        if (document.has("champion")) {
            result.set("champion", document.get("champion"));
        }
        return result;
    }
}
