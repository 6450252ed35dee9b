package io.jenkins.plugins.cd4ml.pages.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** alice reads the job that made a model, mallory reads others; both stay so however jobs are called. */
@WithJenkins
class VisibleModelsTest {
    @TempDir
    Path files;

    private int seen(String user, String folder) {
        try (ACLContext as = ACL.as2(User.getById(user, true).impersonate2())) {
            return new VisibleModels().versions(new Key(folder, "churn")).size();
        }
    }

    @Test
    void aVersionBelongsToItsJobWhateverThatIsCalledNow(JenkinsRule j) throws Exception {
        MockFolder risk = j.createFolder("risk");
        MockFolder open = j.createFolder("open");
        FreeStyleProject train = risk.createProject(FreeStyleProject.class, "train");
        train.setDisplayName("Nightly training");
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.READ)
                        .everywhere()
                        .to("alice", "mallory")
                        .grant(Item.READ)
                        .onItems(risk, open, train)
                        .to("alice")
                        .grant(Item.READ)
                        .onFolders(open)
                        .to("mallory"));
        Run<?, ?> run = j.buildAndAssertSuccess(train);
        BuildRecord.begin(run);
        Files.writeString(files.resolve("weights"), "1");
        BuildRecord.registry(run, "churn")
                .register(new Registration(
                        "churn", Digests.of(files), run.getFullDisplayName(), BuildRecord.of(run), files, "ada"));
        assertEquals(1, seen("alice", "risk"), "a display name is no name");
        assertEquals(0, seen("mallory", "risk"));

        train.renameTo("fit");
        FreeStyleProject bait = open.createProject(FreeStyleProject.class, "bait");
        bait.setDisplayName("Nightly training");
        Key key = new Key("risk", "churn");
        VersionView view = new VersionView(new VisibleModels(), key, 1, 0);
        assertEquals("job/risk/job/fit/1/", view.getBuild());
        assertEquals(0, seen("mallory", "risk"));

        train = Items.move(train, open);
        assertNotNull(j.jenkins.getItemByFullName("open/fit"));
        assertEquals(1, seen("mallory", "open"), "its job is where mallory may read now");
        train.delete();
        open.createProject(FreeStyleProject.class, "fit");
        assertEquals(0, seen("mallory", "open"), "another job of that name made nothing");
        assertNull(new VersionView(new VisibleModels(), new Key("open", "churn"), 1, 0).getBuild());
    }
}
