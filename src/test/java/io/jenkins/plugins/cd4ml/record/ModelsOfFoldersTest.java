package io.jenkins.plugins.cd4ml.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Items;
import hudson.model.Job;
import hudson.model.TopLevelItem;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Two folders, each with a job that registers a model of the same name. */
@WithJenkins
class ModelsOfFoldersTest {
    @TempDir
    Path files;

    private JenkinsRule j;
    private MockFolder risk;
    private MockFolder sales;
    private FreeStyleProject riskJob;
    private FreeStyleProject salesJob;

    @BeforeEach
    void twoFolders(JenkinsRule rule) throws Exception {
        j = rule;
        risk = j.createFolder("risk");
        sales = j.createFolder("sales");
        riskJob = risk.createProject(FreeStyleProject.class, "train");
        salesJob = sales.createProject(FreeStyleProject.class, "train");
    }

    private ModelVersion register(FreeStyleProject job, ModelRegistry registry) throws Exception {
        FreeStyleBuild build = j.buildAndAssertSuccess(job);
        BuildRecord.begin(build);
        Files.writeString(files.resolve("weights"), build.getExternalizableId());
        return registry.register(new Registration(
                "churn", Digests.of(files), build.getFullDisplayName(), BuildRecord.of(build), files, "ada"));
    }

    private ModelVersion register(FreeStyleProject job) throws Exception {
        return register(job, BuildRecord.registry(job, "churn"));
    }

    private static int versions(Job<?, ?> job) {
        return BuildRecord.registry(job, "churn").versions("churn").size();
    }

    private static boolean owns(Job<?, ?> job) {
        ModelVersion newest =
                BuildRecord.registry(job, "churn").versions("churn").get(0);
        return ModelMaker.of(newest).is(job);
    }

    private static List<String> audited() {
        List<String> events = new ArrayList<>();
        JenkinsAudit.log()
                .read((head, record, text) -> events.add(record.path("event").asText()));
        return events;
    }

    @Test
    void twoFoldersMayEachHaveAModelOfTheSameName() throws Exception {
        assertEquals(1, register(riskJob).number());
        assertEquals(1, register(salesJob).number());
        assertEquals(2, register(salesJob).number());
        assertEquals(1, versions(riskJob));
        assertEquals(0, versions(j.createFreeStyleProject("train")));
        assertEquals(List.of("risk", "sales"), BuildRecord.registry().folders().names());
    }

    @Test
    void aModelFollowsItsFolderAndItsJob() throws Exception {
        register(riskJob);
        risk.renameTo("credit risk");
        assertEquals(1, versions(riskJob));
        assertTrue(owns(riskJob));
        riskJob.renameTo("fit");
        assertTrue(owns(riskJob));
        MockFolder team = sales.createProject(MockFolder.class, "team");
        riskJob = Items.move(riskJob, team);
        assertEquals("sales/team/fit", riskJob.getFullName());
        assertEquals(1, versions(riskJob));
        assertTrue(owns(riskJob));
        riskJob.getBuildByNumber(1).delete();
        assertTrue(owns(riskJob), "with the build gone, too");
        assertEquals(2, register(riskJob).number());
        assertTrue(audited().containsAll(List.of("models-moved", "build-deleted")), audited() + "");
    }

    @Test
    void nobodyInheritsWhatADeletedProjectMade() throws Exception {
        register(riskJob);
        riskJob.delete();
        FreeStyleProject again = risk.createProject(FreeStyleProject.class, "train");
        assertEquals(1, versions(again));
        assertFalse(owns(again));
        risk.delete();
        assertEquals(0, versions(j.createFolder("risk").createProject(FreeStyleProject.class, "train")));
        String kept = BuildRecord.registry().folders().names().get(0);
        assertTrue(kept.startsWith("risk (deleted "), kept);
    }

    @Test
    void foldersBelowMeanTheModelThatAFolderShares() throws Exception {
        FreeStyleProject inner =
                risk.createProject(MockFolder.class, "eu").createProject(FreeStyleProject.class, "train");
        register(riskJob);
        assertEquals(0, versions(inner));
        BuildRecord.registry().folders().share("risk", "churn", true, "root");
        assertEquals(2, register(inner).number());
        assertEquals(0, versions(salesJob));
        BuildRecord.registry().folders().share("risk", "churn", false, "root");
        assertEquals(0, versions(inner));
    }

    @Test
    void modelsOfATimeBeforeFoldersCountedAreFoundAgain() throws Exception {
        ModelRegistry top = BuildRecord.registry();
        register(riskJob, top);
        register(riskJob, top);
        ModelMigration.migrate();
        assertEquals(2, versions(riskJob));
        assertEquals(List.of("risk"), top.folders().names());
    }

    @Test
    void aModelThatSeveralFoldersMadeIsSharedAroundThem() throws Exception {
        ModelRegistry top = BuildRecord.registry();
        register(riskJob, top);
        register(salesJob, top);
        ModelMigration.migrate();
        assertEquals(2, versions(riskJob));
        assertEquals(2, versions(salesJob));
        assertTrue(audited().contains("models-moved"));
        for (TopLevelItem item : List.of(risk, sales)) {
            item.delete();
        }
        assertEquals(2, top.versions("churn").size());
    }
}
