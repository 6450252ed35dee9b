package io.jenkins.plugins.cd4ml.engine.deploy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Prometheus on loopback, and the small endpoint that it scrapes: gauges that a test sets. */
public final class PrometheusServer implements AutoCloseable {
    private final Map<String, Double> gauges = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer endpoint;
    private final Process process;
    private final int port;

    /** Aborts the test where Prometheus is not installed. */
    public static PrometheusServer start(Path folder) throws Exception {
        Path binary = Path.of("/usr/bin/prometheus");
        Assumptions.assumeTrue(Files.isExecutable(binary), "no prometheus installed: canary analysis tests skipped");
        return new PrometheusServer(folder, binary);
    }

    private PrometheusServer(Path folder, Path binary) throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/metrics", exchange -> {
            StringBuilder text = new StringBuilder();
            gauges.forEach((series, value) -> text.append(series)
                    .append(' ')
                    .append(value.isNaN() ? "NaN" : value.toString())
                    .append('\n'));
            byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        endpoint.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
            global: {scrape_interval: 100ms}
            scrape_configs:
              - {job_name: model, static_configs: [{targets: ["127.0.0.1:%d"]}]}
            """.formatted(
                        endpoint.getAddress().getPort()));
        process = new ProcessBuilder(
                        binary.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!get("/-/ready").startsWith("200")) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                close();
                throw new IOException(
                        "Prometheus did not start: " + Files.readString(folder.resolve("prometheus.log")));
            }
            Thread.sleep(50);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Sets a gauge, and waits until Prometheus answers with it. @param series such as {@code errors{track="canary"}} */
    public void set(String series, double value) throws Exception {
        gauges.put(series, value);
        awaitValue(
                series,
                Double.isNaN(value) ? "NaN" : value == Math.rint(value) ? Long.toString((long) value) : value + "");
    }

    /** Takes a series away, and waits until Prometheus has no value of it any more. */
    public void remove(String series) throws Exception {
        gauges.remove(series);
        awaitValue(series, null);
    }

    private void awaitValue(String series, String value) throws Exception {
        String query = "/api/v1/query?query="
                + URLEncoder.encode(series, StandardCharsets.UTF_8).replace("+", "%20");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            String answer = get(query);
            if (value == null ? answer.contains("\"result\":[]") : answer.contains(",\"" + value + "\"]")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Prometheus does not answer " + value + " for " + series + ": " + answer);
            }
            Thread.sleep(20);
        }
    }

    private String get(String path) throws Exception {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "0 " + e;
        }
    }

    /** Ends Prometheus, so that nobody answers at its address. */
    public void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        kill();
        endpoint.stop(0);
    }
}
