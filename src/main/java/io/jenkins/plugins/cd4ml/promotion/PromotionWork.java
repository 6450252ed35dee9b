package io.jenkins.plugins.cd4ml.promotion;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.ClusterAccess;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.Promotion;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionPlan;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionRequest;
import io.jenkins.plugins.cd4ml.engine.deploy.RollBack;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One promotion or roll back of a build: gathers what the engine needs from the build's record, its artifacts and the
 * environment. Holds a temporary copy of the model's files until it is closed.
 */
final class PromotionWork implements AutoCloseable {
    private static final String MANIFESTS = "promote/input/manifests";
    private static final String SMOKE = "promote/input/smoke.json";

    private final Run<?, ?> run;
    private final RunFolder record;
    private final Environment environment;
    private final PromotionTask task;
    private final String model;
    private Path files;

    PromotionWork(Run<?, ?> run, Environment environment, PromotionTask task) throws IOException {
        this.run = run;
        this.record = BuildRecord.of(run);
        this.environment = environment;
        this.task = task;
        this.model = task.model() != null ? task.model() : record.lineage().model;
        if (model == null || model.isEmpty()) {
            throw new AbortException(
                    task.rollsBack()
                            ? "Which model? This build recorded none; say rollBackModel environment: '…', model: '…'."
                            : "This build trained no model; run trainModel, evaluateModel and checkGates before"
                                    + " promoteModel.");
        }
        if (!task.rollsBack()) {
            files = Files.createTempDirectory("cd4ml-model");
            ModelArchive.restore(run, files);
        }
    }

    String model() {
        return model;
    }

    /**
     * @return the digests that an approval is bound to
     * @throws AbortException when the promotion would be refused anyway: nobody is asked in vain
     */
    Map<String, String> binding() throws IOException {
        if (task.rollsBack()) {
            Alias.Move target = RollBack.target(BuildRecord.registry(), model, task.environment());
            return Map.of("model", target.digest(), "version", Integer.toString(target.version()));
        }
        PromotionPlan plan = Promotion.plan(promotion(null, "default"));
        if (plan.refusal() != null) {
            throw new AbortException(plan.refusal());
        }
        return plan.digests();
    }

    /** @param request the settled approval, or null where nobody has to approve */
    Outcome run(ApprovalRequest request, Progress progress) throws IOException {
        try (KubernetesClient client = ClusterAccess.client(environment, run)) {
            String namespace = ClusterAccess.namespace(environment, client);
            if (!task.rollsBack()) {
                return Promotion.run(promotion(request, namespace), client, BuildRecord.registry(), progress);
            }
            if (request != null && !binding().equals(request.digests)) {
                throw new AbortException("What would be put back has changed since it was approved; run it again.");
            }
            RollBack.Request rollBack = new RollBack.Request(
                    model, record, target(namespace), timeouts(), false, who(request), task.reason());
            return RollBack.run(rollBack, client, BuildRecord.registry(), progress);
        }
    }

    private PromotionRequest promotion(ApprovalRequest request, String namespace) throws IOException {
        if (!record.has(MANIFESTS)) {
            throw new AbortException(
                    "This build has no manifests: cd4ml.yaml needs promote.manifests when the model is "
                            + "trained and evaluated.");
        }
        JsonNode smoke = record.has(SMOKE) ? record.read(SMOKE) : null;
        Set<String> verdicts = new LinkedHashSet<>(Set.of("PASSED"));
        if (task.acceptWarning()) {
            verdicts.add("WARNING");
        }
        Map<String, String> approved = request == null ? null : request.digests;
        return new PromotionRequest(
                model,
                record,
                run.getFullDisplayName(),
                files,
                ManifestFiles.read(record.file(MANIFESTS), "k8s/"),
                smoke,
                target(namespace),
                new PromotionRequest.Conditions(verdicts, approved, false),
                timeouts(),
                who(request),
                task.reason());
    }

    private io.jenkins.plugins.cd4ml.engine.deploy.target.Environment target(String namespace) {
        return new io.jenkins.plugins.cd4ml.engine.deploy.target.Environment(
                environment.getName(), namespace, new LinkedHashSet<>(environment.allowedKinds()));
    }

    private Timeouts timeouts() {
        return Timeouts.DEFAULT.withRollout(Duration.ofMinutes(environment.getRolloutMinutes()));
    }

    private String who(ApprovalRequest request) {
        String starter = BuildRecord.starter(run);
        String asked = starter == null ? run.getFullDisplayName() : starter;
        return request == null ? asked : asked + ", approved by " + Approvals.names(request);
    }

    ObjectNode details(Outcome outcome) {
        return Json.object()
                .put("run", run.getExternalizableId())
                .put("model", model)
                .put("environment", task.environment())
                .put("sentence", outcome.sentence());
    }

    /** @return the result as Pipeline can persist it */
    LinkedHashMap<String, Object> values(Outcome outcome) {
        return Json.MAPPER.convertValue(outcome.result(), new TypeReference<>() {});
    }

    @Override
    public void close() throws IOException {
        if (files != null) {
            try (Stream<Path> all = Files.walk(files)) {
                for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }
}
