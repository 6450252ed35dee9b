package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Streams events as JSON, one a line, until the client goes away or its time is up. */
final class Watch {
    private static final long TICK_MILLIS = 200;

    private final Store store;
    private final Api.Request request;

    Watch(Store store, Api.Request request) {
        this.store = store;
        this.request = request;
    }

    void stream(HttpExchange exchange) throws IOException, InterruptedException {
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            exchange.sendResponseHeaders(200, -1); // no upgrade: the client comes again by plain HTTP
            return;
        }
        long since = Long.parseLong(request.query().getOrDefault("resourceVersion", "0"));
        long limit = Long.parseLong(request.query().getOrDefault("timeoutSeconds", "3600"));
        long end = System.nanoTime() + limit * 1_000_000_000L;
        String folder = Store.folder(request.kind(), request.namespace());
        exchange.getResponseHeaders().set("Content-Type", "application/json;stream=watch");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        while (System.nanoTime() < end) {
            for (Store.Event event : store.after(since, folder, TICK_MILLIS)) {
                since = event.version();
                if (wanted(event.object())) {
                    ObjectNode line = Json.object().put("type", event.type());
                    line.set("object", event.object());
                    out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        }
    }

    private boolean wanted(ObjectNode object) {
        String field = request.query().getOrDefault("fieldSelector", "");
        String name = request.name() != null
                ? request.name()
                : field.startsWith("metadata.name=") ? field.substring("metadata.name=".length()) : null;
        return (name == null || object.at("/metadata/name").asText().equals(name))
                && Labels.match(request.query().getOrDefault("labelSelector", ""), object.at("/metadata/labels"));
    }
}
