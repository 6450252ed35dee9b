package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An MLflow server and how it is asked, by version 2.0 of its REST API. The login goes to this address only: no redirect
 * is followed. Thread-safe.
 *
 * @param url           as somebody wrote it, without user, query and slash at the end
 * @param authorization value of the header {@code Authorization}; null for a server that asks for none
 * @param client        which follows no redirect
 */
public record MlflowApi(String url, String authorization, HttpClient client) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_SHOWN = 300;

    /** @throws InputException when the address is no plain one of HTTP or HTTPS */
    public MlflowApi {
        url = url.strip().replaceAll("/+$", "");
        String wrong = malformed(url);
        if (wrong != null) {
            throw new InputException(wrong);
        }
    }

    /** @return what is wrong with an address, in a sentence with the way out; null for nothing */
    public static String malformed(String url) {
        String sentence = "'" + cut(url.replaceAll("//[^/]*@", "//…@"))
                + "' is no address of an MLflow server; write http:// or https://, a host and perhaps a port and a path"
                + ", without user, password and query.";
        try {
            URI uri = new URI(url.strip());
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
            return plain ? null : sentence;
        } catch (URISyntaxException e) {
            return sentence;
        }
    }

    /** @return the header's value for a user and a password */
    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** @return the header's value for a token */
    public static String bearer(String token) {
        return "Bearer " + token.strip();
    }

    /** An answer. @param error MLflow's code such as {@code RESOURCE_DOES_NOT_EXIST}; "" for a good answer */
    record Answer(JsonNode body, String error) {
        boolean missing() {
            return error.equals("RESOURCE_DOES_NOT_EXIST");
        }
    }

    JsonNode get(String path, Map<String, String> query) throws MirrorFailedException, InterruptedException {
        return good("GET", path, ask(path, query));
    }

    /** As {@link #get}, for callers to whom a thing that is not there says something. */
    Answer ask(String path, Map<String, String> query) throws MirrorFailedException, InterruptedException {
        String text = query.entrySet().stream()
                .map(q -> q.getKey() + "=" + URLEncoder.encode(q.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send("GET", path, text.isEmpty() ? path : path + "?" + text, HttpRequest.BodyPublishers.noBody());
    }

    JsonNode send(String method, String path, ObjectNode body) throws MirrorFailedException, InterruptedException {
        return good(method, path, tell(method, path, body));
    }

    /** As {@link #send}, for callers to whom a thing that is not there says something. */
    Answer tell(String method, String path, ObjectNode body) throws MirrorFailedException, InterruptedException {
        return send(method, path, path, HttpRequest.BodyPublishers.ofString(Json.line(body)));
    }

    private JsonNode good(String method, String path, Answer answer) throws MirrorFailedException {
        if (!answer.error().isEmpty()) {
            throw new MirrorFailedException("MLflow at " + url + " refused " + method + " " + path + ": "
                    + cut(answer.body().path("message").asText(answer.error())) + ".");
        }
        return answer.body();
    }

    private Answer send(String method, String path, String target, HttpRequest.BodyPublisher body)
            throws MirrorFailedException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + target))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                return read(answer.statusCode(), path, in.readNBytes(MOST_BYTES + 1));
            }
        } catch (HttpTimeoutException e) {
            throw down("did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ConnectException e) {
            throw down("cannot be reached", e);
        } catch (IOException e) {
            throw down("broke off its answer", e);
        }
    }

    private Answer read(int status, String path, byte[] bytes) throws MirrorFailedException {
        if (status >= 300 && status < 400) {
            throw down("answers with a redirect, which is not followed; name the address that it leads to", null);
        }
        if (status == 401 || status == 403) {
            throw down("refuses the login (" + status + "); correct the credential", null);
        }
        if (Set.of(429, 502, 503, 504).contains(status)) {
            throw down("cannot answer now (" + status + ")", null);
        }
        if (bytes.length > MOST_BYTES) {
            throw down("sends more than " + MOST_BYTES + " bytes to " + path, null);
        }
        JsonNode body;
        try {
            body = bytes.length == 0 ? Json.object() : Json.parse("the answer", bytes, JsonNode.class);
        } catch (InputException e) {
            throw down("does not answer " + path + " as MLflow does (" + status + ")", e);
        }
        if (status == 200) {
            return new Answer(body, "");
        }
        if (!body.path("error_code").isTextual()) {
            throw down("does not answer " + path + " as MLflow does (" + status + ")", null);
        }
        return new Answer(body, body.path("error_code").asText());
    }

    private MirrorFailedException down(String what, Throwable cause) {
        return new MirrorFailedException("MLflow at " + url + " " + what + ".", true, cause);
    }

    /** @return what somebody else wrote, on one line and not too long */
    static String cut(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip().replaceAll("\\.$", "");
        return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
    }

    /** The login stays out of logs. */
    @Override
    public String toString() {
        return url;
    }
}
