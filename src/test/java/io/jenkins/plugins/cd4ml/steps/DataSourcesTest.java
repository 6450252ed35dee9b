package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Datasets that are no CSV files, in builds. */
@WithJenkins
class DataSourcesTest {
    private JenkinsRule j;
    private DumbSlave agent;

    @BeforeEach
    void agent(JenkinsRule rule) throws Exception {
        j = rule;
        agent = JenkinsSetUp.agent(j);
    }

    private WorkflowRun build(WorkflowJob job, Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, job, expected, script);
    }

    @Test
    void aTableOfAnSqliteFileIsValidated() throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "visits");
        FilePath workspace = agent.getWorkspaceFor(job);
        workspace.mkdirs();
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + workspace.child("visits.sqlite"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE visits (id INTEGER, age INTEGER)");
            statement.execute("INSERT INTO visits VALUES (1, 40), (2, 'forty'), (3, 41)");
        }
        workspace
                .child("cd4ml.yaml")
                .write("model: m\ndata:\n  visits: {path: visits.sqlite, table: visits, contract: c.yaml}\n", "UTF-8");
        String contract = "schema: [{name: visits, properties: [{name: age, logicalType: integer}]}]\n";
        workspace.child("c.yaml").write(contract, "UTF-8");
        WorkflowRun run = build(job, Result.FAILURE, "node('ml') { validateData() }");
        j.assertLogContains("visits is invalid: row 2, age: 'forty' is not of type integer.", run);
        workspace.child("c.yaml").write(contract.replace(", logicalType: integer", ""), "UTF-8");
        run = build(job, Result.SUCCESS, """
            node('ml') { def r = validateData(); echo "rows ${r.datasets.visits.rows} valid ${r.valid}" }
            """);
        j.assertLogContains("rows 3 valid true", run);
        assertEquals(
                2,
                BuildRecord.of(run)
                        .read("data/visits/profile.json")
                        .path("columns")
                        .size());
    }

    /** Two jobs with the same definition and the same bytes build features once. */
    @Test
    void featuresOfAFileAreTakenFromTheCacheOfAnotherJob() throws Exception {
        String script =
                """
                node('ml') {
                  withEnv(["CD4ML_FEATURE_CACHE=%s"]) {
                    def r = buildFeatures()
                    echo "valid ${r.valid} rows ${r.datasets.seen.rows} reused ${r.features.seen.reused}"
                  }
                }
                """.formatted(agent.getRootPath().child("shared-features").getRemote());
        for (String name : new String[] {"one", "two"}) {
            WorkflowJob job = j.createProject(WorkflowJob.class, name);
            FilePath workspace = agent.getWorkspaceFor(job);
            workspace
                    .child("cd4ml.yaml")
                    .write(
                            "model: " + name + "\ndata:\n  visits: {path: visits.csv}\n  tests: {path: tests.csv}\n"
                                    + "  seen: {path: seen.parquet}\n",
                            "UTF-8");
            workspace
                    .child("features/seen.yaml")
                    .write("rows: visits\nentity: [person]\nat: day\nfrom: {tests: {at: day}}\n", "UTF-8");
            workspace.child("visits.csv").write("person,day\na,2026-01-02\n", "UTF-8");
            workspace.child("tests.csv").write("person,day,result\na,2026-01-01,5\n", "UTF-8");
            WorkflowRun run = build(job, Result.SUCCESS, script);
            j.assertLogContains("valid true rows 1 reused " + "two".equals(name), run);
            Lineage lineage = BuildRecord.of(run).lineage();
            assertEquals("features", lineage.activities.get(0).kind());
            assertEquals(
                    "features/seen.yaml",
                    lineage.entities.stream()
                            .filter(entity -> entity.id().equals("features:seen"))
                            .findFirst()
                            .orElseThrow()
                            .attributes()
                            .get("path"));
        }
    }
}
