package io.jenkins.plugins.cd4ml.approval.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.tasks.Mailer;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jenkins.model.JenkinsLocationConfiguration;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the webhook, the mail and the check of a request really send, and the settings that they follow. */
@WithJenkins
class NotificationsTest extends OpenRequestCase {
    private static final String KEY = "shared with the receiver 🙈";

    /** A post as the receiver got it. */
    private record Post(Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.get(name).get(0);
        }

        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final AtomicInteger refuse = new AtomicInteger();
    private HttpServer receiver;

    /** Checks as a platform's plugin would publish them. */
    private static final BlockingQueue<ChecksDetails> CHECKS = new LinkedBlockingQueue<>();

    @TestExtension
    public static final class Platform extends ChecksPublisherFactory {
        @Override
        protected Optional<ChecksPublisher> createPublisher(Run<?, ?> run, TaskListener listener) {
            return Optional.of(new ChecksPublisher() {
                @Override
                public void publish(ChecksDetails details) {
                    CHECKS.add(details);
                }
            });
        }
    }

    @BeforeEach
    void aReceiver() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Post post = new Post(exchange.getRequestHeaders(), body);
            boolean refused = post.header("X-CD4ML-Event").equals("approved") && refuse.getAndDecrement() > 0;
            posts.add(post);
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "hook-secret", "", Secret.fromString(KEY)));
        Notifications.get()
                .setWebhook("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        Notifications.get().setWebhookSecretId("hook-secret");
    }

    @AfterEach
    void nobodyIsToldAnyMore() {
        Notifications.get().setWebhook(null);
        Notifications.get().setWebhookSecretId(null);
        Notifications.get().setMail(false);
        SystemCredentialsProvider.getInstance().getCredentials().removeIf(c -> c instanceof StringCredentialsImpl);
        receiver.stop(0);
    }

    /** @return the next that is meant; others may come from what happened before the test */
    private static <T> T next(BlockingQueue<T> queue, Predicate<T> meant) throws InterruptedException {
        while (true) {
            T next = queue.poll(60, TimeUnit.SECONDS);
            assertNotNull(next, "nothing came");
            if (meant.test(next)) {
                return next;
            }
        }
    }

    private Post post(String event) throws InterruptedException {
        return next(
                posts, p -> p.header("X-CD4ML-Event").equals(event) && p.body().contains(request));
    }

    private ChecksDetails check(ChecksStatus status) throws InterruptedException {
        return next(
                CHECKS,
                c -> c.getStatus() == status && c.getDetailsURL().orElseThrow().endsWith(request));
    }

    private static String signature(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theReceiverGetsASignedPostOfEachChange() throws Exception {
        take("bob", Answer.COMMENT, "looking into it 🙈");
        Post comment = post("commented");
        assertEquals(signature(comment.body()), comment.header("X-CD4ML-Signature"));
        approve("bob");
        Post approved = post("approved");
        assertEquals("approved", approved.json().path("event").asText());
        assertEquals(request, approved.json().path("request").asText());
        assertEquals("APPROVED", approved.json().path("state").asText());
        assertEquals(1, approved.json().path("approvals").asInt());
        assertThat(approved.json().at("/digests/model").asText(), containsString("sha256:"));
        assertEquals(
                j.getURL() + run.getUrl() + "#cd4ml-request-" + request,
                approved.json().path("url").asText());
        assertEquals(signature(approved.body()), approved.header("X-CD4ML-Signature"));
        assertNotEquals(comment.header("X-CD4ML-Delivery"), approved.header("X-CD4ML-Delivery"));
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void aServerErrorIsTriedAgainAsTheSameDelivery() throws Exception {
        refuse.set(1);
        approve("bob");
        Post first = post("approved");
        Post again = post("approved");
        assertEquals(first.header("X-CD4ML-Delivery"), again.header("X-CD4ML-Delivery"));
        assertEquals(first.body(), again.body());
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void nothingIsPostedUnsignedWhereTheSecretIsGone() throws Exception {
        Notifications.get().setWebhookSecretId("gone");
        new WebhookNotifier().changed(run, Approvals.get().find(run, request), "commented");
        assertTrue(posts.stream().noneMatch(p -> p.header("X-CD4ML-Event").equals("commented")));
    }

    @Test
    void theReceiverHearsThatTheTimeRanOut() throws Exception {
        Path file = BuildRecord.of(run).file("approvals.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("\"expires\" : \"[^\"]*\"", "\"expires\" : \"2020-01-01T00:00:00Z\""));
        WaitingSteps.answered(request); // what the timer does
        assertEquals("EXPIRED", post("expired").json().path("state").asText());
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
    }

    @Test
    void aCheckFollowsTheRequest() throws Exception {
        take("bob", Answer.COMMENT, "looking into it");
        ChecksDetails open = check(ChecksStatus.IN_PROGRESS);
        assertEquals("CD4ML approval for staging", open.getName().orElseThrow());
        assertEquals(
                "Still missing: 1", open.getOutput().orElseThrow().getSummary().orElseThrow());
        take("bob", Answer.REJECT, "drift");
        assertEquals(ChecksConclusion.FAILURE, check(ChecksStatus.COMPLETED).getConclusion());
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
    }

    @Test
    void approversAndTheRequesterGetMail() throws Exception {
        for (String user : List.of("alice", "bob")) {
            User.getOrCreateByIdOrFullName(user).addProperty(new Mailer.UserProperty(user + "@example.com"));
        }
        try (MailServer server = new MailServer()) {
            Mailer.descriptor().setSmtpHost("127.0.0.1");
            Mailer.descriptor().setSmtpPort(Integer.toString(server.port()));
            JenkinsLocationConfiguration.get().setAdminAddress("jenkins@example.com");
            Notifications.get().setMail(true);
            askAgain();
            String asked = next(server.mails, m -> m.contains("waits for approval") && m.contains(request));
            assertThat(asked, containsString("RCPT TO:<bob@example.com>"));
            assertThat(asked, containsString("Requested by: alice"));
            assertThat(asked, containsString("#cd4ml-request-" + request));
            assertFalse(asked.contains("carol@"), "carol has no address");
            approve("bob");
            String settled = next(server.mails, m -> m.contains("is settled") && m.contains(request));
            assertThat(settled, containsString("RCPT TO:<alice@example.com>"));
            assertThat(settled, containsString("Outcome: Approved by bob."));
            j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        }
    }

    @Test
    void theSettingsGoThroughTheSystemPageAndCode() throws Exception {
        String address = Notifications.get().getWebhook();
        Notifications.get().setMail(true);
        JenkinsRule.WebClient administrator = j.createWebClient().login("root");
        j.submit(administrator.goTo("configure").getFormByName("config"));
        assertEquals(address, Notifications.get().getWebhook());
        assertEquals("hook-secret", Notifications.get().getWebhookSecretId());
        assertTrue(Notifications.get().isMail());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        assertThat(out.toString(StandardCharsets.UTF_8), containsString("webhookSecretId: \"hook-secret\""));
        Path code = Files.createTempFile("notifications", ".yaml");
        Files.writeString(code, """
            unclassified:
              cd4mlNotifications:
                webhook: https://chat.example.com/hooks/models
                webhookSecretId: other
                mail: false
            """);
        try {
            ConfigurationAsCode.get().configure(code.toString());
        } finally {
            Files.delete(code);
        }
        assertEquals(
                "https://chat.example.com/hooks/models", Notifications.get().getWebhook());
        assertEquals("other", Notifications.get().getWebhookSecretId());
        assertFalse(Notifications.get().isMail());
        assertFalse(Notifications.usable("ftp://chat.example.com/"));
        assertFalse(Notifications.usable("javascript:alert(1)"));
    }
}
