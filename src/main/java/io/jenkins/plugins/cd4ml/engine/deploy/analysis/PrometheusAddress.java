package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where Prometheus answers: a Service of the environment's own namespace, reached through the API server with its
 * credentials, which a repository may name; or any address, which only an environment's owner may.
 *
 * @param service null where there is a {@code url}
 * @param port    of the service, its name or number
 * @param url     its address without {@code /api/v1}; null where there is a service
 */
public record PrometheusAddress(String service, String port, URI url) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws InputException for an address that is none of http or https, or that holds a login or a query */
    public static PrometheusAddress of(String url) {
        try {
            URI parsed = URI.create(url.strip().replaceFirst("/+$", ""));
            String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && parsed.getHost() != null
                    && parsed.getUserInfo() == null
                    && parsed.getQuery() == null
                    && parsed.getFragment() == null) {
                return new PrometheusAddress(null, null, parsed);
            }
        } catch (IllegalArgumentException e) {
            // no URI at all: the same sentence
        }
        throw new InputException("The address of Prometheus is to be like http://prometheus.example.org:9090, without"
                + " login and query.");
    }

    /**
     * @param json what {@link #json} made, or {@code service} and {@code port} of a repository
     * @throws InputException when it is neither
     */
    public static PrometheusAddress of(JsonNode json) {
        if (json.path("url").isTextual()) {
            return of(json.get("url").asText());
        }
        String service = json.path("service").asText();
        String port = json.path("port").asText("9090");
        if (!NAME.matcher(service).matches() || !NAME.matcher(port).matches()) {
            throw new InputException("promote.canary.prometheus names a Service of the environment's namespace and its"
                    + " port, such as {service: prometheus, port: 9090}.");
        }
        return new PrometheusAddress(service, port, null);
    }

    public ObjectNode json() {
        return url != null
                ? Json.object().put("url", url.toString())
                : Json.object().put("service", service).put("port", port);
    }

    String shown() {
        return url != null ? url.toString() : "Service " + service;
    }
}
