package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/**
 * The part of an object in the cluster that one field manager applied, read from {@code metadata.managedFields}: what
 * has to be applied to put that part back. The format is Kubernetes' FieldsV1: {@code f:name} a member, {@code
 * k:{"name":"x"}} a list item by its keys, {@code v:value} a set's item, {@code i:0} an item by index, {@code .} the
 * thing itself, and an empty object stands for a whole value.
 */
public final class OwnedFields {
    private OwnedFields() {}

    /** @return the object with the manager's applied fields alone; nothing but its identity when it applied none */
    public static ObjectNode of(ObjectNode live, String manager) {
        ObjectNode part = Json.object();
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals(manager)
                    && entry.path("operation").asText().equals("Apply")
                    && !entry.hasNonNull("subresource")) {
                part = (ObjectNode) part(live, entry.path("fieldsV1"));
            }
        }
        part.set("apiVersion", live.get("apiVersion"));
        part.set("kind", live.get("kind"));
        ObjectNode metadata = part.get("metadata") instanceof ObjectNode m ? m : part.putObject("metadata");
        metadata.set("name", live.at("/metadata/name"));
        metadata.set("namespace", live.at("/metadata/namespace"));
        return part;
    }

    /** @return whether the manager applied anything of the object */
    public static boolean applied(ObjectNode live, String manager) {
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals(manager)
                    && entry.path("operation").asText().equals("Apply")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode part(JsonNode value, JsonNode fields) {
        if (fields.isEmpty() || value.isValueNode()) {
            return value.deepCopy();
        }
        return value.isArray() ? items(value, fields) : members(value, fields);
    }

    private static ObjectNode members(JsonNode object, JsonNode fields) {
        ObjectNode part = Json.object();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().startsWith("f:")) {
                String name = field.getKey().substring(2);
                if (object.has(name)) {
                    part.set(name, part(object.get(name), field.getValue()));
                }
            }
        }
        return part;
    }

    private static ArrayNode items(JsonNode array, JsonNode fields) {
        ArrayNode part = Json.MAPPER.createArrayNode();
        int index = 0;
        for (JsonNode item : array) { // in the list's own order, which is part of what was there
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                if (names(field.getKey(), item, index)) {
                    part.add(part(item, field.getValue()));
                    break;
                }
            }
            index++;
        }
        return part;
    }

    private static boolean names(String field, JsonNode item, int index) {
        String rest = field.length() > 2 ? field.substring(2) : "";
        return switch (field.charAt(0)) {
            case 'i' -> rest.equals(Integer.toString(index));
            case 'v' -> json(rest).equals(item);
            case 'k' -> has(item, json(rest));
            default -> false;
        };
    }

    private static boolean has(JsonNode item, JsonNode keys) {
        Iterator<Map.Entry<String, JsonNode>> all = keys.fields();
        while (all.hasNext()) {
            Map.Entry<String, JsonNode> key = all.next();
            if (!key.getValue().equals(item.path(key.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
