package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.FieldManager;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.ObjectDifference;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Workload;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind.KindStatus;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an environment serves, by the registry and by the cluster, and where the two have drifted apart: an object drifted
 * when applying it again would change it, which the cluster is asked by a dry run. Changes nothing.
 */
public final class LiveState {
    private LiveState() {}

    /**
     * @return yes when what was promoted runs as it was applied; no with what drifted or does not run. The result holds
     *     {@code version}, {@code digest}, {@code since}, {@code who} and each object.
     * @throws InputException when the environment serves nothing, or the cluster cannot be asked
     */
    public static Outcome of(String model, Environment environment, KubernetesClient client, ModelRegistry registry) {
        Alias alias = registry.alias(model, environment.name());
        Alias.Move now = alias.current()
                .orElseThrow(() -> new InputException(
                        "The environment " + environment.name() + " serves no version of " + model + "."));
        ClusterClient cluster =
                new ClusterClient(client, environment.namespace(), FieldManager.of(model, environment.name()));
        Place place = Place.of(cluster);
        List<ManifestObject> objects = place.deployed(registry, alias, now.deployment());
        if (objects.isEmpty()) {
            throw new InputException("Nothing is recorded as applied in " + place.shown() + " for version "
                    + now.version() + " of " + model + "; it was promoted to another place, or too long ago.");
        }
        ObjectNode result = Json.object()
                .put("model", model)
                .put("environment", environment.name())
                .put("version", now.version())
                .put("digest", now.digest())
                .put("since", now.when())
                .put("who", now.who());
        place.write(result);
        ArrayNode shown = result.putArray("objects");
        List<String> wrong = new ArrayList<>();
        RollBack.interrupted(registry, model, environment.name())
                .ifPresent(id ->
                        wrong.add("the promotion " + id + " is under way, or was interrupted and its state stands"));
        objects.forEach(object -> look(object, cluster, shown.addObject(), wrong));
        String serves = environment.name() + " serves " + model + " version " + now.version() + " (" + now.digest()
                + ") since " + now.when() + ", by " + now.who();
        return new Outcome(
                wrong.isEmpty(),
                wrong.isEmpty()
                        ? serves + "; all " + objects.size() + " objects are as they were applied."
                        : "By the registry " + serves + ", but " + String.join("; ", wrong) + ".",
                result);
    }

    private static void look(ManifestObject object, ClusterClient cluster, ObjectNode entry, List<String> wrong) {
        entry.put("object", object.shown());
        Optional<ObjectNode> live = cluster.get(object);
        if (live.isEmpty()) {
            entry.put("state", "gone");
            wrong.add(object.shown() + " is gone");
            return;
        }
        JsonNode status = live.get().path("status");
        if (status.has("readyReplicas") || live.get().at("/spec/replicas").isNumber()) {
            entry.put("replicas", live.get().at("/spec/replicas").asInt(1));
            entry.put("ready", status.path("readyReplicas").asInt());
        }
        Set<String> drift = ObjectDifference.paths(object.shown(), live.get(), cluster.apply(object, true, true));
        entry.put("state", drift.isEmpty() ? "as applied" : "changed");
        entry.set("differences", Json.MAPPER.valueToTree(drift));
        if (!drift.isEmpty()) {
            wrong.add(String.join(", ", drift) + (drift.size() == 1 ? " was changed" : " were changed"));
        }
        Optional<KindStatus> kind = KindStatus.of(object);
        if (kind.isPresent()) {
            KindStatus.State state =
                    Workload.look(object, kind.get(), cluster, "meanwhile").state();
            if (!state.done()) {
                String why = state.failed() == null ? state.waiting() : state.failed();
                entry.put("waiting", why);
                wrong.add(object.shown() + ": " + why);
            }
        }
    }
}
