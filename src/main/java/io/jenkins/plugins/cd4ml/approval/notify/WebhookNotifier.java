package io.jenkins.plugins.cd4ml.approval.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.ProxyConfiguration;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.RequestListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jenkins.model.Jenkins;

/**
 * Posts every change of a request as JSON to the configured address, signed with HMAC-SHA256 over the body in
 * {@code X-CD4ML-Signature: sha256=<hex>}. Follows no redirect; tries three times where the server does not answer or
 * says that it cannot now (5xx), with the same {@code X-CD4ML-Delivery}, so that a receiver can tell a repetition.
 */
@Extension
public final class WebhookNotifier implements RequestListener {
    private static final Logger LOGGER = Logger.getLogger(WebhookNotifier.class.getName());
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void changed(Run<?, ?> run, ApprovalRequest request, String event) throws Exception {
        Notifications settings = Notifications.get();
        String address = settings.getWebhook();
        if (address == null || !Notifications.usable(address)) {
            return;
        }
        Secret secret = settings.getWebhookSecretId() == null ? null : settings.secret(run);
        if (settings.getWebhookSecretId() != null && secret == null) {
            LOGGER.warning("The credential that webhooks are signed with does not exist; nothing is posted.");
            return;
        }
        post(address, body(run, request, event), event, secret == null ? null : Secret.toString(secret));
    }

    /** @return who may not be told of a build can tell nothing from it but names and digests */
    private static String body(Run<?, ?> run, ApprovalRequest request, String event) {
        ObjectNode body = Json.object()
                .put("event", event)
                .put("request", request.id)
                .put("build", run.getExternalizableId())
                .put("model", request.model)
                .put("environment", request.environment)
                .put("rollBack", request.rollBack)
                .put("state", request.state.name())
                .put("requester", request.requester)
                .put("approvals", request.approvals())
                .put("needed", request.needed)
                .put("missing", request.missing())
                .put("outcome", request.outcome)
                .put("url", url(run, request));
        body.set("digests", Json.MAPPER.valueToTree(request.digests));
        return Json.line(body);
    }

    /** @return the address of the request's form; only a path where Jenkins does not know its own address */
    static String url(Run<?, ?> run, ApprovalRequest request) {
        String root = Jenkins.get().getRootUrl();
        return (root == null ? "" : root) + run.getUrl() + "#cd4ml-request-" + request.id;
    }

    private static void post(String address, String body, String event, String secret)
            throws IOException, InterruptedException, GeneralSecurityException {
        HttpClient client = ProxyConfiguration.newHttpClientBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest.Builder call = ProxyConfiguration.newHttpRequestBuilder(URI.create(address))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("X-CD4ML-Event", event)
                .header("X-CD4ML-Delivery", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (secret != null) {
            call.header("X-CD4ML-Signature", signature(secret, body));
        }
        for (int i = 1; ; i++) {
            try {
                int status = client.send(call.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status < 500) {
                    if (status >= 300) {
                        LOGGER.warning("The webhook for approval requests answered " + status + ".");
                    }
                    return;
                }
                LOGGER.log(Level.FINE, "webhook answered {0}", status);
            } catch (IOException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
            if (i == TRIES) {
                LOGGER.warning("The webhook for approval requests answered with a server error " + TRIES + " times.");
                return;
            }
            Thread.sleep(1_000L * i);
        }
    }

    static String signature(String secret, String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
