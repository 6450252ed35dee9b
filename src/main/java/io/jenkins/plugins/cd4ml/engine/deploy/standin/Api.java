package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The HTTP side of the stand-in: takes requests apart, lets faults happen, answers. */
final class Api implements HttpHandler {
    private final Store store;
    private final Faults faults;
    private final Objects objects;
    private final Proxy proxy;

    Api(Store store, Faults faults, Workloads workloads) {
        this.store = store;
        this.faults = faults;
        this.objects = new Objects(store, faults);
        this.proxy = new Proxy(store, workloads);
    }

    /** One request taken apart. @param rest what follows the object's name in the path, such as {@code proxy/v2} */
    record Request(
            String method, Kinds.Kind kind, String namespace, String name, String rest, Map<String, String> query) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int fault = faults.next(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString());
            if (fault == 0) {
                return; // closing without an answer
            }
            try {
                if (faults.unauthorized()) {
                    throw new Failure(401, "Unauthorized", "Unauthorized");
                }
                if (fault != Faults.NONE) {
                    throw new Failure(fault, "InternalError", "a fault on demand");
                }
                answer(exchange);
            } catch (Failure e) {
                reply(exchange, e.code(), e.status());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath().replaceAll("/+$", "");
        Optional<ObjectNode> document = discovery(path);
        if (document.isPresent()) {
            reply(exchange, 200, document.get());
            return;
        }
        Request request = request(exchange, path);
        if (request.rest().startsWith("proxy")) {
            proxy.forward(exchange, request);
        } else if (request.method().equals("GET") && request.query().containsKey("watch")) {
            new Watch(store, request).stream(exchange);
        } else {
            JsonNode body =
                    request.method().equals("GET") ? Json.object() : Json.MAPPER.readTree(exchange.getRequestBody());
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            ObjectNode answer = objects.answer(request, type, body);
            reply(exchange, request.method().equals("POST") ? 201 : 200, answer);
        }
    }

    private static Optional<ObjectNode> discovery(String path) {
        String[] parts = path.split("/");
        return switch (parts.length) {
            case 2 ->
                switch (parts[1]) {
                    case "version" ->
                        Optional.of(Json.object()
                                .put("major", "1")
                                .put("minor", "34")
                                .put("gitVersion", "v1.34.4"));
                    case "api" -> Optional.of(Kinds.core());
                    case "apis" -> Optional.of(Kinds.groups());
                    default -> Optional.empty();
                };
            case 3 -> parts[1].equals("api") ? Kinds.resources("", parts[2]) : Optional.empty();
            case 4 -> parts[1].equals("apis") ? Kinds.resources(parts[2], parts[3]) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** {@code /api/v1/namespaces/NS/PLURAL/NAME/REST} or {@code /apis/GROUP/VERSION/…} */
    private static Request request(HttpExchange exchange, String path) {
        String[] parts = path.split("/", 10);
        int at = parts.length > 1 && parts[1].equals("api") ? 3 : 4;
        String group = at == 3 ? "" : part(parts, 2);
        boolean inNamespace = part(parts, at).equals("namespaces") && parts.length > at + 2;
        String namespace = inNamespace ? parts[at + 1] : null;
        at += inNamespace ? 2 : 0;
        Kinds.Kind kind = Kinds.byPlural(group, part(parts, inNamespace ? at - 3 : at - 1), part(parts, at))
                .orElseThrow(() -> new Failure(404, "NotFound", "the server could not find the requested resource"));
        StringBuilder rest = new StringBuilder();
        for (int i = at + 2; i < parts.length; i++) {
            rest.append(i == at + 2 ? "" : "/").append(parts[i]);
        }
        String name = part(parts, at + 1).isEmpty() ? null : part(parts, at + 1);
        return new Request(exchange.getRequestMethod(), kind, namespace, name, rest.toString(), query(exchange));
    }

    private static String part(String[] parts, int at) {
        return at < parts.length ? parts[at] : "";
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(equals < 0 ? pair : pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void reply(HttpExchange exchange, int code, ObjectNode body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
