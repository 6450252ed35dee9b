package io.jenkins.plugins.cd4ml.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.htmlunit.Page;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** {@code checkGates} in builds whose AUC is 0.9; the gates ask for 0.8 and for numbers that the Pipeline gives. */
@WithJenkins
class CheckGatesTest {
    private static final List<ChecksDetails> PUBLISHED = new CopyOnWriteArrayList<>();

    private static JenkinsRule j;

    /** A platform that takes checks. */
    @TestExtension
    public static final class Platform extends ChecksPublisherFactory {
        @Override
        protected Optional<ChecksPublisher> createPublisher(Run<?, ?> run, TaskListener listener) {
            return Optional.of(new ChecksPublisher() {
                @Override
                public void publish(ChecksDetails details) {
                    PUBLISHED.add(details);
                }
            });
        }
    }

    @TestExtension
    public static final class Measured extends RunListener<WorkflowRun> {
        @Override
        public void onStarted(WorkflowRun started, TaskListener listener) {
            BuildRecord.begin(started);
            RunFolder record = BuildRecord.of(started);
            ObjectNode evaluation = Json.object().put("format", 1);
            evaluation.putObject("model").put("digest", "sha256:" + "0".repeat(64));
            evaluation.putArray("metrics").addObject().put("name", "auc").put("value", 0.9);
            record.write(RunFolder.EVALUATION, evaluation);
            RecordedDocuments.keep(record, RunFolder.EVALUATION);
            ObjectNode project = Json.object();
            project.putArray("gates")
                    .addObject()
                    .put("metric", "auc")
                    .put("min", 0.8)
                    .put("name", "@team |<b>auc");
            project.withArray("gates")
                    .addObject()
                    .put("metric", "numbers.load.p95")
                    .put("max", 20);
            record.write(RunFolder.PROJECT, project);
        }
    }

    @BeforeAll
    static void jenkins(JenkinsRule rule) {
        j = rule;
    }

    @BeforeEach
    void nothingIsPublishedYet() {
        PUBLISHED.clear();
    }

    private static WorkflowRun build(Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, j.createProject(WorkflowJob.class), expected, script);
    }

    @Test
    void numbersOfOtherStepsAreJudged() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, """
            def load = [p95: 12.5, host: "${1}", ok: true]
            def r = checkGates numbers: [load: load]
            echo "said ${r.verdict} ${r.items[1].observed}"
            """);
        j.assertLogContains("said PASSED 12.5", run);
        assertTrue(BuildRecord.of(run).lineage().digest("numbers").startsWith("sha256:"));
    }

    @Test
    void numbersThatAreNotGivenAgainDoNotCount() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "checkGates numbers: [load: [p95: 12.5]]\ncheckGates()");
        j.assertLogContains("All 2 gates passed.", run);
        j.assertLogContains("numbers.load.p95 was not measured", run);
    }

    @Test
    void theModelCardIsWrittenAfterTheGates() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, "checkGates numbers: [load: [p95: 1]]");
        String card = Files.readString(BuildRecord.of(run).file(ModelCard.FILE));
        assertThat(card, containsString("| numbers.load.p95 max 20 | PASSED |"));
    }

    /** The evaluation brings the repository's template; whoever reads the build's pages finds the card there. */
    @Test
    void theCardKeepsTheTextOfItsTemplateAndRunsNothingOfIt() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "checkGates()");
        BuildRecord.of(run).write(ModelCard.TEMPLATE, ""); // makes the folder
        Files.writeString(
                BuildRecord.of(run).file(ModelCard.TEMPLATE),
                "# Ours\n\nNot for <script>children</script>.\n\n{{gates}}\n");
        Waivers.get().check(run, Json.object());
        JenkinsRule.WebClient web = j.createWebClient();
        Page card = web.goTo(run.getUrl() + "cd4ml/card/source", "text/plain");
        assertThat(
                card.getWebResponse().getContentAsString(),
                startsWith("# Ours\n\nNot for <script>children</script>.\n\n**ERROR**"));
        assertEquals("nosniff", card.getWebResponse().getResponseHeaderValue("X-Content-Type-Options"));
        assertThat(
                web.goTo(run.getUrl() + "cd4ml/").getAnchorByHref("card/").getTextContent(),
                containsString("Model card"));
        assertThat(
                web.goTo(run.getUrl() + "cd4ml/card/")
                        .querySelector(".cd4ml-card")
                        .getTextContent(),
                containsString("Not for <script>children</script>."));
    }

    @Test
    void theVerdictIsPublishedAsACheck() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "checkGates numbers: [load: [p95: 30]]");
        assertEquals(1, PUBLISHED.size());
        ChecksDetails details = PUBLISHED.get(0);
        assertEquals("CD4ML gates", details.getName().orElseThrow());
        assertEquals(ChecksConclusion.FAILURE, details.getConclusion());
        assertEquals(
                j.getURL() + run.getUrl() + "cd4ml/", details.getDetailsURL().orElseThrow());
        assertEquals(
                "1 of 2 gates passed",
                details.getOutput().orElseThrow().getTitle().orElseThrow());
        String summary = details.getOutput().orElseThrow().getSummary().orElseThrow();
        assertThat(summary, containsString("numbers.load.p95 30 is above the maximum 20."));
        String text = details.getOutput().orElseThrow().getText().orElseThrow();
        assertThat(text, containsString("&#64;team \\|&lt;b&gt;auc"));
        assertThat(text, not(containsString("<b>")));
        PUBLISHED.clear();
        build(Result.SUCCESS, "checkGates numbers: [load: [p95: 3]]");
        assertEquals(ChecksConclusion.SUCCESS, PUBLISHED.get(0).getConclusion());
    }
}
