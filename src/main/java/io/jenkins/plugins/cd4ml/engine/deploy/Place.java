package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * A namespace of a cluster. An environment's name that is given to another one is another environment: what served at the
 * former place is neither replaced nor gone back to.
 *
 * @param server URL of the API server
 */
record Place(String server, String namespace) {
    static Place of(ClusterClient cluster) {
        return new Place(cluster.server(), cluster.namespace());
    }

    void write(ObjectNode json) {
        json.put("server", server).put("namespace", namespace);
    }

    /** @param json what {@link #write} wrote to; a document without a place is of this one */
    boolean of(JsonNode json) {
        return !json.has("server")
                || json.path("server").asText().equals(server)
                        && json.path("namespace").asText().equals(namespace);
    }

    String shown() {
        return "namespace " + namespace + " of " + server;
    }

    /** @return what a deployment applied here; empty for null, one that is too long ago, and one at another place */
    List<ManifestObject> deployed(ModelRegistry registry, Alias alias, String deployment) {
        List<ManifestObject> objects = new ArrayList<>();
        if (deployment != null) {
            registry.deployment(alias.model(), alias.environment(), deployment)
                    .filter(this::of)
                    .ifPresent(kept -> kept.path("objects")
                            .forEach(o -> objects.add(
                                    new ManifestObject("promotion " + deployment, (ObjectNode) o.deepCopy()))));
        }
        return objects;
    }
}
