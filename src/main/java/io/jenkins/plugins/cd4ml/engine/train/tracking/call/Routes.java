package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Calls by method and path. In a path one part may be {@code *}: it is the call's {@link Call#id}. */
public final class Routes {
    /** A call's answer, and the part of the path that names a thing. */
    public record Match(Function<Call, ObjectNode> handler, String id) {}

    private final Map<String, Function<Call, ObjectNode>> handlers = new HashMap<>();

    public void get(String path, Function<Call, ObjectNode> handler) {
        add("GET", path, handler);
    }

    public void post(String path, Function<Call, ObjectNode> handler) {
        add("POST", path, handler);
    }

    public void add(String method, String path, Function<Call, ObjectNode> handler) {
        handlers.put(method + " " + path, handler);
    }

    /** @return null when nothing is there */
    public Match find(String method, String path) {
        Function<Call, ObjectNode> exact = handlers.get(method + " " + path);
        if (exact != null) {
            return new Match(exact, null);
        }
        String[] parts = path.split("/");
        for (int i = 2; i < parts.length; i++) {
            String id = parts[i];
            parts[i] = "*";
            String last = parts[parts.length - 1];
            Function<Call, ObjectNode> found = handlers.get(method + " " + String.join("/", parts));
            if (found == null && i < parts.length - 1) { // …/*/tags/KEY: the key goes with the id
                parts[parts.length - 1] = "*";
                found = handlers.get(method + " " + String.join("/", parts));
                if (found != null) {
                    return new Match(found, id + "/" + last);
                }
                parts[parts.length - 1] = last;
            }
            if (found != null) {
                return new Match(found, id);
            }
            parts[i] = id;
        }
        return null;
    }
}
