package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks HTTP to a Service through the API server, so that no way into the cluster's network is needed: with the
 * client's own credentials and TLS.
 */
public final class ServiceProxy {
    /** @param code HTTP status, or 0 when there was no answer; {@code body} then says why */
    public record Answer(int code, String body) {}

    private final KubernetesClient client;
    private final String base;

    /** @param service the Service's name; {@code port} its name or number */
    public ServiceProxy(KubernetesClient client, String namespace, String service, String port) {
        this.client = client;
        String server = client.getMasterUrl().toString().replaceFirst("/$", "");
        this.base = server + "/api/v1/namespaces/" + namespace + "/services/" + service + ":" + port + "/proxy";
    }

    /** @param json the body of a POST, or null for a GET; {@code limit} for this one answer */
    public Answer send(String path, String json, Duration limit) throws InterruptedException {
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .header("Accept", "application/json")
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (json != null) {
            request.post("application/json", json);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        Body body = new Body();
        CompletableFuture<HttpResponse<AsyncBody>> answer =
                client.getHttpClient().consumeBytes(request.build(), body);
        try {
            HttpResponse<AsyncBody> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            response.body().consume();
            response.body().done().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return new Answer(response.code(), body.text());
        } catch (TimeoutException e) {
            return new Answer(0, "no answer within " + limit.toSeconds() + " s");
        } catch (CancellationException e) {
            return new Answer(0, "an answer of more than " + Body.MAX + " bytes");
        } catch (ExecutionException e) {
            return new Answer(0, ClusterErrors.reason(e.getCause()));
        } finally {
            answer.whenComplete((response, failure) -> {
                if (response != null) {
                    response.body().cancel();
                }
            });
            answer.cancel(true);
        }
    }

    /** Collects an answer as it comes in: whatever serves the model must not fill the memory of the controller. */
    private static final class Body implements AsyncBody.Consumer<List<ByteBuffer>> {
        static final int MAX = 1 << 20;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void consume(List<ByteBuffer> parts, AsyncBody source) {
            for (ByteBuffer part : parts) {
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.writeBytes(copy);
            }
            if (bytes.size() > MAX) {
                source.cancel();
            } else {
                source.consume();
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
