package io.jenkins.plugins.cd4ml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import java.util.List;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class EnvironmentsFormTest {
    private static final TestKeys KEYS = TestKeys.of("Ed25519");

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void theFormSavesKeepsOverARestartAndRemovesTheLastOne() throws Throwable {
        sessions.then(j -> {
            Environment staging = new Environment("staging");
            staging.setApprovals(2);
            staging.setApprovers("bob carol");
            staging.setReasonRequired(true);
            staging.setTrainingAllowed(true);
            staging.setNamespace("models");
            staging.setExpiryHours(5);
            staging.setItems("ml/churn/main\nml/fraud");
            staging.setRequiredEnvironment("test");
            staging.setRequiredHours(12);
            staging.setUnmappedAuthors("refuse");
            staging.setFreezes(List.of(new Freeze("FRI 16:00", "MON 08:00")));
            staging.setControllerServiceAccount(true);
            staging.setRequireSignature(true);
            staging.setTrustedKeys(KEYS.publicPem());
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new StringCredentialsImpl(
                            CredentialsScope.GLOBAL, "signing", "", Secret.fromString(KEYS.privatePem())));
            SystemCredentialsProvider.getInstance().save();
            Environments.get().setSigningCredentialsId("signing");
            Environments.get().setEnvironments(List.of(staging));
            Environments.get()
                    .setCredentialHosts(List.of(Logins.list("warehouse", "db:5432\n*.db.example.com/shop", "ml")));
            MlflowMirror mirror = new MlflowMirror("https://mlflow.example.com");
            mirror.setCredentialsId("token");
            mirror.setModels("ml/churn\nrisk");
            Environments.get().setMlflowMirrors(List.of(mirror));
            HtmlForm form = j.createWebClient().goTo("configure").getFormByName("config");
            form.getInputByName("_.packRepository").setValue("https://mirror.example.com/maven2/");
            j.submit(form);
        });
        sessions.then(j -> {
            Environment staging = Environments.get().named("staging");
            assertEquals(2, staging.getApprovals());
            assertEquals("bob carol", staging.getApprovers());
            assertTrue(staging.isReasonRequired());
            assertTrue(staging.isTrainingAllowed());
            assertEquals("models", staging.getNamespace());
            assertEquals(5, staging.getExpiryHours());
            assertNull(staging.getCredentialsId());
            assertEquals(List.of("ml/churn/main", "ml/fraud"), staging.itemPatterns());
            assertEquals("test", staging.getRequiredEnvironment());
            assertEquals(12, staging.getRequiredHours());
            assertEquals("refuse", staging.getUnmappedAuthors());
            assertEquals("MON 08:00", staging.getFreezes().get(0).getTo());
            assertTrue(staging.isControllerServiceAccount());
            assertTrue(staging.isRequireSignature());
            assertEquals(KEYS.publicPem(), staging.getTrustedKeys());
            assertEquals("signing", Environments.get().getSigningCredentialsId());
            assertTrue(Environments.get()
                    .doCheckSigningCredentialsId("signing")
                    .getMessage()
                    .contains("BEGIN PUBLIC KEY"));
            assertEquals(FormValidation.Kind.ERROR, Environments.get().doCheckSigningCredentialsId("none").kind);
            assertEquals(
                    "https://mirror.example.com/maven2/", Environments.get().getPackRepository());
            CredentialHosts warehouse = Environments.get().getCredentialHosts().get(0);
            assertEquals("warehouse", warehouse.getCredentialsId());
            assertEquals(
                    List.of("db:5432", "*.db.example.com/shop"),
                    warehouse.allowed().patterns());
            assertEquals(List.of("ml"), warehouse.itemPatterns());
            MlflowMirror mirror = Environments.get().getMlflowMirrors().get(0);
            assertEquals("https://mlflow.example.com", mirror.getServer());
            assertEquals("token", mirror.getCredentialsId());
            assertEquals(List.of("ml/churn", "risk"), mirror.modelPatterns());
            assertEquals("", mirror.getPrefix());
            HtmlPage page = j.createWebClient().goTo("configure");
            HtmlElement delete =
                    page.getFirstByXPath("//div[@name='environments']//button[contains(., 'Delete environment')]");
            delete.click();
            HtmlElement credential =
                    page.getFirstByXPath("//div[@name='credentialHosts']//button[contains(., 'Delete credential')]");
            credential.click();
            HtmlElement shown =
                    page.getFirstByXPath("//div[@name='mlflowMirrors']//button[contains(., 'Delete mirror')]");
            shown.click();
            j.submit(page.getFormByName("config"));
            assertEquals(List.of(), Environments.get().getMlflowMirrors());
            assertEquals(List.of(), Environments.get().getEnvironments());
            assertEquals(List.of(), Environments.get().getCredentialHosts());
        });
        sessions.then(j -> assertEquals(List.of(), Environments.get().getEnvironments()));
    }
}
