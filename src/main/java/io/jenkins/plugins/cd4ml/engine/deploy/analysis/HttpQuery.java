package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One GET to an address outside of the cluster: no redirect is followed, and no long answer read. */
final class HttpQuery {
    private static final int MOST_BYTES = 1 << 20;
    /** Shared: each client holds a thread. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private HttpQuery() {}

    static ServiceProxy.Answer send(String url, Duration limit) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(limit)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MOST_BYTES + 1);
                return bytes.length > MOST_BYTES
                        ? new ServiceProxy.Answer(0, "an answer of more than " + MOST_BYTES + " bytes")
                        : new ServiceProxy.Answer(answer.statusCode(), new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (HttpTimeoutException e) {
            return new ServiceProxy.Answer(0, "no answer within " + limit.toSeconds() + " s");
        } catch (ConnectException e) {
            return new ServiceProxy.Answer(0, "connection refused");
        } catch (IOException e) {
            return new ServiceProxy.Answer(
                    0, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }
}
