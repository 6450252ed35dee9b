package io.jenkins.plugins.cd4ml.engine.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.LocalHttp;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.ServerStarter;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves one ONNX model by the <a href="https://github.com/open-inference/open-inference-protocol">Open Inference
 * Protocol v2</a>, the REST part: health, metadata, inference with JSON tensors (no binary extension). For the demo, for
 * tests and for a look at a model with {@code curl}; production serving belongs to a model server in the cluster.
 */
public final class ModelServer implements ServerStarter.Running {
    private static final int THREADS = 4;
    private static final int MAX_BODY = 32 << 20;

    private final String name;
    private final OnnxModel model;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "cd4ml-serve");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts serving; {@link #close} ends it.
     *
     * @param model closed together with the server
     * @param port  0 for any free one
     * @throws InputException when the address cannot be taken
     */
    public ModelServer(String name, OnnxModel model, String host, int port) {
        this.name = name;
        this.model = model;
        try {
            http = LocalHttp.create(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("Cannot listen on " + host + ":" + port + ": " + e.getMessage() + ".", e);
        }
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    /** Serves an ONNX file on loopback at any free port: the {@link ServerStarter} of the stand-in cluster. */
    public static ModelServer start(String name, Path onnx) {
        return new ModelServer(name, new OnnxModel(onnx), "127.0.0.1", 0);
    }

    @Override
    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        model.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                reply(exchange, 200, answer(exchange));
            } catch (BadRequest e) {
                reply(exchange, e.code(), Json.object().put("error", e.getMessage()));
            } catch (RuntimeException e) {
                reply(exchange, 500, Json.object().put("error", e.toString()));
            }
        }
    }

    private ObjectNode answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceFirst("/$", "");
        boolean post = exchange.getRequestMethod().equals("POST");
        String own = "/v2/models/" + name;
        String rest =
                path.startsWith(own) ? path.substring(own.length()).replaceFirst("^/versions/1(?=/|$)", "") : null;
        if (post && "/infer".equals(rest)) {
            return infer(exchange);
        }
        if (post) {
            throw new BadRequest(404, "POST is for /v2/models/" + name + "/infer.");
        }
        if (path.equals("/v2/health/live") || path.equals("/v2/health/ready") || "/ready".equals(rest)) {
            return path.endsWith("live")
                    ? Json.object().put("live", true)
                    : Json.object().put("ready", true);
        }
        if (path.equals("/v2")) {
            ObjectNode server = Json.object().put("name", "cd4ml").put("version", "1");
            server.putArray("extensions");
            return server;
        }
        if ("".equals(rest)) {
            ObjectNode metadata = Json.object().put("name", name);
            metadata.putArray("versions").add("1");
            metadata.put("platform", "onnxruntime_onnx");
            return metadata.setAll(model.signature());
        }
        throw new BadRequest(404, path + " is not served; the model here is " + name + ".");
    }

    private ObjectNode infer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new BadRequest(413, "The request has more than " + MAX_BODY + " bytes.");
        }
        JsonNode request;
        try {
            request = Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadRequest(400, "The request is not JSON: " + e.getOriginalMessage() + ".");
        }
        ObjectNode answer = Json.object().put("model_name", name).put("model_version", "1");
        if (request.hasNonNull("id")) {
            answer.put("id", request.get("id").asText());
        }
        answer.set("outputs", model.infer(request.path("inputs"), request.path("outputs")));
        return answer;
    }

    private static void reply(HttpExchange exchange, int code, ObjectNode body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
