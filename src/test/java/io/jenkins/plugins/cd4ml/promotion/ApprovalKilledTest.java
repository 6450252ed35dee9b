package io.jenkins.plugins.cd4ml.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller killed like by {@code kill -9} at random moments between a request and its settlement or deployment: as
 * often as the property {@code cd4ml.test.approvalKills} says, at the moments of {@code cd4ml.test.seed}.
 */
class ApprovalKilledTest {
    private static final int KILLS = Integer.getInteger("cd4ml.test.approvalKills", 3);
    private static final int LONGEST_MILLIS = 4_000;
    /** What people were told that it is taken, a line an answer: request, person. */
    private static final String ACKNOWLEDGED = "acknowledged.txt";

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(0);

    @Test
    void noDecisionIsLostCountedTwiceOrActedOnUnseen() throws Throwable {
        Random random = new Random(Long.getLong("cd4ml.test.seed", 15));
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            String kubeconfig = cluster.kubeconfig();
            jenkins.startJenkins();
            jenkins.runRemotely(j -> {
                setUp(j, kubeconfig);
            });
            for (int i = 0; i < KILLS; i++) {
                long seed = random.nextLong();
                jenkins.runRemotely(j -> {
                    askAndAnswer(j, seed);
                });
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS)); // the moment of the kill
                jenkins.stopJenkinsForcibly();
                jenkins.startJenkins();
                String how = jenkins.runRemotely(ApprovalKilledTest::checkAndFinish);
                System.out.println("kill " + (i + 1) + ": " + how);
            }
            jenkins.stopJenkins();
        }
    }

    private static void setUp(JenkinsRule j, String kubeconfig) throws Exception {
        GatedBuild.setUp(j, kubeconfig).setApprovals(2);
        Environments.get().save();
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false, false, null);
        for (String user : List.of("alice", "bob", "carol")) {
            realm.createAccount(user, user);
        }
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new FullControlOnceLoggedInAuthorizationStrategy());
    }

    /** Asks, and has people answer in their time while the controller is killed. */
    private static void askAndAnswer(JenkinsRule j, long seed) throws Exception {
        GatedBuild.everyBuild(run -> {});
        WorkflowRun run = GatedBuild.ask(j);
        String id = GatedBuild.request(run);
        Random random = new Random(seed);
        Answer last = random.nextInt(4) == 0 ? Answer.REJECT : Answer.APPROVE;
        int pause = random.nextInt(LONGEST_MILLIS / 2);
        Thread people = new Thread(() -> {
            answer(run, id, "bob", Answer.APPROVE, pause);
            answer(run, id, "carol", last, pause / 2);
        });
        people.setDaemon(true);
        people.start();
    }

    private static void answer(WorkflowRun run, String id, String person, Answer answer, int pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause); // what people need to read
            Caller.as(person, () -> Decisions.take(run, id, answer, "seen", Person.current(Channel.SESSION)));
            Files.writeString(
                    acknowledged(),
                    id + " " + person + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path acknowledged() {
        return Jenkins.get().getRootDir().toPath().resolve(ACKNOWLEDGED);
    }

    /** @return how the kill was found, for the log */
    private static String checkAndFinish(JenkinsRule j) throws Exception {
        WorkflowRun run =
                j.jenkins.getItemByFullName(GatedBuild.JOB, WorkflowJob.class).getLastBuild();
        ApprovalRequest request = Approvals.get().of(run).get(0);
        String found = request.state + " with " + request.decisions.size() + " answers";
        if (Files.exists(acknowledged())) {
            for (String line : Files.readAllLines(acknowledged())) {
                String[] told = line.split(" ");
                if (told[0].equals(request.id)) {
                    assertTrue(
                            request.decisions.stream().anyMatch(d -> d.userId().equals(told[1])),
                            "the answer of " + told[1] + " is lost");
                }
            }
        }
        if (request.open()) {
            reachable(j, run, request);
            for (String person : List.of("bob", "carol")) {
                if (Approvals.get().find(run, request.id).open() && !answered(run, request.id, person)) {
                    String form = "id=" + request.id + "&decision=approve&reason=after";
                    int status = Caller.rest(j, person, run.getUrl() + "cd4ml-approvals/decide", form)
                            .statusCode();
                    assertEquals(200, status, "the answer of " + person + " over REST");
                }
            }
        }
        j.waitForCompletion(run);
        settledOnce(run, Approvals.get().find(run, request.id));
        return found + ", then " + run.getResult();
    }

    private static boolean answered(WorkflowRun run, String id, String person) {
        return Approvals.get().find(run, id).decisions.stream()
                .anyMatch(d -> d.userId().equals(person));
    }

    /** Page, list and REST show it. */
    private static void reachable(JenkinsRule j, WorkflowRun run, ApprovalRequest request) throws Exception {
        assertThat(Caller.rest(j, "bob", run.getUrl(), null).body(), containsString("cd4ml-request-" + request.id));
        String rest = run.getUrl() + "cd4ml-approvals/requests";
        assertThat(Caller.rest(j, "bob", rest, null).body(), containsString(request.id));
        assertTrue(
                Caller.as("bob", OpenRequests::visible).stream().anyMatch(r -> r.id.equals(request.id)),
                "it is not in the list of all");
    }

    /** The file, the log, the outcome and what serves say the same, each once. */
    private static void settledOnce(WorkflowRun run, ApprovalRequest request) throws Exception {
        List<String> log = new ArrayList<>();
        JenkinsAudit.log().read((head, record, text) -> {
            if (request.id.equals(record.path("request").asText())) {
                log.add(record.path("event").asText() + " " + record.path("who").asText());
            }
        });
        assertEquals(1, log.stream().filter(l -> l.startsWith("requested ")).count(), log.toString());
        for (ApprovalRequest.Decision d : request.decisions) {
            String event = (d.approved() ? "approved " : "rejected ") + d.userId();
            assertEquals(1, log.stream().filter(event::equals).count(), event + " in " + log);
        }
        assertEquals(
                request.decisions.size(),
                log.stream().filter(l -> l.matches("(approved|rejected) .*")).count(),
                log.toString());
        assertEquals(List.of(), JenkinsAudit.log().verify().findings());
        long moves = BuildRecord.registry().alias("churn", "staging").history().stream()
                .filter(m -> m.id().endsWith("-" + request.id.substring(0, 8)))
                .count();
        boolean approved = request.state == ApprovalRequest.State.APPROVED;
        assertEquals(approved ? 2 : 0, approved ? request.approvals() : 0);
        assertEquals(approved ? "SUCCESS" : "FAILURE", String.valueOf(run.getResult()), JenkinsRule.getLog(run));
        assertEquals(approved ? 1 : 0, moves, "moves of the environment");
    }
}
