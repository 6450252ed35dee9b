package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Server-side apply and its book-keeping: who owns which field, and who may not change it. */
final class FieldManagers {
    private FieldManagers() {}

    /**
     * @param live    the object as it is, or null
     * @param applied what the manager wants it to be; fields that it wanted before and does not name now go away
     * @return the object as it is then
     * @throws Failure 409 with one cause for each field of another manager that has another value
     */
    static ObjectNode apply(Kinds.Kind kind, ObjectNode live, ObjectNode applied, String manager, boolean force) {
        Set<List<String>> wanted = FieldPaths.of(applied);
        ObjectNode result = live == null ? applied.deepCopy() : live.deepCopy();
        if (live != null) {
            if (!force) {
                refuseConflicts(kind, live, applied, wanted, manager);
            }
            merge(result, applied);
            Set<List<String>> gone = new LinkedHashSet<>(own(live, manager, "Apply"));
            gone.removeAll(wanted);
            gone.removeAll(others(live, manager));
            gone.forEach(path -> FieldPaths.remove(result, path));
        }
        return owned(kind, result, live, manager, "Apply", wanted, force);
    }

    /** Notes that a manager wrote these fields by another request than apply. */
    static ObjectNode updated(Kinds.Kind kind, ObjectNode live, ObjectNode result, String manager) {
        Set<List<String>> changed = FieldPaths.of(result);
        if (live != null) {
            changed.removeIf(path -> FieldPaths.at(live, path).equals(FieldPaths.at(result, path)));
            changed.addAll(own(live, manager, "Update"));
        }
        return owned(kind, result, live, manager, "Update", changed, true);
    }

    private static void refuseConflicts(
            Kinds.Kind kind, ObjectNode live, ObjectNode wish, Set<List<String>> wanted, String manager) {
        SortedMap<String, String> causes = new TreeMap<>();
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            Set<List<String>> fields = FieldPaths.fromFieldsV1(entry.path("fieldsV1"));
            fields.retainAll(is(entry, manager, "Apply") ? Set.of() : wanted);
            for (List<String> path : fields) {
                boolean item = path.get(path.size() - 1).startsWith("k:");
                if (!item && !FieldPaths.at(live, path).equals(FieldPaths.at(wish, path))) {
                    String owner = "\"" + entry.path("manager").asText() + "\"";
                    boolean applied = entry.path("operation").asText().equals("Apply");
                    causes.put(
                            FieldPaths.shown(path),
                            "conflict with " + owner + (applied ? "" : " using " + kind.apiVersion()));
                }
            }
        }
        if (!causes.isEmpty()) {
            String all = causes.size() == 1 ? "1 conflict" : causes.size() + " conflicts";
            Failure failure = new Failure(
                    409,
                    "Conflict",
                    "Apply failed with " + all + ": " + causes.get(causes.firstKey()) + ": " + causes.firstKey());
            causes.forEach((field, message) -> failure.because("FieldManagerConflict", message, field));
            throw failure;
        }
    }

    private static ObjectNode owned(
            Kinds.Kind kind,
            ObjectNode result,
            ObjectNode live,
            String manager,
            String operation,
            Set<List<String>> fields,
            boolean force) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        if (live != null) {
            for (JsonNode entry : live.at("/metadata/managedFields")) {
                if (is(entry, manager, operation)) {
                    continue;
                }
                Set<List<String>> rest = FieldPaths.fromFieldsV1(entry.path("fieldsV1"));
                if (force) { // what was taken over, or changed, belongs to the new owner alone
                    rest.removeIf(path ->
                            fields.contains(path) && !FieldPaths.at(live, path).equals(FieldPaths.at(result, path)));
                }
                if (!rest.isEmpty()) {
                    entries.add(((ObjectNode) entry.deepCopy()).set("fieldsV1", FieldPaths.toFieldsV1(rest)));
                }
            }
        }
        if (!fields.isEmpty()) {
            ObjectNode entry = entries.addObject()
                    .put("manager", manager)
                    .put("operation", operation)
                    .put("apiVersion", kind.apiVersion())
                    .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("fieldsType", "FieldsV1");
            entry.set("fieldsV1", FieldPaths.toFieldsV1(fields));
        }
        ((ObjectNode) result.get("metadata")).set("managedFields", entries);
        return result;
    }

    private static Set<List<String>> own(ObjectNode live, String manager, String operation) {
        Set<List<String>> paths = new LinkedHashSet<>();
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            if (is(entry, manager, operation)) {
                paths.addAll(FieldPaths.fromFieldsV1(entry.path("fieldsV1")));
            }
        }
        return paths;
    }

    private static Set<List<String>> others(ObjectNode live, String manager) {
        Set<List<String>> paths = new LinkedHashSet<>();
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            if (!is(entry, manager, "Apply")) {
                paths.addAll(FieldPaths.fromFieldsV1(entry.path("fieldsV1")));
            }
        }
        return paths;
    }

    private static boolean is(JsonNode entry, String manager, String operation) {
        return entry.path("manager").asText().equals(manager)
                && entry.path("operation").asText().equals(operation);
    }

    /** Merges members; lists by their keys, or as a whole where they have none. */
    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(member -> {
            JsonNode now = into.get(member.getKey());
            JsonNode wanted = member.getValue();
            boolean whole = Set.of("selector", "nodeSelector").contains(member.getKey());
            if (!whole && now instanceof ObjectNode a && wanted instanceof ObjectNode b && !b.isEmpty()) {
                merge(a, b);
            } else if (now instanceof ArrayNode a && wanted instanceof ArrayNode b && keyed(member.getKey(), b)) {
                mergeItems(member.getKey(), a, b);
            } else {
                into.set(member.getKey(), wanted.deepCopy());
            }
        });
    }

    private static boolean keyed(String list, ArrayNode items) {
        return !items.isEmpty() && FieldPaths.key(list, items.get(0)) != null;
    }

    private static void mergeItems(String list, ArrayNode into, ArrayNode from) {
        for (JsonNode item : from) {
            JsonNode now = FieldPaths.at(into, List.of(FieldPaths.key(list, item)));
            if (now instanceof ObjectNode found) {
                merge(found, (ObjectNode) item);
            } else {
                into.add(item.deepCopy());
            }
        }
    }
}
