package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns manifest texts into the objects of one rollout: placeholders filled in, confined to the environment's
 * namespace and kinds, stamped with the version they serve.
 */
public final class Manifests {
    private static final Pattern DOCUMENT = Pattern.compile("(?m)^---(?=\\s|$).*$");
    private static final Pattern YAML_LINE = Pattern.compile("line (\\d+)");

    private final Environment environment;
    private final KubernetesSerialization yaml;

    public Manifests(Environment environment, KubernetesSerialization yaml) {
        this.environment = environment;
        this.yaml = yaml;
    }

    /** @return the objects in the order in which they are applied: what pods need before the pods */
    public List<ManifestObject> render(ManifestFiles files, DeployedModel subject) {
        List<ManifestObject> objects = check(files, subject);
        objects.forEach(object -> confineToNamespace(object, environment));
        return objects;
    }

    /** As {@link #render}, before the namespace is known: Jenkins may have it from a kubeconfig that it did not open. */
    public List<ManifestObject> check(ManifestFiles files, DeployedModel subject) {
        String configMap = ModelConfigMap.name(subject.model(), subject.digest());
        Placeholders placeholders = new Placeholders(Map.of(
                "model",
                subject.model(),
                "version",
                Integer.toString(subject.version()),
                "modelDigest",
                subject.digest(),
                "environment",
                environment.name(),
                "namespace",
                environment.namespace(),
                ModelConfigMap.PLACEHOLDER,
                configMap));
        List<ManifestObject> objects = new ArrayList<>();
        if (files.texts().values().stream().anyMatch(text -> Placeholders.uses(text, ModelConfigMap.PLACEHOLDER))) {
            objects.add(ModelConfigMap.of(subject));
        }
        files.texts().forEach((file, text) -> objects.addAll(parse(file, placeholders.fill(file, text))));
        if (objects.stream().noneMatch(o -> o.json().has("spec"))) {
            throw new InputException(
                    String.join(", ", files.texts().keySet()) + " describe nothing that could serve the model.");
        }
        Map<String, ManifestObject> unique = new LinkedHashMap<>();
        for (ManifestObject object : objects) {
            confineToKinds(object, environment);
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

    private List<ManifestObject> parse(String file, String text) {
        List<ManifestObject> objects = new ArrayList<>();
        Matcher mark = DOCUMENT.matcher(text);
        int start = 0;
        int line = 1;
        while (true) {
            boolean more = mark.find();
            String document = text.substring(start, more ? mark.start() : text.length());
            int at = line + leadingBlank(document);
            ObjectNode json = document(file, line, document);
            if (json != null) {
                objects.add(object(file + " line " + at, json));
            }
            if (!more) {
                return objects;
            }
            line += lines(text.substring(start, mark.end()));
            start = mark.end();
        }
    }

    private ObjectNode document(String file, int line, String text) {
        if (text.lines().allMatch(l -> l.isBlank() || l.stripLeading().startsWith("#"))) {
            return null;
        }
        try {
            return yaml.unmarshal(text, ObjectNode.class);
        } catch (StackOverflowError e) {
            throw new InputException(file + " line " + line + " is nested too deeply to be a manifest.", e);
        } catch (KubernetesClientException e) {
            throw new InputException(file + " line " + line + " is not a YAML mapping: " + first(e) + ".", e);
        } catch (RuntimeException e) { // the YAML library's own exceptions are not on Jenkins' API surface
            Matcher found = YAML_LINE.matcher(String.valueOf(e.getMessage()));
            int at = found.find() ? line + Integer.parseInt(found.group(1)) - 1 : line;
            throw new InputException(file + " line " + at + " is not YAML: " + first(e) + ".", e);
        }
    }

    private static ManifestObject object(String place, ObjectNode json) {
        ManifestObject object = new ManifestObject(place, json);
        for (String key : List.of("/apiVersion", "/kind", "/metadata/name")) {
            if (!json.at(key).isTextual() || json.at(key).asText().isBlank()) {
                throw new InputException(
                        place + ": the object has no " + key.substring(1).replace('/', '.') + "; give it one.");
            }
        }
        return object;
    }

    public static void confineToKinds(ManifestObject object, Environment environment) {
        if (!environment.allows(object.apiVersion(), object.kind())) {
            throw new InputException(object.place() + ": the environment " + environment.name() + " does not take "
                    + object.kind() + " (" + object.apiVersion() + "); it takes " + environment.shownKinds() + ".");
        }
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

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    private static int leadingBlank(String document) {
        int count = 0;
        for (String l : document.lines().toList()) {
            if (!l.isBlank() && !l.stripLeading().startsWith("#")) {
                break;
            }
            count++;
        }
        return count;
    }

    private static String first(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("unreadable")
                .strip();
    }
}
