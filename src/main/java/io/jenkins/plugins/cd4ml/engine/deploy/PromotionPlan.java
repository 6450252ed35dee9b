package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelFiles;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a promotion would put into an environment, as digests: approvals are given to exactly these, and the rollout
 * starts only when they are still the same. Made without asking the cluster or the registry; the environment's namespace
 * does not matter yet.
 *
 * @param digests by entity id: {@code model}, {@code gates}, {@code evaluation}, {@code manifests}, {@code smoke} and
 *                one {@code dataset:…} for each dataset of the run
 * @param verdict the overall gate verdict
 * @param refusal why it will be refused, in one sentence, or null
 */
public record PromotionPlan(
        String model, String environment, SortedMap<String, String> digests, String verdict, String refusal) {
    public PromotionPlan {
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    /** @return one digest over all of them, with model and environment: what an approval may quote */
    public String digest() {
        return Digests.of(Json.line(Map.of("model", model, "environment", environment, "digests", digests)));
    }

    /** @return the first entity that differs from what was approved, in one sentence, or null */
    public String difference(Map<String, String> approved) {
        SortedMap<String, String> all = new TreeMap<>(approved);
        all.putAll(digests);
        for (String entity : all.keySet()) {
            String was = approved.get(entity);
            String is = digests.get(entity);
            if (was == null || !was.equals(is)) {
                return "What was approved has changed: " + entity + " was " + (was == null ? "not there" : was)
                        + " and is " + (is == null ? "not there" : is) + "; ask for approval again.";
            }
        }
        return null;
    }

    /** @throws InputException when the run was not evaluated and gated, or a file is missing */
    static PromotionPlan of(PromotionRequest request) {
        RunFolder run = request.run();
        run.needsModel("promote");
        JsonNode evaluation = required(run, RunFolder.EVALUATION, "evaluate-model");
        JsonNode gates = required(run, RunFolder.GATES, "check-gates");
        Lineage lineage = run.lineage();
        DocumentDigests.check(run, lineage, RunFolder.EVALUATION, "evaluate-model");
        DocumentDigests.check(run, lineage, RunFolder.GATES, "check-gates");
        ModelFiles.check(request.modelFolder());
        SortedMap<String, String> digests = new TreeMap<>();
        lineage.entities.stream()
                .filter(e -> e.id().startsWith("dataset:") && e.digest() != null)
                .forEach(e -> digests.put(e.id(), e.digest()));
        digests.put("model", Digests.of(request.modelFolder()));
        digests.put("evaluation", Digests.of(run.file(RunFolder.EVALUATION)));
        digests.put("gates", Digests.of(run.file(RunFolder.GATES)));
        digests.putAll(request.source().digests());
        checkManifests(request, digests.get("model"));
        String verdict = gates.path("verdict").asText("ERROR");
        String refusal = refusal(request, digests, verdict, evaluation, gates);
        return new PromotionPlan(request.model(), request.environment().name(), digests, verdict, refusal);
    }

    /** Nobody shall be asked to approve manifests that cannot be applied. */
    private static void checkManifests(PromotionRequest request, String digest) {
        DeployedModel subject = new DeployedModel(request.model(), 0, digest, request.modelFolder(), "", null);
        subject = ModelDelivery.named(ModelDelivery.of(request, subject), subject);
        List<ManifestObject> objects = request.deployer().render(request.source(), subject, request.environment());
        GoldenRequests.of(request.source().smoke(), RecordedAnswers.of(request), request.model(), objects);
    }

    private static String refusal(
            PromotionRequest request,
            Map<String, String> digests,
            String verdict,
            JsonNode evaluation,
            JsonNode gates) {
        String model = digests.get("model");
        String evaluated = evaluation.at("/model/digest").asText("none");
        if (!model.equals(evaluated)) {
            return "The model in " + request.modelFolder() + " has the digest " + model + ", but " + evaluated
                    + " was evaluated; evaluate this model, or put the evaluated one back.";
        }
        String gated = gates.path("modelDigest").asText("none");
        if (!model.equals(gated)) {
            return "The model in " + request.modelFolder() + " has the digest " + model + ", but the gates were checked"
                    + " for " + gated + "; check the gates again.";
        }
        if (!digests.get("evaluation").equals(gates.path("evaluationDigest").asText())) {
            return "The evaluation has the digest " + digests.get("evaluation") + ", but the gates were checked on "
                    + gates.path("evaluationDigest").asText("none") + "; check the gates again.";
        }
        if (!request.conditions().verdicts().contains(verdict)) {
            return "The gates are " + verdict + ", not "
                    + String.join(" or ", new TreeSet<>(request.conditions().verdicts()))
                    + ": " + firstReason(gates, verdict);
        }
        return Json.as(gates, GateReport.class).lapsed(Instant.now());
    }

    private static String firstReason(JsonNode gates, String verdict) {
        for (JsonNode item : gates.path("items")) {
            if (item.path("verdict").asText().equals(verdict)) {
                return item.path("reason").asText();
            }
        }
        return "no gate gives a reason.";
    }

    private static JsonNode required(RunFolder run, String document, String verb) {
        if (!run.has(document)) {
            throw new InputException(run.file(document) + " does not exist; run " + verb + " first.");
        }
        return run.read(document);
    }
}
