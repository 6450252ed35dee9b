package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.Map;

/** The Kubernetes objects of a training, as JSON: a Job with one pod that is not tried again, and a ConfigMap. */
final class JobObjects {
    static final String CONTAINER = "train";
    /** A Job that nobody came back for is removed by the cluster. */
    private static final int SECONDS_AFTER_END = 24 * 60 * 60;

    static final int LABEL = 40;

    private final String name;
    private final JsonNode block;
    private final Map<String, String> labels;

    JobObjects(String name, String model, JsonNode block) {
        this.name = name;
        this.block = block;
        labels = Map.of("app.kubernetes.io/managed-by", "cd4ml", "app.kubernetes.io/name", label(model, LABEL));
    }

    /** @return at most {@code longest} characters that a label may have */
    static String label(String text, int longest) {
        String plain = text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = plain.substring(0, Math.min(longest, plain.length())).replaceAll("^-+|-+$", "");
        return cut.isEmpty() ? "model" : cut;
    }

    /** @param files paths below the project, in the order of the ConfigMap's keys */
    ObjectNode job(List<String> files) {
        ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
        metadata(job);
        ObjectNode spec = job.putObject("spec");
        spec.put("backoffLimit", 0).put("ttlSecondsAfterFinished", SECONDS_AFTER_END);
        ObjectNode template = spec.putObject("template");
        ObjectNode metadata = template.putObject("metadata");
        podMetadata(metadata);
        ObjectNode pod = template.putObject("spec").put("restartPolicy", "Never");
        where(pod);
        pod.putArray("containers").add(container());
        volumes(pod, files);
        if (block.has("pod")) {
            merge(pod, block.get("pod"));
        }
        return job;
    }

    void podMetadata(ObjectNode metadata) {
        metadata.set("labels", Json.MAPPER.valueToTree(labels));
        metadata.set("annotations", block.path("annotations").isObject() ? block.get("annotations") : Json.object());
    }

    /** As whom a pod runs, and on which nodes. */
    void where(ObjectNode pod) {
        if (block.has("serviceAccount")) {
            pod.put("serviceAccountName", block.get("serviceAccount").asText());
        }
        if (block.has("nodes")) {
            pod.set("nodeSelector", block.get("nodes"));
        }
    }

    private ObjectNode container() {
        ObjectNode container = Json.object()
                .put("name", CONTAINER)
                .put("image", block.get("image").asText());
        container.putArray("command").add("/bin/sh").add(PodScript.FILES + "/run.sh");
        container.set("env", env());
        ArrayNode from = container.putArray("envFrom");
        block.path("secrets")
                .forEach(s -> from.addObject().putObject("secretRef").put("name", s.asText()));
        container.set("resources", resources());
        return container;
    }

    ArrayNode env() {
        ArrayNode env = Json.MAPPER.createArrayNode();
        block.path("env")
                .properties()
                .forEach(e -> env.addObject()
                        .put("name", e.getKey())
                        .put("value", e.getValue().asText().replace("$", "$$"))); // else $(NAME) would be replaced
        return env;
    }

    /** @return requests and limits of the container */
    ObjectNode resources() {
        ObjectNode amounts = Json.object();
        for (String amount : new String[] {"cpu", "memory"}) {
            if (block.has(amount)) {
                amounts.put(amount, block.get(amount).asText());
            }
        }
        ObjectNode resources = Json.object();
        resources.set("requests", amounts);
        ObjectNode limits = amounts.deepCopy();
        if (block.path("gpus").asInt() > 0) {
            limits.put(
                    block.path("gpuResource").asText("nvidia.com/gpu"),
                    block.get("gpus").asInt());
        }
        resources.set("limits", limits);
        return resources;
    }

    /** Adds the volumes to a pod's specification, and their mounts to its first container. */
    void volumes(ObjectNode pod, List<String> files) {
        ArrayNode mounts = ((ObjectNode) pod.at("/containers/0")).putArray("volumeMounts");
        ArrayNode volumes = pod.putArray("volumes");
        ObjectNode map =
                volumes.addObject().put("name", "files").putObject("configMap").put("name", name);
        ArrayNode items = map.putArray("items");
        items.addObject().put("key", "run.sh").put("path", "run.sh");
        for (int i = 0; i < files.size(); i++) {
            items.addObject().put("key", "f" + i).put("path", "project/" + files.get(i));
        }
        mounts.addObject()
                .put("name", "files")
                .put("mountPath", PodScript.FILES)
                .put("readOnly", true);
        volumes.addObject().put("name", "home").putObject("emptyDir");
        mounts.addObject().put("name", "home").put("mountPath", PodScript.HOME);
        int[] i = {0};
        block.path("volumes")
                .properties()
                .forEach(v -> claim(
                        volumes, mounts, "v" + i[0]++, v.getKey(), v.getValue().asText()));
        JsonNode shared = block.path("sharedVolume");
        if (shared.isObject()) {
            claim(
                    volumes,
                    mounts,
                    "shared",
                    shared.get("claim").asText(),
                    shared.get("mountPath").asText());
        }
    }

    private static void claim(ArrayNode volumes, ArrayNode mounts, String name, String claim, String path) {
        volumes.addObject().put("name", name).putObject("persistentVolumeClaim").put("claimName", claim);
        mounts.addObject().put("name", name).put("mountPath", path);
    }

    /**
     * @param contents in base64, by key
     * @param owner    the version of the API of the object with which it goes
     * @param kind     of that object
     * @param uid      of that object
     */
    ObjectNode configMap(String script, Map<String, String> contents, String owner, String kind, String uid) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        metadata(map)
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", owner)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid);
        map.putObject("data").put("run.sh", script);
        map.set("binaryData", Json.MAPPER.valueToTree(contents));
        return map;
    }

    /** @return the object's metadata: name and labels */
    ObjectNode metadata(ObjectNode object) {
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        metadata.set("labels", Json.MAPPER.valueToTree(labels));
        return metadata;
    }

    /** A JSON merge patch, except that lists are appended to. */
    static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode now = target.get(entry.getKey());
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (now instanceof ObjectNode object && entry.getValue().isObject()) {
                merge(object, entry.getValue());
            } else if (now instanceof ArrayNode array && entry.getValue() instanceof ArrayNode more) {
                array.addAll(more);
            } else {
                target.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
