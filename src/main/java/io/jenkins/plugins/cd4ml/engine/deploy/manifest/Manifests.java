package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns manifest texts into the objects of one rollout: placeholders filled in, confined to the environment's
 * namespace and kinds, stamped with the version they serve.
 */
public final class Manifests {
    private final Environment environment;

    public Manifests(Environment environment) {
        this.environment = environment;
    }

    /**
     * The namespace may not be known yet: Jenkins may have it from a kubeconfig that it did not open. See {@link
     * #confineToNamespace}.
     *
     * @return the objects in the order in which they are applied: what pods need before the pods
     */
    public List<ManifestObject> render(ManifestFiles files, DeployedModel subject) {
        List<ManifestObject> objects = read(files, subject);
        if (files.texts().values().stream().anyMatch(text -> Placeholders.uses(text, ModelConfigMap.PLACEHOLDER))) {
            objects.add(0, ModelConfigMap.of(subject));
        }
        if (objects.stream().noneMatch(o -> o.json().has("spec"))) {
            throw new InputException(
                    String.join(", ", files.texts().keySet()) + " describe nothing that could serve the model.");
        }
        return finish(objects, subject);
    }

    /** @return the objects as they are written, with the placeholders filled in */
    public List<ManifestObject> read(ManifestFiles files, DeployedModel subject) {
        Placeholders placeholders = Placeholders.of(subject, environment);
        List<ManifestObject> objects = new ArrayList<>();
        files.texts().forEach((file, text) -> objects.addAll(ManifestReader.read(file, placeholders.fill(file, text))));
        return objects;
    }

    /** Confines objects to what the environment takes, and labels them. @return them in the order of applying */
    public List<ManifestObject> finish(List<ManifestObject> objects, DeployedModel subject) {
        Map<String, ManifestObject> unique = new LinkedHashMap<>();
        for (ManifestObject object : objects) {
            confineToPolicy(object, environment);
            InferenceServiceRules.check(object);
            ModelLabels.put(object, subject, environment);
            ManifestObject twice = unique.putIfAbsent(object.apiVersion() + " " + object.shown(), object);
            if (twice != null) {
                throw new InputException(object.place() + ": " + object.shown()
                        + " is described a second time, first at " + twice.place() + ".");
            }
        }
        List<ManifestObject> ordered = new ArrayList<>(unique.values());
        ordered.sort(Comparator.comparing(o -> o.json().at("/spec/template").isObject()));
        return ordered;
    }

    /** @throws InputException for a kind or an image that the environment does not allow */
    public static void confineToPolicy(ManifestObject object, Environment environment) {
        if (!environment.allows(object.apiVersion(), object.kind())) {
            throw new InputException(object.place() + ": the environment " + environment.name() + " does not take "
                    + object.kind() + " (" + object.apiVersion() + "); it takes " + environment.shownKinds() + ".");
        }
        Images.confine(object, environment);
    }

    /** @throws InputException for an image of a registry that is not among those that the environment names */
    public static void confineImage(String place, String image, Environment environment) {
        Images.confine(place, image, "", environment);
    }

    /** Puts the object into the environment's namespace, unless it asks for another one. */
    public static void confineToNamespace(ManifestObject object, Environment environment) {
        ObjectNode metadata = (ObjectNode) object.json().get("metadata");
        String namespace = metadata.path("namespace").asText(environment.namespace());
        if (!namespace.equals(environment.namespace())) {
            throw new InputException(object.place() + ": " + object.shown() + " asks for the namespace " + namespace
                    + ", but the environment " + environment.name() + " is confined to " + environment.namespace()
                    + ".");
        }
        metadata.put("namespace", environment.namespace());
    }
}
