package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.gate.kind.Gate;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateKinds;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.gate.source.PipelineMetrics;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * {@code check-gates}: turns a run's numbers into verdicts. Needs no data, no model and no executor: in Jenkins it runs
 * on the controller. Keeps no state.
 */
public final class Gates {
    /** Attribute of the gates in the lineage: what was changed after the holdout was scored, in sentences. */
    public static final String CHANGED = "changedSinceScoring";

    private Gates() {}

    /** As {@link #run(RunFolder, JsonNode, List)}, without waivers. */
    public static Outcome run(RunFolder run, JsonNode specs) {
        return run(run, specs, List.of());
    }

    /** As {@link #run(RunFolder, JsonNode, List, Instant, UnaryOperator)}, now, and without the file at hand. */
    public static Outcome run(RunFolder run, JsonNode specs, List<Waiver> waivers) {
        return run(run, specs, waivers, Instant.now(), Gates::place);
    }

    /**
     * Checks the run's gates, writes {@code gates.json} and the lineage.
     *
     * @param specs   the section {@code gates}
     * @param waivers of this build; whether their authors may waive is checked by the caller
     * @param now     decides which waivers have expired
     * @param place   turns a pointer below {@code gates}, such as {@code /2/metric}, into words for messages
     * @return yes when everything passed or failed softly
     * @throws InputException when nothing was evaluated yet, a document is not what its verb wrote, or there are no gates,
     *                        or one asks for nothing
     */
    public static Outcome run(
            RunFolder run, JsonNode specs, List<Waiver> waivers, Instant now, UnaryOperator<String> place) {
        if (!run.has(RunFolder.EVALUATION)) {
            run.needsModel("evaluate and check");
            throw new InputException("Nothing was evaluated in this run yet; run evaluate-model before check-gates.");
        }
        Instant started = Instant.now();
        Lineage lineage = run.lineage();
        MetricSource measured = MetricSource.of(run);
        String model = run.read(RunFolder.EVALUATION).at("/model/digest").asText(null);
        String trained = lineage.digest("model");
        if (trained != null && !trained.equals(model)) {
            throw new InputException(
                    "The model was trained again since it was evaluated; run evaluate-model before check-gates.");
        }
        String evaluated = Digests.of(run.file(RunFolder.EVALUATION));
        GateReport report =
                check(GateKinds.read(specs, "", place), measured, waivers, now).of(model, evaluated);
        run.write(RunFolder.GATES, report);
        String changed = String.join(" ", GateRegistration.changes(run, specs, lineage));
        String sentence = report.sentence() + (changed.isEmpty() ? "" : " " + changed);
        Map<String, Object> attributes =
                new TreeMap<>(Map.of("verdict", report.verdict().name()));
        if (!report.waivers().isEmpty()) {
            attributes.put("waived", String.join("; ", report.waivers()));
        }
        if (!changed.isEmpty()) {
            attributes.put(CHANGED, changed);
        }
        List<String> used = new ArrayList<>(List.of("evaluation"));
        if (run.has(PipelineMetrics.FILE)) {
            String given = Digests.of(run.file(PipelineMetrics.FILE));
            lineage.put(new Lineage.Entity("numbers", "report", "numbers given to the gates", given, Map.of()));
            used.add("numbers");
        }
        String digest = Digests.of(run.file(RunFolder.GATES));
        lineage.put(new Lineage.Entity("gates", "report", "gates", digest, attributes));
        RunFolder.record(
                lineage,
                "gate",
                started,
                report.passable(),
                sentence,
                used,
                List.of("gates"),
                DocumentDigests.attributes(run, List.of(RunFolder.GATES)));
        run.write(lineage);
        return new Outcome(report.passable(), sentence, Json.tree(report));
    }

    /** @return the digest of the section {@code gates}, however its numbers are spelt */
    public static String digest(JsonNode specs) {
        try {
            return Digests.of(Json.line(Json.MAPPER.readTree(Json.line(specs))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * For callers that have the gates from a record instead of the project's files.
     *
     * @throws InputException when they are not those that the run was evaluated for
     */
    public static void checkUnchanged(RunFolder run, JsonNode specs) {
        String evaluated = run.has(RunFolder.EVALUATION)
                ? run.read(RunFolder.EVALUATION).path("gates").asText(null)
                : null;
        if (evaluated != null && !evaluated.equals(digest(specs))) {
            throw new InputException("The gates in " + run.file(RunFolder.PROJECT) + " are not those that the model was"
                    + " evaluated for; run evaluate-model again.");
        }
    }

    /** @return whether the run's gates passed, and passed for the evaluation that the run has now */
    public static boolean passed(RunFolder run) {
        JsonNode gates = run.has(RunFolder.GATES) ? run.read(RunFolder.GATES) : Json.object();
        String judged = gates.path("evaluationDigest").asText(null);
        return Verdict.PASSED.name().equals(gates.path("verdict").asText())
                && (judged == null
                        || run.has(RunFolder.EVALUATION) && judged.equals(Digests.of(run.file(RunFolder.EVALUATION))));
    }

    /**
     * The pure part.
     *
     * @return the report without digests; the same arguments always give the same verdicts
     * @throws InputException when there are no gates, or one asks for nothing
     */
    public static GateReport check(JsonNode specs, MetricSource measured, List<Waiver> waivers, Instant now) {
        return check(GateKinds.read(specs, "", Gates::place), measured, waivers, now);
    }

    private static GateReport check(List<Gate> gates, MetricSource measured, List<Waiver> waivers, Instant now) {
        List<GateItem> items = new GateRun(measured, waivers, now).items(gates);
        Verdict worst = items.stream()
                .filter(i -> !i.informational())
                .map(GateItem::verdict)
                .reduce(Verdict::worse)
                .orElse(Verdict.ERROR); // informational gates alone decide nothing
        return new GateReport(1, worst, null, null, items);
    }

    private static String place(String pointer) {
        return "gates" + pointer.replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
    }
}
