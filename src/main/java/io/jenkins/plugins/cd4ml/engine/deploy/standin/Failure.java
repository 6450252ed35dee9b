package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** A request that fails, with the {@code Status} document that Kubernetes answers then. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    Failure(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.status = Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }

    static Failure notFound(Kinds.Kind kind, String name) {
        return new Failure(404, "NotFound", resource(kind) + " \"" + name + "\" not found").about(kind, name);
    }

    static Failure forbidden(String verb, Kinds.Kind kind, String name, String namespace) {
        String message = resource(kind) + (name == null ? "" : " \"" + name + "\"") + " is forbidden: User \"stand-in\""
                + " cannot " + verb + " resource \"" + kind.plural() + "\" in API group \"" + kind.group()
                + "\" in the namespace \"" + namespace + "\"";
        return new Failure(403, "Forbidden", message).about(kind, name);
    }

    Failure about(Kinds.Kind kind, String name) {
        status.putObject("details").put("name", name).put("group", kind.group()).put("kind", kind.plural());
        return this;
    }

    /** Adds a cause, such as one conflict of several. */
    Failure because(String reason, String message, String field) {
        ObjectNode details = status.get("details") instanceof ObjectNode d ? d : status.putObject("details");
        details.withArray("causes")
                .addObject()
                .put("reason", reason)
                .put("message", message)
                .put("field", field);
        return this;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    private static String resource(Kinds.Kind kind) {
        return kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
    }
}
