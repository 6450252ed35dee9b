package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Talks to one repository of a registry. Logs in as the registry asks: Basic, or with a token that another server gives
 * out; the login goes to no server that it is not meant for. Redirects are not followed: nothing here is downloaded. By one
 * thread.
 */
final class RegistryClient {
    /** @param body the first kilobytes */
    record Answer(int code, HttpHeaders headers, byte[] body, URI uri) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /** Shared: each client holds a thread. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_BYTES = 4 << 20;
    private static final int LONGEST = 200;
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private final OciReference repository;
    private final RegistryLogin login;
    private String authorization;

    RegistryClient(OciReference repository, RegistryLogin login) {
        this.repository = repository;
        this.login = login;
    }

    OciReference repository() {
        return repository;
    }

    /** @return the answer, whatever its code; after a login where one is asked for */
    Answer send(HttpRequest.Builder request) throws IOException {
        HttpRequest.Builder own =
                request.copy().timeout(request.build().timeout().orElse(LIMIT));
        Answer answer = once(own);
        if (answer.code() == 401) {
            authorization = authorize(answer);
            answer = once(own);
        }
        if (answer.code() == 401 || answer.code() == 403) {
            throw new PromotionRefusedException("The registry " + repository.host() + " does not let "
                    + (login.user() == null ? "anybody without a login" : "the user " + login.user()) + " write to "
                    + repository.shown() + " (" + answer.code() + sentence(answer) + ").");
        }
        return answer;
    }

    private Answer once(HttpRequest.Builder request) throws IOException {
        HttpRequest.Builder own = request.copy();
        boolean home = same(own.build().uri());
        if (authorization != null && home) {
            own.setHeader("Authorization", authorization);
        }
        try {
            HttpResponse<InputStream> answer = CLIENT.send(own.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return new Answer(answer.statusCode(), answer.headers(), body.readNBytes(MOST_BYTES), answer.uri());
            }
        } catch (InterruptedException e) {
            throw new CancellationException("The promotion was interrupted.");
        }
    }

    private boolean same(URI uri) {
        return ServerAddress.ofServer(uri).equals(repository.address());
    }

    private String authorize(Answer answer) throws IOException {
        List<String> asked = answer.headers().allValues("WWW-Authenticate");
        for (String challenge : asked) {
            String scheme = challenge.toLowerCase(Locale.ROOT);
            if (scheme.startsWith("bearer ")) {
                return "Bearer " + token(challenge);
            }
            if (scheme.startsWith("basic") && login.user() != null) {
                checked(repository.address());
                return login.basic();
            }
        }
        return null;
    }

    private String token(String challenge) throws IOException {
        String realm = parameter(challenge, "realm");
        URI server = URI.create(realm + (realm.contains("?") ? "&" : "?") + "service="
                + encoded(parameter(challenge, "service")) + "&scope="
                + encoded("repository:" + repository.path() + ":pull,push"));
        if (!"https".equals(server.getScheme())
                && !repository.server().getScheme().equals(server.getScheme())) {
            throw new PromotionRefusedException("The registry " + repository.host()
                    + " sends logins over plain HTTP to " + server.getHost() + "; that is not done.");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(server).timeout(LIMIT);
        if (login.user() != null) {
            checked(ServerAddress.ofServer(server));
            request.setHeader("Authorization", login.basic());
        } else if (login.hosts().refused(List.of(ServerAddress.ofServer(server))) != null && !same(server)) {
            throw new PromotionRefusedException("The registry " + repository.host() + " wants a token of "
                    + server.getHost() + ", which nobody allowed; allow that host for the registry's login.");
        }
        authorization = null;
        Answer answer = once(request);
        JsonNode json = answer.code() == 200 ? json(answer) : Json.object();
        String token = json.path("token").asText(json.path("access_token").asText(""));
        if (token.isEmpty()) {
            throw new PromotionRefusedException("The server " + server.getHost() + " gives no token for "
                    + repository.shown() + " (" + answer.code() + sentence(answer) + "); check the login.");
        }
        return token;
    }

    private void checked(ServerAddress server) {
        if (login.hosts().refused(List.of(server)) != null) {
            throw new PromotionRefusedException("The login to the registry is not meant for " + server.shown()
                    + ", which asks for it; allow that host for it.");
        }
    }

    private static String parameter(String challenge, String name) {
        Matcher parameters = PARAMETER.matcher(challenge);
        while (parameters.find()) {
            if (parameters.group(1).equals(name)) {
                return parameters.group(2);
            }
        }
        return "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(Answer answer) {
        try {
            return Json.MAPPER.readTree(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    /** @return {@code : what the registry says}, or nothing */
    static String sentence(Answer answer) {
        JsonNode error = json(answer).at("/errors/0");
        String text = error.path("message").asText(error.path("code").asText(""));
        String line = text.replaceAll("\\s+", " ").strip().replaceAll("\\.+$", "");
        return line.isEmpty() ? "" : ": " + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }

    /** @return what to throw when the registry does not do what it is asked for */
    InputException wrong(String what, Answer answer) {
        return new InputException("The registry " + repository.host() + " does not take " + what + " for "
                + repository.shown() + " (" + answer.code() + sentence(answer) + ").");
    }
}
