package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.FieldManager;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Manifests;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.VersionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the previous good version back by the same road as a promotion: the objects that were applied then, rollout,
 * smoke test, alias. The version that is rolled back does not count as good any more: a second roll back goes one
 * further. Threads and state as in {@link Promotion}.
 */
public final class RollBack {
    /**
     * What shall be rolled back.
     *
     * @param run      the folder of the run or build that rolls back; gets {@code promote/promotion.json}
     * @param deployers the ways of deploying, one of which deployed what is put back
     * @param takeOver whether fields that others own by now are taken over
     * @param move     as in {@link PromotionRequest.Conditions}; null where nobody had to approve
     * @param who      who asked for it; {@code why} may be null
     */
    public record Request(
            String model,
            RunFolder run,
            Environment environment,
            Deployers deployers,
            Timeouts timeouts,
            boolean takeOver,
            ApprovedMove move,
            String who,
            String why) {
        public Request {
            move = move == null ? ApprovedMove.NONE : move;
        }
    }

    private RollBack() {}

    /**
     * @return the move that a roll back would put back, to show it or to have it approved
     * @throws InputException when there is none
     */
    public static Alias.Move target(ModelRegistry registry, String model, String environment) {
        Alias alias = registry.alias(model, environment);
        int now = alias.current()
                .orElseThrow(() -> new InputException("The environment " + environment + " never served " + model
                        + "; there is nothing to roll back."))
                .version();
        return alias.previousGood()
                .orElseThrow(() -> new InputException("The environment " + environment + " served no good version of "
                        + model + " before version " + now + "; there is nothing to roll back to."));
    }

    /** @return the id of a promotion that was killed half-way: a roll back first undoes that one; empty for none */
    public static Optional<String> interrupted(ModelRegistry registry, String model, String environment) {
        RolloutJournal journal =
                new RolloutJournal(registry.rollout(model, environment)).settle(registry.alias(model, environment));
        return journal.exists() ? Optional.of(journal.id()) : Optional.empty();
    }

    /** As {@link Promotion#run}. After a promotion that was killed half-way, what was there before it is put back. */
    public static Outcome run(Request request, KubernetesClient client, ModelRegistry registry, Progress progress) {
        PromotionRecord record = new PromotionRecord(
                "rollback", request.move().id(), request.model(), request.environment(), request.who(), request.why());
        return OutcomeRecorder.of(record, request.run(), () -> {
            record.server(client.getMasterUrl().toString());
            String environment = request.environment().name();
            try (AutoCloseable turn = registry.occupy(
                    request.model(), environment, request.timeouts().turn())) {
                return rollBack(
                        request,
                        new ClusterClient(
                                client,
                                request.environment().namespace(),
                                FieldManager.of(request.model(), environment)),
                        registry,
                        record,
                        progress);
            }
        });
    }

    private static String rollBack(
            Request request, ClusterClient cluster, ModelRegistry registry, PromotionRecord record, Progress progress) {
        String model = request.model();
        String environment = request.environment().name();
        Alias alias = registry.alias(model, environment);
        ApprovedMove move = request.move();
        move.check(alias);
        RolloutJournal journal = new RolloutJournal(registry.rollout(model, environment)).settle(alias);
        Site site = new Site(cluster, request.timeouts(), request.takeOver(), progress, record, journal);
        Place place = Place.of(cluster);
        if (journal.exists() && !journal.id().equals(move.id())) {
            Delivery delivery = new Delivery(
                    request.deployers().named(journal.deployer(), request.environment()), site, record, journal);
            return undo(registry, alias, journal, delivery, cluster, record);
        }
        Alias.Move target = move.made(alias)
                ? alias.current().flatMap(now -> alias.move(now.deployment())).orElseThrow()
                : target(registry, model, environment);
        ModelVersion version = registry.version(model, target.version())
                .orElseThrow(() -> new InputException("Version " + target.version() + " of " + model
                        + " is no longer in the registry; promote a model instead."));
        record.version(version);
        if (version.status().set() == VersionState.REJECTED) {
            throw new PromotionRefusedException(VersionState.rejected(version));
        }
        record.entity(
                new Lineage.Entity("model", "model", model, version.digest(), Map.of("version", version.number())));
        String digest = Digests.of(version.modelFolder());
        if (!digest.equals(version.digest())) {
            throw new PromotionRefusedException(
                    "The registry's copy of " + model + " version " + version.number() + " has the digest " + digest
                            + ", not " + version.digest() + " as it was registered; it is not put into service.");
        }
        request.environment().verified(version).ifPresent(record::signature);
        JsonNode deployment = registry.deployment(model, environment, target.deployment())
                .orElseThrow(() -> new InputException("What was applied for " + model + " version " + version.number()
                        + " is no longer in the registry; promote a model instead."));
        if (!place.of(deployment)) {
            throw new InputException("The environment " + environment + " is " + place.shown() + " now, where it served"
                    + " nothing before; version " + version.number() + " of " + model + " served in namespace "
                    + deployment.path("namespace").asText() + " of "
                    + deployment.path("server").asText() + ".");
        }
        progress.line("Rolling " + environment + " back from version "
                + alias.current().get().version() + " to version " + version.number() + " of " + model + ".");
        List<ManifestObject> objects = objects(deployment, target, request.environment());
        GoldenRequests smoke =
                GoldenRequests.of(kept(deployment, "smoke"), kept(deployment, "servingSkew"), model, objects);
        Runnable commit = () -> {
            if (!move.made(alias)) {
                Alias.Move back = new Alias.Move(
                        record.id(),
                        "rollback",
                        version.number(),
                        version.digest(),
                        Instant.now().toString(),
                        request.who(),
                        request.why(),
                        target.deployment(),
                        target.previous());
                registry.move(model, environment, back, null);
            }
        };
        Deployer deployer =
                request.deployers().named(deployment.path("deployer").asText("manifests"), request.environment());
        new Delivery(deployer, site, record, journal).run(objects, smoke, commit);
        String former = move.before(alias).map(Alias.Move::deployment).orElse(null);
        deployer.prune(
                site,
                objects,
                place.deployed(registry, alias, former),
                place.deployed(registry, alias, target.previous()));
        return environment + " serves " + model + " version " + version.number() + " (" + version.digest() + ") again.";
    }

    private static JsonNode kept(JsonNode deployment, String what) {
        return deployment.hasNonNull(what) ? deployment.get(what) : null;
    }

    private static String undo(
            ModelRegistry registry,
            Alias alias,
            RolloutJournal journal,
            Delivery delivery,
            ClusterClient cluster,
            PromotionRecord record) {
        String interrupted = journal.id();
        journal.checkPlace(cluster);
        String serving = delivery.undo()
                .map(why -> " It does not serve again yet: " + why)
                .orElse("");
        record.put("undone", Json.MAPPER.getNodeFactory().textNode(interrupted));
        if (alias.current().isEmpty()) {
            return "The promotion " + interrupted + ", which was interrupted, was undone; " + alias.environment()
                    + " serves no version of " + alias.model() + ", as before." + serving;
        }
        Alias.Move now = alias.current().get();
        registry.version(alias.model(), now.version()).ifPresent(record::version);
        return "The promotion " + interrupted + ", which was interrupted, was undone; " + alias.environment()
                + " serves " + alias.model() + " version " + now.version() + " (" + now.digest() + "), as before."
                + serving;
    }

    /** The environment may have been confined further since. */
    private static List<ManifestObject> objects(JsonNode deployment, Alias.Move target, Environment environment) {
        List<ManifestObject> objects = new ArrayList<>();
        for (JsonNode json : deployment.path("objects")) {
            ManifestObject object =
                    new ManifestObject("promotion " + target.deployment(), ((ObjectNode) json).deepCopy());
            Manifests.confineToPolicy(object, environment);
            Manifests.confineToNamespace(object, environment);
            objects.add(object);
        }
        return objects;
    }
}
