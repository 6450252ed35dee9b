package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The service proxy: finds the Service's ready pod and forwards the request to what serves it. */
final class Proxy {
    private final Store store;
    private final Workloads workloads;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Proxy(Store store, Workloads workloads) {
        this.store = store;
        this.workloads = workloads;
    }

    /** The request's name is {@code SERVICE:PORT}, its rest {@code proxy/PATH}. */
    void forward(HttpExchange exchange, Api.Request request) throws IOException, InterruptedException {
        String name = request.name().split(":")[0];
        Kinds.Kind pods = Kinds.byPlural("", "v1", "pods").orElseThrow();
        ObjectNode service = store.get(Store.key(request.kind(), request.namespace(), name))
                .orElseThrow(() -> Failure.notFound(request.kind(), name));
        Optional<Integer> port = store.list(Store.folder(pods, request.namespace())).stream()
                .filter(pod -> Labels.match(service.at("/spec/selector"), pod.at("/metadata/labels")))
                .flatMap(pod -> workloads.port(pod.at("/metadata/uid").asText()).stream())
                .findFirst();
        if (port.isEmpty()) {
            throw new Failure(503, "ServiceUnavailable", "no endpoints available for service \"" + name + "\"");
        }
        String path = request.rest().substring("proxy".length());
        HttpRequest.BodyPublisher body =
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes());
        HttpRequest forwarded = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(request.method(), body)
                .build();
        HttpResponse<byte[]> answer = http.send(forwarded, HttpResponse.BodyHandlers.ofByteArray());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }
}
