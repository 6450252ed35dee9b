package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two states of an object differ, but for what the API server and the controllers write. */
public final class ObjectDifference {
    private ObjectDifference() {}

    /** @param shown how the object is called, which each path begins with. @return the paths that differ, sorted */
    public static Set<String> paths(String shown, ObjectNode a, ObjectNode b) {
        Set<String> paths = new TreeSet<>();
        differences(comparable(a), comparable(b), shown + " ", paths);
        return paths;
    }

    private static ObjectNode comparable(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove("deployment.kubernetes.io/revision");
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return copy;
    }

    private static void differences(JsonNode a, JsonNode b, String path, Set<String> paths) {
        if (a.isObject() && b.isObject()) {
            Set<String> names = new TreeSet<>();
            a.fieldNames().forEachRemaining(names::add);
            b.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                differences(a.path(name), b.path(name), path.endsWith(" ") ? path + name : path + "." + name, paths);
            }
        } else if (!a.equals(b)) {
            paths.add(path);
        }
    }
}
