package io.jenkins.plugins.cd4ml.promotion;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.waiver.GivenWaiver;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import io.jenkins.plugins.cd4ml.config.ClusterAccess;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.ApprovedMove;
import io.jenkins.plugins.cd4ml.engine.deploy.Promotion;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionPlan;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionRequest;
import io.jenkins.plugins.cd4ml.engine.deploy.RollBack;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.VersionSignatures;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One promotion or roll back of a build: gathers what the engine needs from the build's record, its artifacts and the
 * environment. Holds the model's files, of which the build keeps a copy ({@link BoundModel}), until it is closed.
 */
final class PromotionWork implements AutoCloseable {
    private static final String MANIFESTS = "promote/input/manifests";
    private static final String SERVES = "serves now";
    private static final String SMOKE = "promote/input/smoke.json";

    private final Run<?, ?> run;
    private final RunFolder record;
    private final Environment environment;
    private final PromotionTask task;
    private final String model;
    private final Path files;

    private String refusal;

    /**
     * @param step  id of the Pipeline step
     * @param bound the name of the model that was approved; null before a request was made, when the files are taken from
     *              the build's artifacts
     */
    PromotionWork(Run<?, ?> run, String step, Environment environment, PromotionTask task, String bound)
            throws IOException {
        this.run = run;
        this.record = BuildRecord.of(run);
        this.environment = environment;
        this.task = task;
        this.model = bound != null ? bound : task.model() != null ? task.model() : record.lineage().model;
        if (model == null || model.isEmpty()) {
            throw new AbortException(
                    task.rollsBack()
                            ? "Which model? This build recorded none; say rollBackModel environment: '…', model: '…'."
                            : "This build trained no model; run trainModel, evaluateModel and checkGates before"
                                    + " promoteModel.");
        }
        files = task.rollsBack() ? null : files(new BoundModel(run, step), bound == null);
    }

    private static Path files(BoundModel model, boolean anew) throws IOException {
        if (anew) {
            model.take();
        }
        return model.lend();
    }

    String model() {
        return model;
    }

    /** The version that the environment serves now, of which the changes since count. */
    Optional<ModelVersion> serving() {
        return alias().current()
                .flatMap(move -> BuildRecord.registry(run, model).version(model, move.version()));
    }

    private Alias alias() {
        return BuildRecord.registry(run, model).alias(model, task.environment());
    }

    /**
     * @param request the request that was made; null when it is still to be made
     * @return what an approval is bound to
     * @throws AbortException when the promotion would be refused anyway: nobody is asked in vain
     */
    PromotionBinding binding(ApprovalRequest request) throws IOException, InterruptedException {
        SortedMap<String, String> bound = new TreeMap<>();
        bound.put("model name", model);
        bound.put(PromotionBinding.FOLDER, BuildRecord.registry(run, model).folder());
        bound.put("model id", BuildRecord.registry(run, model).id(model));
        bound.put("policy", environment.policyDigest());
        try (KubernetesClient client = ClusterAccess.client(environment, run)) {
            bound.put("cluster", String.valueOf(client.getMasterUrl()));
            bound.put("namespace", ClusterAccess.namespace(environment, client));
        }
        bound.put(SERVES, alias().position());
        if (task.rollsBack()) {
            Optional<String> interrupted = RollBack.interrupted(
                            BuildRecord.registry(run, model), model, task.environment())
                    .filter(id -> !id.equals(move(request).id())); // its own goes on
            if (interrupted.isPresent()) { // that one is undone, and nothing further back is put into service
                return new PromotionBinding(Map.of("interrupted promotion", interrupted.get()), bound);
            }
            Alias.Move target = RollBack.target(BuildRecord.registry(run, model), model, task.environment());
            refusal = unsigned(target);
            Map<String, String> digests =
                    Map.of("model", target.digest(), "version", Integer.toString(target.version()));
            return new PromotionBinding(digests, bound);
        }
        bound.put("recorded model", String.valueOf(record.lineage().model));
        List<String> waivers =
                Waivers.get().of(run).stream().map(GivenWaiver::line).toList();
        bound.put("waivers", waivers.isEmpty() ? "none" : Digests.of(String.join("\n", waivers)));
        PromotionPlan plan = Promotion.plan(promotion(null, "default"));
        refusal = plan.refusal() != null
                ? plan.refusal()
                : unsigned(plan.digests().get("model"));
        return new PromotionBinding(plan.digests(), bound);
    }

    private String unsigned(Alias.Move target) throws IOException {
        Trust trust = environment.trust();
        Optional<ModelVersion> version = BuildRecord.registry(run, model).version(model, target.version());
        try {
            if (trust != null && version.isPresent()) {
                VersionSignatures.verify(version.get(), trust);
            }
            return null;
        } catch (SignatureRefusedException e) {
            return task.environment() + " takes signed models only: " + e.getMessage();
        }
    }

    /** @return why no signature of the model will be taken, or null: nobody is asked in vain */
    private String unsigned(String digest) throws IOException {
        Trust trust = environment.trust();
        SigningKey key = Environments.get().signingKey(run);
        if (trust == null || key != null && trust.keys().contains(key.trusted())) {
            return null; // it is signed when it is registered
        }
        Optional<ModelVersion> registered = BuildRecord.registry(run, model).versions(model).stream()
                .filter(v -> v.digest().equals(digest) && v.run().equals(run.getFullDisplayName()))
                .findFirst();
        try {
            if (registered.isPresent()) {
                VersionSignatures.verify(registered.get(), trust);
                return null;
            }
            return task.environment() + " takes signed models only, and "
                    + (key == null
                            ? "this Jenkins has no signing key"
                            : "does not trust the key " + key.trusted().shown())
                    + "; an administrator chooses key and trusted keys under Manage Jenkins » System » CD4ML.";
        } catch (SignatureRefusedException e) {
            return task.environment() + " takes signed models only: " + e.getMessage();
        }
    }

    /** @return why it would be refused as it was when it was bound, or null */
    String refusal() {
        return refusal;
    }

    /** @param request the settled approval, or null where nobody has to approve */
    Outcome run(ApprovalRequest request, Progress progress) throws IOException {
        try (KubernetesClient client = ClusterAccess.client(environment, run)) {
            String namespace = ClusterAccess.namespace(environment, client);
            if (!task.rollsBack()) {
                ObjectNode policy = Json.object().put("digest", environment.policyDigest());
                policy.set("policy", environment.policy());
                record.write(Promotion.POLICY, policy);
                return Promotion.run(promotion(request, namespace), client, BuildRecord.registry(run, model), progress);
            }
            RollBack.Request rollBack = new RollBack.Request(
                    model,
                    record,
                    target(namespace),
                    DeployerProvider.all(),
                    timeouts(),
                    false,
                    move(request),
                    who(request),
                    task.reason());
            return RollBack.run(rollBack, client, BuildRecord.registry(run, model), progress);
        }
    }

    private PromotionRequest promotion(ApprovalRequest request, String namespace) throws IOException {
        JsonNode section = section();
        boolean manifests = record.has(MANIFESTS);
        var target = target(namespace);
        if (!manifests && DeployerProvider.all().of(section).key().equals("manifests")) {
            throw new AbortException(
                    "This build has no manifests: cd4ml.yaml needs promote.manifests when the model is "
                            + "trained and evaluated.");
        }
        JsonNode smoke = record.has(SMOKE) ? record.read(SMOKE) : null;
        Deployer deployer = DeployerProvider.all().of(section, target);
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
                deployer,
                new DeploySource(section, manifests ? ManifestFiles.read(record.file(MANIFESTS), "k8s/") : null, smoke),
                target,
                new PromotionRequest.Conditions(
                        verdicts, approved, false, request == null ? List.of() : request.approvers(), move(request)),
                timeouts(),
                who(request),
                task.reason(),
                Environments.get().signingKey(run));
    }

    private io.jenkins.plugins.cd4ml.engine.deploy.target.Environment target(String namespace) throws AbortException {
        return new io.jenkins.plugins.cd4ml.engine.deploy.target.Environment(
                        environment.getName(),
                        namespace,
                        new LinkedHashSet<>(environment.allowedKinds()),
                        new LinkedHashSet<>(environment.allowedRegistries()),
                        environment.trust(),
                        EnvironmentRepository.prometheus(environment))
                .in(EnvironmentRepository.of(environment, run));
    }

    /** @return whether a person may be asked about its steps */
    boolean canary() {
        return !task.rollsBack() && section().path("strategy").asText().equals("canary");
    }

    private Timeouts timeouts() {
        return Timeouts.of(section()).withRollout(Duration.ofMinutes(environment.getRolloutMinutes()));
    }

    /** @return the section {@code promote} of cd4ml.yaml as it was when the model was measured */
    private JsonNode section() {
        JsonNode section =
                record.has(RunFolder.PROJECT) ? record.read(RunFolder.PROJECT).path("promote") : Json.object();
        return section.isObject() ? section : Json.object();
    }

    /** @return whether what was approved is done already, and only its step does not know, because Jenkins died */
    boolean done(ApprovalRequest request) {
        return move(request).made(alias());
    }

    private static ApprovedMove move(ApprovalRequest request) {
        return request == null
                ? ApprovedMove.NONE
                : ApprovedMove.of(request.id, Instant.parse(request.created), request.bound.get(SERVES));
    }

    private String who(ApprovalRequest request) {
        String starter = BuildRecord.starter(run);
        String asked = starter == null ? run.getFullDisplayName() : starter;
        if (request == null) {
            return asked;
        }
        return request.state == ApprovalRequest.State.OVERRIDDEN
                ? asked + ", OVERRIDDEN: " + request.outcome
                : asked + ", approved by " + request.approvedBy();
    }

    ObjectNode details(Outcome outcome) {
        return Json.object()
                .put("run", run.getExternalizableId())
                .put("folder", BuildRecord.registry(run, model).folder())
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
            Util.deleteRecursive(files.toFile());
        }
    }
}
