package io.jenkins.plugins.cd4ml.config.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.ClusterAccess;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import io.jenkins.plugins.cd4ml.config.CredentialLists;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import java.io.File;
import java.util.List;
import java.util.Map;
import javaposse.jobdsl.dsl.DslScriptLoader;
import javaposse.jobdsl.plugin.JenkinsJobManagement;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** lead manages the folder ml, dev may configure it. */
@WithJenkins
class FolderEnvironmentsTest {
    private JenkinsRule j;
    private Folder ml;
    private FreeStyleProject churn;
    private FreeStyleProject outside;
    private final Environment staging = OpenEnvironment.of("staging");

    @BeforeEach
    void aFolder(JenkinsRule rule) throws Exception {
        j = rule;
        ml = j.createProject(Folder.class, "ml");
        churn = ml.createProject(FreeStyleProject.class, "churn");
        outside = j.createFreeStyleProject("outside");
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("lead", "dev")
                .grant(Permissions.MANAGE)
                .onFolders(ml)
                .to("lead"));
        Environments.get().setEnvironments(List.of(staging));
    }

    private static FolderEnvironments property(Environment... environments) {
        FolderEnvironments property = new FolderEnvironments();
        property.setEnvironments(List.of(environments));
        return property;
    }

    private void keep(Folder folder, IdCredentials credentials) throws Exception {
        folder.addProperty(new FolderCredentialsProperty(
                new DomainCredentials[] {new DomainCredentials(null, List.of(credentials))}));
    }

    @Test
    void ofTheSameNameOnlyTightensAndForTheFoldersItemsOnly() throws Exception {
        staging.setItems("ml/churn\noutside");
        staging.setApprovals(1);
        staging.setApprovers("bob carol");
        Environment inner = OpenEnvironment.of("staging");
        inner.setApprovals(2);
        inner.setApprovers("carol mallory");
        inner.setAcceptWarning(true);
        inner.setRequesterMayApprove(true);
        inner.setTrainingAllowed(true);
        inner.setRequiredGates("fairness");
        ml.addProperty(property(inner));
        Environment there = EffectiveEnvironments.named("staging", churn);
        assertEquals(2, there.getApprovals());
        assertEquals(List.of("carol"), there.approverIds());
        assertEquals(List.of("fairness"), there.requiredGateNames());
        assertFalse(there.isAcceptWarning() || there.isRequesterMayApprove() || there.isTrainingAllowed());
        assertEquals(List.of("ml/churn", "outside"), there.itemPatterns());
        assertNull(there.home());
        assertEquals(1, EffectiveEnvironments.named("staging", outside).getApprovals());
        inner.setCredentialsId("mine");
        assertTrue(EffectiveEnvironments.named("staging", churn).conflict().contains("another cluster"));
    }

    @Test
    void ofItsOwnIsThereForItsItemsOnlyWithAKubeconfigOfTheFolder() throws Exception {
        Logins.keep(Logins.kubeconfig("production-cluster", "of Jenkins"));
        Environment own = OpenEnvironment.of("playground");
        own.setControllerServiceAccount(true);
        ml.addProperty(property(own));
        assertThrows(AbortException.class, () -> EffectiveEnvironments.named("playground", outside));
        Run<?, ?> run = churn.scheduleBuild2(0).get();
        Environment there = EffectiveEnvironments.named("playground", churn);
        String says = assertThrows(AbortException.class, () -> ClusterAccess.client(there, run))
                .getMessage();
        assertTrue(says.contains("of the folder ml names no kubeconfig"), says);

        own.setCredentialsId("production-cluster");
        Environment global = EffectiveEnvironments.named("playground", churn);
        says = assertThrows(AbortException.class, () -> ClusterAccess.kubeconfig(global, run))
                .getMessage();
        assertTrue(says.contains("no secret file that the folder itself keeps"), says);
        own.setCredentialsId("play-cluster");
        keep(ml, Logins.kubeconfig("play-cluster", "of the folder"));
        assertEquals("of the folder", ClusterAccess.kubeconfig(EffectiveEnvironments.named("playground", churn), run));
    }

    private List<String> hosts(String id, Item item) {
        return CredentialLists.of(id, item).stream()
                .map(CredentialHosts::getHosts)
                .toList();
    }

    @Test
    void aFolderSaysWhereItsOwnCredentialsGoAndOnlyTightensForOthers() throws Exception {
        Folder team = ml.createProject(Folder.class, "team");
        FreeStyleProject inner = team.createProject(FreeStyleProject.class, "inner");
        Logins.keep(Logins.of("global", "u", "p"));
        keep(ml, Logins.of("folders", "u", "p"));
        FolderEnvironments said = new FolderEnvironments();
        said.setCredentialHosts(List.of(
                Logins.list("global", "evil", "**"),
                Logins.list("folders", "evil", "**"),
                Logins.list("inner", "a", "**")));
        team.addProperty(said);
        assertEquals(List.of(), hosts("global", inner));
        assertEquals(List.of(), hosts("folders", inner));
        keep(team, Logins.of("inner", "u", "p"));
        assertEquals(List.of("a"), hosts("inner", inner));
        assertEquals(List.of(), hosts("inner", churn));

        FolderEnvironments outer = new FolderEnvironments();
        outer.setCredentialHosts(List.of(Logins.list("folders", "warehouse", "ml")));
        ml.addProperty(outer);
        Environments.get().setCredentialHosts(List.of(Logins.list("global", "lake", "**")));
        assertEquals(List.of("warehouse", "evil"), hosts("folders", inner)); // each of them must allow it
        assertEquals(List.of("lake", "evil"), hosts("global", inner));
        assertEquals(List.of("lake"), hosts("global", outside));
    }

    @Test
    void theFormKeepsAllAndIsForWhoeverManagesTheFolder() throws Exception {
        Environment inner = new Environment("staging");
        inner.setApprovals(2);
        FolderEnvironments said = property(inner);
        said.setCredentialHosts(List.of(Logins.list("warehouse", "db:5432", "ml")));
        SharedModel churnOfMl = new SharedModel("churn");
        churnOfMl.setReaders("sales/train");
        said.setSharedModels(List.of(churnOfMl));
        MlflowMirror mirror = new MlflowMirror("https://mlflow.example.com");
        mirror.setModels("ml");
        said.setMlflowMirrors(List.of(mirror));
        ml.addProperty(said);
        submit("lead", "2", "3");
        assertEquals(3, EffectiveEnvironments.named("staging", churn).getApprovals());
        FolderEnvironments kept = ml.getProperties().get(FolderEnvironments.class);
        assertEquals("db:5432", kept.getCredentialHosts().get(0).getHosts());
        assertEquals(List.of("sales/train"), kept.getSharedModels().get(0).readerPatterns());
        assertEquals(List.of("ml"), kept.getMlflowMirrors().get(0).modelPatterns());
        submit("dev", "3", "4");
        assertEquals(3, EffectiveEnvironments.named("staging", churn).getApprovals());
        ml.getProperties().remove(FolderEnvironments.class);
        submit("dev", null, null);
        assertNull(ml.getProperties().get(FolderEnvironments.class));
    }

    private void submit(String user, String shown, String approvals) throws Exception {
        HtmlForm form = j.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user)
                .getPage(ml, "configure")
                .getFormByName("config");
        if (shown != null) {
            assertEquals(shown, form.getInputByName("_.approvals").getValue());
            form.getInputByName("_.approvals").setValue(approvals);
        }
        j.submit(form);
    }

    @Test
    void jobDslDefinesIt() throws Exception {
        new DslScriptLoader(new JenkinsJobManagement(System.out, Map.of(), new File("."))).runScript("""
            folder('seeded') {
              properties {
                cd4ml {
                  environments {
                    environment { name('staging'); approvals(2); requiredGates('fairness') }
                  }
                  credentialHosts {
                    credentialHosts { credentialsId('warehouse'); hosts('db:5432'); items('seeded') }
                  }
                }
              }
            }
            """);
        Folder seeded = j.jenkins.getItemByFullName("seeded", Folder.class);
        assertEquals(2, EffectiveEnvironments.named("staging", seeded).getApprovals());
        assertEquals(List.of("db:5432"), hosts("warehouse", seeded));
    }
}
