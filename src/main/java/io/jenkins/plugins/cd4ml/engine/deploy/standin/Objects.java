package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes objects as the API server does: get, list, create, apply, merge patch, replace, delete. */
final class Objects {
    private final Store store;
    private final Faults faults;

    Objects(Store store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    /** @param type the body's media type, which tells an apply from a merge patch */
    ObjectNode answer(Api.Request request, String type, JsonNode body) {
        if (request.kind().name().equals("SelfSubjectAccessReview")) {
            return review((ObjectNode) body);
        }
        allow(request);
        synchronized (store) { // what is read stays true until it is written
            return switch (request.method()) {
                case "GET" -> request.name() == null ? list(request) : existing(request);
                case "POST" -> create(request, (ObjectNode) body);
                case "PUT" -> replace(request, (ObjectNode) body);
                case "PATCH" ->
                    type.startsWith("application/apply-patch")
                            ? apply(request, (ObjectNode) body)
                            : mergePatch(request, type, (ObjectNode) body);
                case "DELETE" -> delete(request);
                default -> throw new Failure(405, "MethodNotAllowed", request.method() + " is not allowed");
            };
        }
    }

    private ObjectNode review(ObjectNode review) {
        JsonNode asked = review.at("/spec/resourceAttributes");
        String sub = asked.path("subresource").asText("");
        String resource = asked.path("resource").asText() + (sub.isEmpty() ? "" : "/" + sub);
        review.putObject("status")
                .put("allowed", !faults.denies(asked.path("verb").asText(), resource));
        return review;
    }

    private void allow(Api.Request request) {
        String verb =
                switch (request.method()) {
                    case "GET" -> request.name() == null ? "list" : "get";
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    default -> request.method().toLowerCase(Locale.ROOT);
                };
        if (faults.denies(verb, request.kind().plural())) {
            throw Failure.forbidden(verb, request.kind(), request.name(), request.namespace());
        }
    }

    private ObjectNode list(Api.Request request) {
        ObjectNode list = Json.object()
                .put("kind", request.kind().name() + "List")
                .put("apiVersion", request.kind().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(store.version()));
        ArrayNode items = list.putArray("items");
        String selector = request.query().getOrDefault("labelSelector", "");
        store.list(Store.folder(request.kind(), request.namespace())).stream()
                .filter(object -> Labels.match(selector, object.at("/metadata/labels")))
                .forEach(items::add);
        return list;
    }

    private ObjectNode existing(Api.Request request) {
        return store.get(key(request)).orElseThrow(() -> Failure.notFound(request.kind(), request.name()));
    }

    private ObjectNode create(Api.Request request, ObjectNode body) {
        String name = body.at("/metadata/name").asText();
        String key = Store.key(request.kind(), request.namespace(), name);
        inNamespace(request);
        if (store.get(key).isPresent()) {
            throw new Failure(409, "AlreadyExists", request.kind().plural() + " \"" + name + "\" already exists");
        }
        return save(
                request, key, FieldManagers.updated(request.kind(), null, defaults(request, body), manager(request)));
    }

    private ObjectNode replace(Api.Request request, ObjectNode body) {
        ObjectNode live = existing(request);
        String version = body.at("/metadata/resourceVersion").asText("");
        if (!version.isEmpty()
                && !version.equals(live.at("/metadata/resourceVersion").asText())) {
            throw new Failure(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on " + request.kind().plural() + " \""
                            + request.name()
                            + "\": the object has been modified; please apply your changes to the latest"
                            + " version and try again");
        }
        ObjectNode result = body.deepCopy();
        result.set("status", live.get("status"));
        return save(request, key(request), FieldManagers.updated(request.kind(), live, result, manager(request)));
    }

    private ObjectNode apply(Api.Request request, ObjectNode body) {
        inNamespace(request);
        ObjectNode live = store.get(key(request)).orElse(null);
        boolean force = "true".equals(request.query().get("force"));
        ObjectNode result = FieldManagers.apply(request.kind(), live, body, manager(request), force);
        if (live != null
                && live.path("immutable").asBoolean()
                && !live.path("binaryData").equals(result.path("binaryData"))) {
            throw new Failure(
                    422,
                    "Invalid",
                    "ConfigMap \"" + request.name() + "\" is invalid: data: Forbidden: field is"
                            + " immutable when `immutable` is set");
        }
        return save(request, key(request), defaults(request, result));
    }

    private ObjectNode mergePatch(Api.Request request, String type, ObjectNode patch) {
        if (!type.startsWith("application/merge-patch") && !type.startsWith("application/strategic-merge-patch")) {
            throw new Failure(415, "UnsupportedMediaType", "the stand-in takes no patch of type " + type);
        }
        ObjectNode live = existing(request);
        ObjectNode result = live.deepCopy();
        merge(result, patch);
        return save(request, key(request), FieldManagers.updated(request.kind(), live, result, manager(request)));
    }

    private ObjectNode delete(Api.Request request) {
        ObjectNode gone = existing(request);
        store.delete(key(request));
        ObjectNode status =
                Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("details")
                .put("name", request.name())
                .put("kind", request.kind().plural())
                .put("uid", gone.at("/metadata/uid").asText());
        return status;
    }

    private ObjectNode save(Api.Request request, String key, ObjectNode object) {
        return request.query().containsKey("dryRun") ? object : store.put(key, object);
    }

    private void inNamespace(Api.Request request) {
        Kinds.Kind namespaces = Kinds.byPlural("", "v1", "namespaces").orElseThrow();
        if (request.kind().namespaced()
                && store.get(Store.key(namespaces, null, request.namespace())).isEmpty()) {
            throw Failure.notFound(namespaces, request.namespace());
        }
    }

    /** The few defaults that the rest of the stand-in reads. */
    private static ObjectNode defaults(Api.Request request, ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        if (request.namespace() != null) {
            metadata.put("namespace", request.namespace());
        }
        if (request.kind().name().equals("Deployment") && object.get("spec") instanceof ObjectNode spec) {
            spec.put("replicas", spec.path("replicas").asInt(1));
            spec.at("/template/spec/containers").forEach(container -> protocols(container.path("ports")));
        }
        protocols(object.at("/spec/ports"));
        return object;
    }

    /** Ports are told apart by number and protocol, so that one without a protocol gets the usual one. */
    private static void protocols(JsonNode ports) {
        for (JsonNode port : ports) {
            if (port instanceof ObjectNode p && !p.has("protocol")) {
                p.put("protocol", "TCP");
            }
        }
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                into.remove(member.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode child =
                        into.get(member.getKey()) instanceof ObjectNode c ? c : into.putObject(member.getKey());
                merge(child, object);
            } else {
                into.set(member.getKey(), value);
            }
        });
    }

    private static String key(Api.Request request) {
        return Store.key(request.kind(), request.namespace(), request.name());
    }

    private static String manager(Api.Request request) {
        return Optional.ofNullable(request.query().get("fieldManager")).orElse("unknown");
    }
}
