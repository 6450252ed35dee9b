package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a Prometheus instant queries over its HTTP API ({@code /api/v1/query}). What does not come out as one finite number
 * is no answer: no series, several, NaN as of 0/0, a partial answer. For one rollout, by one thread.
 */
public final class PrometheusClient {
    /**
     * What one query came to.
     *
     * @param value   finite; NaN where there is none
     * @param trouble why there is none, in words without a full stop; null where there is one
     * @param invalid whether the query itself cannot be read, so that it will never be answered
     */
    public record Sample(double value, String trouble, boolean invalid) {
        static Sample none(String why) {
            return new Sample(Double.NaN, why, false);
        }
    }

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int LONGEST = 200;

    private final PrometheusAddress address;
    private final ServiceProxy proxy;

    /** @param cluster through whose API server a Service is reached */
    public PrometheusClient(PrometheusAddress address, ClusterClient cluster) {
        this.address = address;
        proxy = address.url() == null
                ? new ServiceProxy(cluster.client(), cluster.namespace(), address.service(), address.port())
                : null;
    }

    public Sample ask(String query) throws InterruptedException {
        String path = "/api/v1/query?timeout=10s&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
        ServiceProxy.Answer answer =
                proxy != null ? proxy.send(path, null, LIMIT) : HttpQuery.send(address.url() + path, LIMIT);
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            json = Json.object();
        }
        if (answer.code() == 200 && json.path("status").asText().equals("success")) {
            return sample(json);
        }
        String error = json.path("error").asText(json.path("message").asText(answer.code() == 0 ? answer.body() : ""));
        if (json.path("errorType").asText().equals("bad_data")) {
            return new Sample(Double.NaN, "Prometheus cannot read the query: " + line(error), true);
        }
        return Sample.none("Prometheus (" + address.shown() + ") gave no answer: "
                + (answer.code() == 0 ? "" : "code " + answer.code() + (error.isEmpty() ? "" : ", ")) + line(error));
    }

    private static Sample sample(JsonNode json) {
        if (!json.path("warnings").isEmpty()) { // such as a store that did not answer: the number is not the whole one
            return Sample.none(
                    "Prometheus warns: " + line(json.at("/warnings/0").asText()));
        }
        JsonNode result = json.at("/data/result");
        switch (json.at("/data/resultType").asText()) {
            case "scalar":
                return number(result.path(1).asText());
            case "vector":
                if (result.isEmpty()) {
                    return Sample.none("there is no data");
                }
                return result.size() > 1
                        ? Sample.none("the query gives " + result.size() + " series, not one; sum or average them")
                        : number(result.at("/0/value/1").asText());
            default:
                return Sample.none("the query gives a "
                        + json.at("/data/resultType").asText("result without a type") + ", not a number");
        }
    }

    private static Sample number(String text) {
        try {
            double value = Double.parseDouble(text.replace("Inf", "Infinity"));
            if (Double.isFinite(value)) {
                return new Sample(value, null, false);
            }
        } catch (NumberFormatException e) {
            // a histogram
        }
        return Sample.none("the value is " + (text.isEmpty() ? "no number" : line(text)));
    }

    private static String line(String text) {
        String line = text.lines()
                .findFirst()
                .orElse("")
                .strip()
                .replaceAll("\\p{Cntrl}", " ")
                .replaceAll("\\.+$", "");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
