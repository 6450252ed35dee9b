package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields an object has, as paths in the notation of {@code managedFields}: {@code f:name} for a member, {@code
 * k:{…}} for an item of a list that is merged by keys. Which lists those are is schema knowledge; the ones that a
 * Deployment, a Service and their metadata have are known here.
 */
final class FieldPaths {
    private static final Map<String, List<String>> KEYS = Map.of(
            "containers", List.of("name"),
            "initContainers", List.of("name"),
            "env", List.of("name"),
            "volumes", List.of("name"),
            "volumeMounts", List.of("mountPath"),
            "imagePullSecrets", List.of("name"),
            "ownerReferences", List.of("uid"));
    private static final Set<String> ATOMIC = Set.of("selector", "nodeSelector");
    private static final Set<String> SYSTEM =
            Set.of("name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");

    private FieldPaths() {}

    /** @return the leaves and the keyed list items of what a manager wrote; nothing that the server itself sets */
    static Set<List<String>> of(ObjectNode object) {
        Set<List<String>> paths = new LinkedHashSet<>();
        object.properties().forEach(member -> {
            if (member.getKey().equals("metadata")) {
                member.getValue().properties().forEach(m -> {
                    if (!SYSTEM.contains(m.getKey())) {
                        walk(m.getKey(), m.getValue(), List.of("f:metadata", "f:" + m.getKey()), paths);
                    }
                });
            } else if (!Set.of("apiVersion", "kind", "status").contains(member.getKey())) {
                walk(member.getKey(), member.getValue(), List.of("f:" + member.getKey()), paths);
            }
        });
        return paths;
    }

    /** @return the item's key as {@code k:{"name":"x"}}, or null when the list is one value as a whole */
    static String key(String list, JsonNode item) {
        List<String> names = list.equals("ports")
                ? List.of(item.has("containerPort") ? "containerPort" : "port", "protocol")
                : KEYS.get(list);
        if (names == null || !item.isObject()) {
            return null;
        }
        ObjectNode key = Json.object();
        for (String name : names) {
            key.set(name, name.equals("protocol") && !item.has(name) ? key.textNode("TCP") : item.path(name));
        }
        return "k:" + Json.line(key);
    }

    /** @return {@code managedFields[].fieldsV1} */
    static ObjectNode toFieldsV1(Set<List<String>> paths) {
        ObjectNode fields = Json.object();
        for (List<String> path : paths) {
            ObjectNode at = fields;
            for (String part : path) {
                at = at.get(part) instanceof ObjectNode child ? child : at.putObject(part);
            }
            if (path.get(path.size() - 1).startsWith("k:")) {
                at.putObject(".");
            }
        }
        return fields;
    }

    static Set<List<String>> fromFieldsV1(JsonNode fields) {
        Set<List<String>> paths = new LinkedHashSet<>();
        collect(fields, List.of(), paths);
        return paths;
    }

    /** @return the value at the path, or a missing node */
    static JsonNode at(JsonNode object, List<String> path) {
        JsonNode at = object;
        for (String part : path) {
            at = part.startsWith("f:") ? at.path(part.substring(2)) : item(at, part);
        }
        return at;
    }

    /** Takes the value at the path out of the object, if it is there, and what is empty without it. */
    static void remove(ObjectNode object, List<String> path) {
        JsonNode parent = at(object, path.subList(0, path.size() - 1));
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode members) {
            members.remove(last.substring(2));
        } else if (parent instanceof ArrayNode items) {
            JsonNode item = item(items, last);
            for (int i = items.size() - 1; i >= 0; i--) {
                if (items.get(i) == item) {
                    items.remove(i);
                }
            }
        }
        if (parent.isContainerNode() && parent.isEmpty() && path.size() > 1) {
            remove(object, path.subList(0, path.size() - 1));
        }
    }

    /** @return {@code .spec.template.spec.containers[name="x"].image}, as Kubernetes shows a path */
    static String shown(List<String> path) {
        StringBuilder text = new StringBuilder();
        for (String part : path) {
            if (part.startsWith("f:")) {
                text.append('.').append(part.substring(2));
            } else {
                List<String> keys = new ArrayList<>();
                json(part.substring(2)).properties().forEach(k -> keys.add(k.getKey() + "=" + k.getValue()));
                text.append('[').append(String.join(",", keys)).append(']');
            }
        }
        return text.toString();
    }

    private static void walk(String name, JsonNode value, List<String> path, Set<List<String>> paths) {
        if (value.isObject() && !value.isEmpty() && !ATOMIC.contains(name)) {
            value.properties().forEach(m -> walk(m.getKey(), m.getValue(), plus(path, "f:" + m.getKey()), paths));
        } else if (value.isArray() && !value.isEmpty() && key(name, value.get(0)) != null) {
            for (JsonNode item : value) {
                List<String> at = plus(path, key(name, item));
                paths.add(at);
                item.properties().forEach(m -> walk(m.getKey(), m.getValue(), plus(at, "f:" + m.getKey()), paths));
            }
        } else {
            paths.add(path);
        }
    }

    private static void collect(JsonNode fields, List<String> path, Set<List<String>> paths) {
        if (fields.isEmpty()) {
            paths.add(path);
            return;
        }
        fields.properties().forEach(f -> {
            if (f.getKey().equals(".")) {
                paths.add(path);
            } else {
                collect(f.getValue(), plus(path, f.getKey()), paths);
            }
        });
    }

    private static JsonNode item(JsonNode items, String key) {
        JsonNode keys = json(key.substring(2));
        for (JsonNode item : items) {
            boolean same = true;
            for (Map.Entry<String, JsonNode> wanted : keys.properties()) {
                JsonNode found = item.path(wanted.getKey());
                boolean implied = wanted.getKey().equals("protocol") && found.isMissingNode();
                same &= implied || found.equals(wanted.getValue());
            }
            if (same) {
                return item;
            }
        }
        return items.path(Integer.MAX_VALUE);
    }

    private static List<String> plus(List<String> path, String part) {
        List<String> longer = new ArrayList<>(path);
        longer.add(part);
        return List.copyOf(longer);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
