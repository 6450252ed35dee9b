package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.FieldManager;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.BlueGreen;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Manifests;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Phase;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.engine.registry.VersionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the evaluated model into an environment: server-side apply, rollout, smoke test, and only then the alias; or
 * everything is put back. Runs on the calling thread, in Jenkins a background thread of the controller; interrupting
 * that thread stops the promotion, puts back what was there and answers no. Keeps no state; the client is the caller's
 * and stays open.
 */
public final class Promotion {
    /** The environment's policy under which the run is promoted, where something writes it: kept with what is applied. */
    public static final String POLICY = "promote/policy.json";

    private Promotion() {}

    /**
     * @return the digests that a promotion would be bound to, for an approval
     * @throws InputException when the run was not evaluated and gated, or a file is missing
     */
    public static PromotionPlan plan(PromotionRequest request) {
        return PromotionPlan.of(request);
    }

    /**
     * Promotes. {@code promote/promotion.json} and the lineage are written however it ends.
     *
     * @return yes with the version that the environment serves now; no with the reason, and with what became of the
     *         cluster
     * @throws InputException when a file is missing or wrong, or the cluster cannot be reached or refuses the
     *                        credentials; the sentence says what became of the cluster
     */
    public static Outcome run(
            PromotionRequest request, KubernetesClient client, ModelRegistry registry, Progress progress) {
        Environment environment = request.environment();
        PromotionRecord record = new PromotionRecord(
                "promote",
                request.conditions().move().id(),
                request.model(),
                environment,
                request.who(),
                request.why());
        return OutcomeRecorder.of(record, request.run(), () -> {
            PromotionPlan plan = plan(request);
            record.plan(plan);
            record.tell(request.run());
            refuse(plan, request);
            record.server(client.getMasterUrl().toString());
            try (AutoCloseable turn = registry.occupy(
                    request.model(), environment.name(), request.timeouts().turn())) {
                ClusterClient cluster = new ClusterClient(
                        client, environment.namespace(), FieldManager.of(request.model(), environment.name()));
                return promote(request, plan, cluster, registry, record, progress);
            }
        });
    }

    private static void refuse(PromotionPlan plan, PromotionRequest request) {
        if (plan.refusal() != null) {
            throw new PromotionRefusedException(plan.refusal());
        }
        String changed = request.conditions().approved() == null
                ? null
                : plan.difference(request.conditions().approved());
        if (changed != null) {
            throw new PromotionRefusedException(changed);
        }
    }

    private static String promote(
            PromotionRequest request,
            PromotionPlan plan,
            ClusterClient cluster,
            ModelRegistry registry,
            PromotionRecord record,
            Progress progress)
            throws InterruptedException {
        Environment environment = request.environment();
        Alias alias = registry.alias(request.model(), environment.name());
        ApprovedMove move = request.conditions().move();
        move.check(alias);
        ModelVersion version = registry.register(new Registration(
                request.model(),
                plan.digests().get("model"),
                request.runName(),
                request.run(),
                request.modelFolder(),
                request.who(),
                request.key()));
        record.version(version);
        if (version.status().set() == VersionState.REJECTED) {
            throw new PromotionRefusedException(VersionState.rejected(version));
        }
        environment.verified(version).ifPresent(record::signature);
        progress.line("Promoting " + request.model() + " version " + version.number() + " into " + environment.name()
                + " (namespace " + environment.namespace() + " of " + cluster.server() + ").");
        DeployedModel unsent = DeployedModel.of(version, registry.id(request.model()));
        Optional<ModelDelivery> delivery = ModelDelivery.of(request, unsent);
        DeployedModel subject = ModelDelivery.named(delivery, unsent);
        List<ManifestObject> objects = request.deployer().render(request.source(), subject, environment);
        objects.forEach(object -> Manifests.confineToNamespace(object, environment));
        GoldenRequests smoke =
                GoldenRequests.of(request.source().smoke(), RecordedAnswers.of(request), request.model(), objects);
        delivery.ifPresent(d -> d.send(request, record, progress));
        Place place = Place.of(cluster);
        RolloutJournal journal =
                new RolloutJournal(registry.rollout(request.model(), environment.name())).settle(alias);
        Runnable commit = () -> {
            if (move.made(alias)) {
                return; // before the process ended that made it
            }
            // Promoting the same version again leaves the former version as the one to go back to.
            String previous = alias.current()
                    .map(now -> now.version() == version.number() ? now.previous() : now.deployment())
                    .filter(former -> registry.deployment(request.model(), environment.name(), former)
                            .map(place::of)
                            .orElse(true))
                    .orElse(null);
            Alias.Move made = new Alias.Move(
                    record.id(),
                    "promote",
                    version.number(),
                    version.digest(),
                    Instant.now().toString(),
                    request.who(),
                    request.why(),
                    record.id(),
                    previous,
                    request.conditions().approvedBy());
            registry.move(request.model(), environment.name(), made, deployment(objects, request, place));
        };
        Site site = new Site(cluster, request.timeouts(), request.conditions().takeOver(), progress, record, journal);
        new Delivery(request.deployer(), site, record, journal).run(objects, smoke, commit);
        Alias moved = registry.alias(request.model(), environment.name());
        List<ManifestObject> former = new ArrayList<>();
        move.before(alias).ifPresent(was -> {
            former.addAll(place.deployed(registry, moved, was.deployment()));
            place.deployed(registry, moved, was.previous()).stream() // it stayed for a roll back
                    .filter(BlueGreen::stays)
                    .forEach(former::add);
        });
        String back = moved.current().orElseThrow().previous();
        request.deployer().prune(site, Phase.lasting(objects), former, place.deployed(registry, moved, back));
        return environment.name() + " serves " + request.model() + " version " + version.number() + " ("
                + version.digest() + ")" + (request.source().smoke() == null ? "; no golden request was asked." : ".");
    }

    /** What a roll back needs to put exactly this deployment into the cluster again. */
    private static ObjectNode deployment(List<ManifestObject> objects, PromotionRequest request, Place place) {
        ObjectNode deployment = Json.object()
                .put("format", 1)
                .put("deployer", request.deployer().key());
        place.write(deployment);
        ArrayNode list = deployment.putArray("objects");
        Phase.lasting(objects).forEach(object -> list.add(object.json()));
        deployment.set("smoke", request.source().smoke());
        deployment.set("servingSkew", RecordedAnswers.of(request));
        if (request.run().has(POLICY)) {
            deployment.set("policy", request.run().read(POLICY));
        }
        return deployment;
    }
}
