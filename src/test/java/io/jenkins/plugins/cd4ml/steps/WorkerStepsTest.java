package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class WorkerStepsTest {
    private JenkinsRule j;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void exampleOnAnAgent(JenkinsRule rule) throws Exception {
        j = rule;
        DumbSlave agent = JenkinsSetUp.agent(j);
        job = j.createProject(WorkflowJob.class, "churn");
        workspace = Example.copyTo(agent, job);
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, job, expected, script);
    }

    @Test
    void validateDataReturnsCountsAndRecordsDigests() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              def r = validateData()
              echo "rows ${r.datasets.train.rows} valid ${r.valid}"
            }
            """);
        j.assertLogContains("rows 279 valid true", run);
        Lineage lineage = BuildRecord.of(run).lineage();
        assertEquals("breast-cancer", lineage.model);
        assertTrue(lineage.digest("dataset:train").startsWith("sha256:"));
    }

    @Test
    void aBadFileFailsWithOneSentence() throws Exception {
        workspace.child("data/train.csv").write("sample_id,malignant\n1\n", "UTF-8");
        WorkflowRun run = build(Result.FAILURE, "node('ml') { validateData() }");
        j.assertLogContains("train is invalid: train.csv line 2", run);
        j.assertLogNotContains("at io.jenkins", run);
    }

    @Test
    void aMissingFileFailsWithOneSentence() throws Exception {
        workspace.child("data/train.csv").delete();
        WorkflowRun run = build(Result.FAILURE, "node('ml') { validateData() }");
        j.assertLogContains("cd4ml.yaml line 6 (data.train.path): data/train.csv does not exist below", run);
        j.assertLogNotContains("at io.jenkins", run);
    }

    @Test
    void aJobRemembersItsDatasetsWhateverTheWorkspaceHolds() throws Exception {
        FilePath yaml = workspace.child("cd4ml.yaml");
        yaml.write(
                yaml.readToString()
                        .replace(
                                "  holdout:\n",
                                "    history: [{metric: rows, withinRelative: 0.1, least: 2}]\n  holdout:\n"),
                "UTF-8");
        FilePath train = workspace.child("data/train.csv");
        List<String> lines = train.readToString().lines().toList();
        for (int rows : new int[] {279, 270}) {
            train.write(String.join("\n", lines.subList(0, rows + 1)) + "\n", "UTF-8");
            build(Result.SUCCESS, "node('ml') { validateData() }");
            workspace.child(".cd4ml").deleteRecursive(); // as on a new agent
        }
        train.write(String.join("\n", lines.subList(0, 121)) + "\n", "UTF-8");
        WorkflowRun run = build(Result.FAILURE, "node('ml') { validateData() }");
        String violations = BuildRecord.of(run)
                .read("data/train/validation.json")
                .path("violations")
                .toString();
        assertTrue(violations.contains("history") && !violations.contains("too few"), violations);
    }

    @Test
    void fingerprintsJoinTheBuildsOfTheSameBytes() throws Exception {
        WorkflowRun one = build(Result.SUCCESS, "node('ml') { validateData() }");
        WorkflowRun two = build(Result.SUCCESS, "node('ml') { validateData() }");
        String digest = BuildRecord.of(one).lineage().digest("dataset:train");
        hudson.model.Fingerprint print = j.jenkins.getFingerprintMap().get(digest.substring(7, 39));
        assertTrue(print.getRangeSet("churn").includes(one.getNumber()));
        assertTrue(print.getRangeSet("churn").includes(two.getNumber()));
    }

    @Test
    void featuresAreBuiltAndShownInTheLineage() throws Exception {
        FilePath yaml = workspace.child("cd4ml.yaml");
        yaml.write(
                yaml.readToString()
                                .replace(
                                        "  holdout:\n",
                                        "  visits: {path: visits.csv}\n  tests: {path: tests.csv}\n"
                                                + "  seen: {path: seen.parquet}\n  holdout:\n")
                        + "features:\n  seen:\n    rows: visits\n    entity: [person]\n    at: day\n"
                        + "    from:\n      tests: {at: day}\n",
                "UTF-8");
        workspace.child("visits.csv").write("person,day\na,2026-01-02\n", "UTF-8");
        workspace.child("tests.csv").write("person,day,result\na,2026-01-01,5\n", "UTF-8");
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              def r = buildFeatures(names: ['seen'])
              echo "valid ${r.valid} rows ${r.datasets.seen.rows} reused ${r.features.seen.reused}"
            }
            """);
        j.assertLogContains("valid true rows 1 reused false", run);
        Lineage lineage = BuildRecord.of(run).lineage();
        assertTrue(lineage.digest("dataset:seen").startsWith("sha256:"));
        assertEquals("features", lineage.activities.get(0).kind());
    }
}
