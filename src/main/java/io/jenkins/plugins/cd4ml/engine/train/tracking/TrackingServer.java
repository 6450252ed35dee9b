package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordWriter;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * MLflow's tracking server for one training: the REST API 2.0 that the clients of MLflow 2 and 3 speak, on loopback at
 * any free port, for whoever has the token. What is tracked goes into the run's folder. Starts in milliseconds and ends
 * with {@link #close}.
 */
public final class TrackingServer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The release of MLflow whose answers these are held against; clients ask for it. */
    private static final String VERSION = "3.17.2";

    private static final int THREADS = 8;
    private static final int MOST_BODY = 32 << 20;
    private static final String UPLOADS = "mlflow-artifacts/artifacts/";
    private static final String TRACE_FILE = "mlflow/get-trace-artifact";
    private static final String PARTS = "mlflow-artifacts/mpu/";
    private static final String PRESIGNED = "mlflow-artifacts/presigned/";

    private final TrackingStore store;
    private final TrainingLog log;
    private final RunFolder folder;
    private final String name;
    private final String file;
    private final byte[] token;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "cd4ml-tracking");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param name the folder of the run that it writes to, such as {@code train}
     * @throws InputException when there is no port to be had
     */
    public TrackingServer(RunFolder folder, String name, TrainingLog log) {
        this.folder = folder;
        this.name = name;
        this.log = log;
        file = name + "/" + TrackingStore.FILE;
        store = new TrackingStore(folder.file(name + "/" + TrackingStore.ARTIFACTS), log);
        byte[] secret = new byte[24];
        RANDOM.nextBytes(secret);
        token = HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII);
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            // else each answer waits 40 ms for the client's delayed acknowledgement of its headers
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new InputException("The tracking endpoint cannot listen on loopback: " + e.getMessage() + ".", e);
        }
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public String token() {
        return new String(token, StandardCharsets.US_ASCII);
    }

    /**
     * @return what a script's environment needs so that MLflow's clients track here; no run and no experiment, which a
     *         script that tracks elsewhere would ask for there
     */
    public Map<String, String> environment() {
        return Map.of("MLFLOW_TRACKING_URI", url(), "MLFLOW_TRACKING_TOKEN", token());
    }

    /**
     * @param counted which run's metrics and parameters are those of the training
     * @throws InputException when there is no such run
     */
    public TrackingResult tracked(CountedRun counted) {
        return store.result(counted);
    }

    /** Writes everything that was tracked into the run's folder; a line tells what the record has no room for. */
    public void write() {
        try {
            folder.write(file, store.document());
        } catch (InputException e) { // no reason to throw a training away
            log.line("what was tracked with MLflow is not kept whole: " + e.getMessage());
        }
        if (store.traced()) {
            writeTraces();
            folder.write(name + "/" + RunFolder.TRACE_TREES, store.trees());
        }
    }

    private void writeTraces() {
        Path written = folder.file(name + "/.traces.json.tmp");
        try {
            ObjectNode left;
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(written))) {
                    left = store.traces(out);
                }
                try (InputStream in = Files.newInputStream(written)) {
                    new RecordWriter(folder).take(name + "/" + TrackingStore.TRACES, in, Json.MAX_BYTES);
                }
            } finally {
                Files.deleteIfExists(written);
            }
            if (!left.isEmpty()) {
                log.line("the traces are too long to be kept whole (64 MiB of spans): "
                        + left.path("spansLeftOut").asInt() + " spans and "
                        + left.path("tracesLeftOut").asInt() + " traces are left out; trace less, or a part of the"
                        + " calls (MLFLOW_TRACE_SAMPLING_RATIO)");
            }
        } catch (IOException e) {
            throw new InputException(written + " cannot be written: " + FileErrors.reason(e), e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        store.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange);
            } catch (TrackingException e) {
                reply(exchange, e.status(), e.body());
            } catch (InputException e) {
                reply(exchange, 500, TrackingException.internal(e.getMessage()).body());
            } catch (RuntimeException e) {
                reply(
                        exchange,
                        500,
                        TrackingException.internal(String.valueOf(e)).body());
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/health") || path.equals("/version")) {
            reply(
                    exchange,
                    200,
                    "text/plain",
                    (path.equals("/health") ? "OK" : VERSION).getBytes(StandardCharsets.UTF_8));
            return;
        }
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!MessageDigest.isEqual(token, given.replaceFirst("^Bearer ", "").getBytes(StandardCharsets.UTF_8))) {
            throw TrackingException.unauthenticated();
        }
        if (method.equals("POST") && path.equals("/v1/traces")) {
            spans(exchange);
            return;
        }
        boolean page = path.equals("/graphql") || path.equals("/get-artifact");
        String api = page ? path.substring(1) : path.replaceFirst("^/(ajax-)?api/[23]\\.0/", "");
        if (api.startsWith(UPLOADS)) {
            artifact(
                    exchange,
                    method,
                    URLDecoder.decode(api.substring(UPLOADS.length()).replace("+", "%2B"), StandardCharsets.UTF_8));
        } else if (api.startsWith(PARTS)) {
            throw TrackingException.notImplemented( // by these words clients know it, and send files as a whole
                    "Multipart upload is not supported for the current artifact repository");
        } else if (api.startsWith(PRESIGNED)) {
            throw TrackingException.notImplemented(
                    "Multipart download is not supported for the current artifact repository");
        } else if (method.equals("POST") && api.equals("mlflow/runs/log-batch")) {
            store.record(MetricBatch.read(body(exchange)));
            reply(exchange, 200, Json.object());
        } else if (method.equals("POST") && api.equals("mlflow/runs/log-metric")) {
            store.record(MetricBatch.readMetric(body(exchange)));
            reply(exchange, 200, Json.object());
        } else if (method.equals("POST") && api.equals("mlflow/upload-artifact")) {
            store.upload(query(exchange), body(exchange));
            reply(exchange, 200, Json.object());
        } else {
            Path download = method.equals("GET") ? store.download(api, query(exchange)) : null;
            if (download != null) {
                send(exchange, download);
                return;
            }
            Routes.Match match = store.find(method, URLDecoder.decode(api, StandardCharsets.UTF_8));
            if (match == null) {
                throw TrackingException.unknownCall(method + " " + path);
            }
            ObjectNode arguments = method.equals("GET") ? query(exchange) : json(body(exchange));
            byte[] answer = store.answer(match.handler(), new Call(arguments, match.id()));
            if (api.equals(TRACE_FILE)) {
                exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=traces.json");
            }
            reply(exchange, 200, "application/json", answer);
        }
    }

    /** Spans of OpenTelemetry's protocol, as MLflow's clients and other exporters send them. */
    private void spans(HttpExchange exchange) throws IOException {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        boolean json = type.startsWith("application/json");
        if (!json && !type.startsWith("application/x-protobuf")) {
            throw TrackingException.invalid(
                    "Invalid Content-Type: " + type + ". Expected: application/x-protobuf or application/json");
        }
        String experiment = exchange.getRequestHeaders().getFirst("x-mlflow-experiment-id");
        byte[] body = body(exchange);
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readNBytes(MOST_BODY);
            }
        }
        store.spans(body, json, experiment == null ? "0" : experiment);
        reply(exchange, 200, type, json ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }

    private void artifact(HttpExchange exchange, String method, String path) throws IOException {
        switch (method) {
            case "PUT" -> {
                store.artifacts().put(path, exchange.getRequestBody());
                exchange.sendResponseHeaders(200, -1);
            }
            case "GET" -> send(exchange, store.artifacts().existing(path));
            case "DELETE" -> {
                store.artifacts().delete(path);
                reply(exchange, 200, Json.object());
            }
            default -> throw TrackingException.unknownCall(method + " " + path);
        }
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.getResponseHeaders().set("Content-Disposition", "attachment");
        exchange.sendResponseHeaders(200, Files.size(file) == 0 ? -1 : Files.size(file));
        try (OutputStream out = exchange.getResponseBody()) {
            Files.copy(file, out);
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            throw TrackingException.invalid("The request has more than " + MOST_BODY + " bytes.");
        }
        return body;
    }

    private static ObjectNode json(byte[] body) {
        if (body.length == 0) {
            return Json.object();
        }
        try {
            JsonNode node = Json.MAPPER.readTree(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw TrackingException.invalid("The request is not a JSON object.");
        } catch (JsonProcessingException e) {
            throw TrackingException.invalid("The request is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode query(HttpExchange exchange) {
        ObjectNode arguments = Json.object();
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            String name = URLDecoder.decode(pair[0], StandardCharsets.UTF_8);
            String value = pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
            JsonNode before = arguments.get(name);
            if (before == null) {
                arguments.put(name, value);
            } else {
                ArrayNode several = before.isArray()
                        ? (ArrayNode) before
                        : arguments.putArray(name).add(before);
                several.add(value);
            }
        }
        return arguments;
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        reply(exchange, status, "application/json", Json.bytes(body));
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
