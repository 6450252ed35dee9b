package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a repository says about how its model is deployed.
 *
 * @param section   the section {@code promote} of cd4ml.yaml
 * @param manifests the Kubernetes manifests as they are in the repository; null where the section names none
 * @param smoke     the golden request, or null for none
 */
public record DeploySource(JsonNode section, ManifestFiles manifests, JsonNode smoke) {
    /** One of manifests alone. */
    public DeploySource(ManifestFiles manifests, JsonNode smoke) {
        this(Json.object(), manifests, smoke);
    }

    /** @return the digests that an approval is bound to: {@code manifests}, {@code smoke}, {@code promote} */
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        if (manifests != null) {
            digests.put("manifests", manifests.digest());
        }
        if (smoke != null) {
            digests.put("smoke", Digests.of(Json.line(smoke)));
        }
        if (!section.isEmpty()) {
            digests.put("promote", Digests.of(Json.line(section)));
        }
        return digests;
    }
}
