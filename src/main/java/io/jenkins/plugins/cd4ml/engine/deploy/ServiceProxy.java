package io.jenkins.plugins.cd4ml.engine.deploy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks HTTP to a Service through the API server, so that no way into the cluster's network is needed: with the
 * client's own credentials and TLS.
 */
final class ServiceProxy {
    /** @param code HTTP status, or 0 when there was no answer; {@code body} then says why */
    record Answer(int code, String body) {}

    private final KubernetesClient client;
    private final String base;

    /** @param service the Service's name; {@code port} its name or number */
    ServiceProxy(KubernetesClient client, String namespace, String service, String port) {
        this.client = client;
        String server = client.getMasterUrl().toString().replaceFirst("/$", "");
        this.base = server + "/api/v1/namespaces/" + namespace + "/services/" + service + ":" + port + "/proxy";
    }

    /** @param json the body of a POST, or null for a GET; {@code limit} for this one answer */
    Answer send(String path, String json, Duration limit) throws InterruptedException {
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .header("Accept", "application/json")
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (json != null) {
            request.post("application/json", json);
        }
        CompletableFuture<HttpResponse<String>> answer = client.getHttpClient().sendAsync(request.build(), String.class);
        try {
            HttpResponse<String> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.code(), response.body() == null ? "" : response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Answer(0, "no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Answer(0, ClusterErrors.reason(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }
}
