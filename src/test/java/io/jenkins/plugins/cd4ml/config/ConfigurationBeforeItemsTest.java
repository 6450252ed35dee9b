package io.jenkins.plugins.cd4ml.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.AdministrativeMonitor;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An update finds the configuration of a version that knew no items. */
@WithJenkins
class ConfigurationBeforeItemsTest {
    private static final String STORED = """
        <?xml version='1.1' encoding='UTF-8'?>
        <io.jenkins.plugins.cd4ml.config.Environments plugin="cd4ml@0.1">
          <environments>
            <io.jenkins.plugins.cd4ml.config.Environment>
              <name>production</name>
              <credentialsId>prod-cluster</credentialsId>
              <namespace>models</namespace>
              <approvals>2</approvals>
              <approvers>bob</approvers>
              <requesterMayApprove>false</requesterMayApprove>
              <reasonRequired>true</reasonRequired>
              <expiryHours>24</expiryHours>
              <kinds>Deployment</kinds>
              <rolloutMinutes>5</rolloutMinutes>
              <trainingAllowed>false</trainingAllowed>
            </io.jenkins.plugins.cd4ml.config.Environment>
            <io.jenkins.plugins.cd4ml.config.Environment>
              <name>staging</name>
              <approvals>0</approvals>
              <approvers></approvers>
              <requesterMayApprove>false</requesterMayApprove>
              <reasonRequired>false</reasonRequired>
              <expiryHours>72</expiryHours>
              <kinds>Deployment Service ConfigMap</kinds>
              <rolloutMinutes>10</rolloutMinutes>
              <trainingAllowed>true</trainingAllowed>
            </io.jenkins.plugins.cd4ml.config.Environment>
          </environments>
        </io.jenkins.plugins.cd4ml.config.Environments>
        """;

    private JenkinsRule j;
    private Environments all;

    @BeforeEach
    void update(JenkinsRule rule) throws Exception {
        j = rule;
        Path file = j.jenkins.getRootDir().toPath().resolve("io.jenkins.plugins.cd4ml.config.Environments.xml");
        Files.writeString(file, STORED);
        all = Environments.get();
        all.load();
    }

    @Test
    void whatWasConfiguredStaysAndNoJobIsLetIn() throws Exception {
        Environment production = all.named("production");
        assertEquals(2, production.getApprovals());
        assertEquals(List.of("bob"), production.approverIds());
        assertEquals(24, production.getExpiryHours());
        assertEquals(List.of("Deployment"), production.allowedKinds());
        assertEquals("prod-cluster", production.getCredentialsId());
        assertEquals(List.of(), production.itemPatterns());
        assertEquals(List.of(), production.allowedRegistries());
        assertEquals("ignore", production.getUnmappedAuthors());
        FreeStyleProject churn = j.createFreeStyleProject("churn");
        Run<?, ?> run = j.buildAndAssertSuccess(churn);
        for (String name : List.of("production", "staging")) {
            Environment here = EffectiveEnvironments.named(name, churn);
            assertEquals(
                    AccessRefusedException.Reason.NOT_LISTED,
                    assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.check(run, here))
                            .reason());
        }
    }

    @Test
    void theAdministratorIsToldUntilTheJobsAreListed() throws Exception {
        EnvironmentsWithoutItems monitor = AdministrativeMonitor.all().get(EnvironmentsWithoutItems.class);
        assertTrue(monitor.isActivated());
        assertEquals(List.of("production", "staging"), monitor.getWithoutItems());
        assertEquals(List.of("staging"), monitor.getWithoutCluster());
        assertThat(
                j.createWebClient().goTo("manage").getBody().asNormalizedText(), containsString("production, staging"));
        all.named("production").setItems("churn");
        all.named("staging").setItems("churn");
        all.named("staging").setControllerServiceAccount(true);
        all.save();
        all.load();
        assertFalse(monitor.isActivated());
    }
}
