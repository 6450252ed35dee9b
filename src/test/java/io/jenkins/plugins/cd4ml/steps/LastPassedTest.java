package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.InputStream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The champion is the last build whose gates passed: its files and predictions are carried to the agent. */
@WithJenkins
class LastPassedTest {
    private static final String PROJECT = """
        model: churn
        data: {holdout: {path: rows.csv}, train: {path: train.csv}}
        train: {command: mkdir -p model && cp trained.onnx model/model.onnx && cp signature.json model/}
        evaluate: {dataset: holdout, target: churned, key: id, resamples: 100, metrics: [auc], against: lastPassed}
        gates: [{metric: auc, min: %s}, {metric: auc, against: lastPassed, minChange: -0.5, firstVersion: pass}]
        """;

    private JenkinsRule j;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void projectOnAnAgent(JenkinsRule rule) throws Exception {
        j = rule;
        DumbSlave agent = JenkinsSetUp.agent(j);
        job = JenkinsSetUp.pipeline(j, "churn", "node('ml') { trainModel(); evaluateModel() }\ncheckGates()");
        workspace = agent.getWorkspaceFor(job);
        copy("rows.csv", "rows.csv");
        workspace
                .child("train.csv")
                .write(
                        "id,age,income,region,churned,value,kind\n"
                                + "1,20,10.5,north,no,1.25,a\n"
                                + "2,30,11.5,south,yes,2.25,a\n",
                        "UTF-8");
        copy("zipmap.onnx", "trained.onnx");
        workspace.child("signature.json").write("{\"features\": [\"age\", \"income\"]}", "UTF-8");
    }

    private void copy(String resource, String to) throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/io/jenkins/plugins/cd4ml/engine/evaluate/" + resource)) {
            workspace.child(to).copyFrom(in);
        }
    }

    private WorkflowRun build(Result expected, String least) throws Exception {
        workspace.child("cd4ml.yaml").write(PROJECT.formatted(least), "UTF-8");
        return j.buildAndAssertStatus(expected, job);
    }

    private static JsonNode champion(WorkflowRun run) {
        return BuildRecord.of(run).read(RunFolder.EVALUATION).path("champion");
    }

    @Test
    void itIsScoredAnewOrItsPredictionsStandIn() throws Exception {
        WorkflowRun first = build(Result.SUCCESS, "0.5");
        assertEquals("none yet", champion(first).path("how").asText());
        build(Result.FAILURE, "0.9999"); // fails its gate: no reference for those after it
        WorkflowRun third = build(Result.SUCCESS, "0.5");
        assertEquals("rescored", champion(third).path("how").asText());
        assertEquals(first.getFullDisplayName(), champion(third).path("run").asText());
        j.assertLogContains(
                "comparing with the model of " + first.getFullDisplayName()
                        + " (the last build whose gates passed; rescored)",
                third);
        third.deleteArtifacts();
        WorkflowRun fourth = build(Result.SUCCESS, "0.5");
        assertEquals(third.getFullDisplayName(), champion(fourth).path("run").asText());
        assertEquals("stored predictions", champion(fourth).path("how").asText());
        assertEquals(0, champion(fourth).path("rowsDiffering").asInt());
    }
}
