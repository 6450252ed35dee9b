package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A network between the mirror and a real server, which can be down, and lose an answer to what the server has done. */
final class UnreliableRelay implements AutoCloseable {
    private final HttpServer relay;
    private final String server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<String> authorization = new AtomicReference<>();
    private volatile boolean down;
    private volatile int loses;

    UnreliableRelay(String server) throws IOException {
        this.server = server;
        relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.createContext("/", this::pass);
        relay.start();
    }

    String url() {
        return "http://127.0.0.1:" + relay.getAddress().getPort();
    }

    void down(boolean now) {
        down = now;
    }

    /** Loses the answer to the n-th request from now on. */
    void lose(int nth) {
        requests.set(0);
        loses = nth;
    }

    int requests() {
        return requests.get();
    }

    String authorization() {
        return authorization.get();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            int number = requests.incrementAndGet();
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            if (down) {
                return;
            }
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                            .header("Content-Type", "application/json")
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            exchange.getRequestBody().readAllBytes()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (number != loses) {
                exchange.sendResponseHeaders(
                        answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        relay.stop(0);
    }
}
