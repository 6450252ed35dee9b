package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a blue/green deployment of plain manifests: each Deployment behind a Service gets the version in its name and in
 * its selector, so that the one before it goes on; a preview Service reaches it; and when all is verified, the Service's
 * own selector is switched to it. The former Deployment stays for a roll back, which then is only a switch.
 */
public final class BlueGreen {
    private static final String STRATEGY = "cd4ml.io/strategy";
    private static final String NAME = "blue-green";

    private BlueGreen() {}

    /**
     * @param objects labelled ones; Deployments and Services among them are changed
     * @return the same with the preview Services, in the order of applying
     * @throws InputException when no Service leads to a Deployment
     */
    public static List<ManifestObject> of(List<ManifestObject> objects, int version) {
        List<ManifestObject> all = new ArrayList<>();
        boolean any = false;
        for (ManifestObject service : objects) {
            if (!behind(service, objects).isEmpty()) {
                any = true;
                ((ObjectNode) service.json().at("/spec/selector")).put(ModelLabels.VERSION, Integer.toString(version));
                all.add(preview(service));
                Phase.SWITCH.mark(service.json());
            }
        }
        if (!any) {
            throw new InputException(
                    "promote.strategy blueGreen switches a Service from one Deployment to the next, and no"
                            + " Service of the manifests leads to a Deployment.");
        }
        objects.stream().filter(o -> o.is("apps/v1", "Deployment")).forEach(d -> version(d, objects, version));
        all.addAll(objects);
        return all;
    }

    /** @return whether it is a Deployment that stays beside its successor */
    public static boolean stays(ManifestObject object) {
        return object.json().at("/metadata/annotations").path(STRATEGY).asText().equals(NAME);
    }

    /** @return the name of the Service that leads to what is not served yet */
    public static String previewName(String service) {
        return service + "-preview";
    }

    /** @return the Deployments to which it leads; none where it is no Service */
    static List<ManifestObject> behind(ManifestObject service, List<ManifestObject> objects) {
        return objects.stream().filter(o -> leads(service, o)).toList();
    }

    static boolean leads(ManifestObject service, ManifestObject deployment) {
        JsonNode selector = service.json().at("/spec/selector");
        JsonNode labels = deployment.json().at("/spec/template/metadata/labels");
        return service.is("v1", "Service")
                && deployment.is("apps/v1", "Deployment")
                && !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(l -> labels.path(l.getKey()).equals(l.getValue()));
    }

    /** @return a Service beside it, for the time of the rollout, that leads to the same pods */
    static ManifestObject preview(ManifestObject service) {
        ObjectNode json = service.json().deepCopy();
        json.withObject("/metadata").put("name", previewName(service.name()));
        ObjectNode spec = json.withObject("/spec");
        spec.remove(
                List.of("type", "clusterIP", "clusterIPs", "loadBalancerIP", "externalIPs", "externalTrafficPolicy"));
        spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
        Phase.TEMPORARY.mark(json);
        return new ManifestObject(service.place(), json);
    }

    private static void version(ManifestObject deployment, List<ManifestObject> objects, int version) {
        String name = deployment.name();
        String own = name + "-v" + version;
        for (ManifestObject other : objects) {
            JsonNode target = other.json().at("/spec/scaleTargetRef");
            if (target.path("kind").asText().equals("Deployment")
                    && target.path("name").asText().equals(name)) {
                ((ObjectNode) target).put("name", own);
            }
        }
        deployment.json().withObject("/metadata").put("name", own);
        deployment.json().withObject("/metadata/annotations").put(STRATEGY, NAME);
        deployment.json().withObject("/spec/selector/matchLabels").put(ModelLabels.VERSION, Integer.toString(version));
    }
}
