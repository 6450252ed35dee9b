package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a canary of plain manifests: beside each Deployment behind a Service a second one, whose pods the Service reaches
 * as well, so that its share of the pods is its share of the requests. The Deployment itself, and whatever else runs pods,
 * is applied when the canary's steps have passed. What the steps are stands in an annotation of the canary, so that another
 * process can go on with them.
 */
public final class Canary {
    private static final String TRACK = "cd4ml.io/track";
    private static final String NAME = "canary";
    private static final String PLAN = "cd4ml.io/canary";
    private static final int LONGEST = 253 - NAME.length() - 1; // of a Deployment's name

    private Canary() {}

    /**
     * @param objects labelled ones, of which those that run pods are changed
     * @param plan    what the steps are
     * @return the same with the canaries and what leads to them alone, in the order of applying
     * @throws InputException when no Service leads to a Deployment
     */
    public static List<ManifestObject> of(List<ManifestObject> objects, JsonNode plan) {
        List<ManifestObject> all = new ArrayList<>();
        List<ManifestObject> behind = new ArrayList<>();
        for (ManifestObject service : objects) {
            List<ManifestObject> led = BlueGreen.behind(service, objects);
            if (!led.isEmpty()) {
                ManifestObject preview = BlueGreen.preview(service);
                ((ObjectNode) preview.json().at("/spec/selector")).put(TRACK, NAME);
                all.add(preview);
                led.stream().filter(deployment -> !behind.contains(deployment)).forEach(behind::add);
            }
        }
        if (behind.isEmpty()) {
            throw new InputException("promote.strategy canary puts a second Deployment behind a Service, and no Service"
                    + " of the manifests leads to a Deployment.");
        }
        all.addAll(objects);
        behind.forEach(deployment -> all.add(copy(deployment, plan)));
        objects.stream()
                .filter(o -> o.json().at("/spec/template").isObject() && Phase.of(o) == Phase.ROLLOUT)
                .forEach(o -> Phase.SWITCH.mark(o.json()));
        return all;
    }

    private static ManifestObject copy(ManifestObject deployment, JsonNode plan) {
        if (deployment.name().length() > LONGEST) {
            throw new InputException(deployment.place() + ": " + deployment.shown() + " needs a name of at most "
                    + LONGEST + " characters, to which '-" + NAME + "' can be added.");
        }
        ObjectNode json = deployment.json().deepCopy();
        json.withObject("/metadata").put("name", deployment.name() + "-" + NAME);
        json.withObject("/metadata/labels").put(TRACK, NAME);
        json.withObject("/metadata/annotations").put(PLAN, Json.line(plan));
        json.withObject("/spec/selector/matchLabels").put(TRACK, NAME);
        json.withObject("/spec/template/metadata/labels").put(TRACK, NAME);
        json.withObject("/spec").put("replicas", 1).remove("paused"); // the steps say how many
        Phase.TEMPORARY.mark(json);
        return new ManifestObject(deployment.place(), json);
    }

    /** @return the canaries among the objects */
    public static List<ManifestObject> among(List<ManifestObject> objects) {
        return objects.stream()
                .filter(o -> o.is("apps/v1", "Deployment") && Phase.of(o) == Phase.TEMPORARY)
                .filter(o -> o.json().at("/metadata/annotations").has(PLAN))
                .toList();
    }

    /** @return what the canary's steps are */
    public static JsonNode plan(ManifestObject canary) {
        return Json.parse(
                canary.shown(),
                canary.json().at("/metadata/annotations").path(PLAN).asText().getBytes(StandardCharsets.UTF_8),
                JsonNode.class);
    }

    /** @return the Deployment whose canary it is */
    public static ManifestObject stable(ManifestObject canary, List<ManifestObject> objects) {
        String name = canary.name().substring(0, canary.name().length() - NAME.length() - 1);
        return objects.stream()
                .filter(o -> o.is("apps/v1", "Deployment") && o.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** @return the canary with so many pods */
    public static ManifestObject scaled(ManifestObject canary, int replicas) {
        ObjectNode json = canary.json().deepCopy();
        json.withObject("/spec").put("replicas", replicas);
        return new ManifestObject(canary.place(), json);
    }

    /**
     * @param stable as the cluster has it
     * @throws InputException when a Service would no longer lead to the pods that serve: all requests would go to the canary
     *     at its first step
     */
    public static void checkServices(ManifestObject canary, JsonNode stable, List<ManifestObject> objects) {
        JsonNode labels = stable.at("/spec/template/metadata/labels");
        for (ManifestObject service : objects) {
            if (Phase.of(service) == Phase.TEMPORARY || !BlueGreen.leads(service, canary)) {
                continue;
            }
            service.json().at("/spec/selector").properties().forEach(label -> {
                if (!labels.path(label.getKey()).equals(label.getValue())) {
                    throw new InputException(service.place() + ": with " + label.getKey() + " in its selector "
                            + service.shown() + " would leave the pods that serve now, and send every request to the"
                            + " canary; take it out of the selector, or use the strategy blueGreen.");
                }
            });
        }
    }
}
