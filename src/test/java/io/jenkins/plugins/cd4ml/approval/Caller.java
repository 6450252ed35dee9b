package io.jenkins.plugins.cd4ml.approval;

import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import org.jvnet.hudson.test.JenkinsRule;

/** Does things in a test as a user: in Jenkins, or as a program over HTTP with an API token. */
public final class Caller {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Caller() {}

    /** @param user null for nobody */
    public static <T> T as(String user, Callable<T> work) throws Exception {
        try (ACLContext context = user == null
                ? ACL.as2(Jenkins.ANONYMOUS2)
                : ACL.as2(User.getOrCreateByIdOrFullName(user).impersonate2())) {
            return work.call();
        }
    }

    /**
     * @param user null for nobody
     * @param path below Jenkins' address
     * @param form the body of a POST, or null for a GET
     */
    public static HttpResponse<String> rest(JenkinsRule j, String user, String path, String form) throws Exception {
        HttpRequest.Builder call =
                HttpRequest.newBuilder(URI.create(j.getURL() + path)).header("Accept", "application/json");
        if (user != null) {
            String login = user + ":" + j.createApiToken(User.getOrCreateByIdOrFullName(user));
            call.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        if (form != null) {
            call.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        return HTTP.send(call.build(), HttpResponse.BodyHandlers.ofString());
    }
}
