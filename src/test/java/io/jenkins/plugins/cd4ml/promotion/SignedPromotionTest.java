package io.jenkins.plugins.cd4ml.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.VersionSignatures;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An environment that takes signed models only, and the key by which Jenkins signs. */
@WithJenkins
class SignedPromotionTest {
    private final TestKeys trusted = TestKeys.of("secp256r1");
    private final TestKeys other = TestKeys.of("Ed25519");

    private static void key(Credentials credentials) throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().removeIf(c -> c instanceof StringCredentialsImpl);
        SystemCredentialsProvider.getInstance().getCredentials().add(credentials);
    }

    private static Credentials text(String pem) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, "signing", "", Secret.fromString(pem));
    }

    private static WorkflowRun refused(JenkinsRule j, String why) throws Exception {
        WorkflowRun run = j.assertBuildStatus(
                Result.FAILURE,
                j.jenkins
                        .getItemByFullName(GatedBuild.JOB, WorkflowJob.class)
                        .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("alice"))));
        j.assertLogContains(why, run);
        assertEquals(List.of(), Approvals.get().of(run)); // nobody was asked in vain
        return run;
    }

    @Test
    void versionsAreSignedByTheCredentialsKeyAndVerified(JenkinsRule j) throws Exception {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            Environment staging = GatedBuild.setUp(j, cluster);
            staging.setRequireSignature(true);
            refused(j, "takes signed models only, but trusts no key; an administrator must name the public keys.");
            staging.setTrustedKeys(trusted.publicPem());
            refused(j, "staging takes signed models only, and this Jenkins has no signing key");
            Environments.get().setSigningCredentialsId("signing");
            refused(j, "The credentials 'signing', by which models are signed, do not exist");
            key(text(other.privatePem()));
            refused(
                    j,
                    "does not trust the key Ed25519 "
                            + other.signing().trusted().id().substring(0, 16));
            String encrypted = TestKeys.pem("ENCRYPTED PRIVATE KEY", "hunter2".getBytes(StandardCharsets.UTF_8));
            key(text(encrypted));
            WorkflowRun told = refused(j, "The credential 'signing' is an encrypted private key");
            j.assertLogNotContains(encrypted.lines().skip(1).findFirst().orElseThrow(), told);

            key(text(trusted.privatePem()));
            WorkflowRun run = GatedBuild.ask(j);
            GatedBuild.approve(run, "bob");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            ModelVersion version = BuildRecord.registry(run, "churn").existing("churn", 1);
            assertEquals(
                    Set.of(trusted.signing().trusted()),
                    VersionSignatures.verify(version, trusted.trust()).signers());
            String statements = ExportFormat.of("in-toto").render(RunRecord.of(BuildRecord.of(run)));
            assertTrue(
                    statements.contains("\"person\":\"bob\"") && statements.contains("seen the numbers"), statements);
            assertTrue(statements.contains("\"name\":\"environment staging\""), statements);
        }
    }

    @Test
    void aSecretFileDoesAsWell(JenkinsRule j) throws Exception {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            Environment staging = GatedBuild.setUp(j, cluster);
            staging.setRequireSignature(true);
            staging.setTrustedKeys(other.publicPem() + trusted.publicPem());
            key(new FileCredentialsImpl(
                    CredentialsScope.GLOBAL,
                    "signing",
                    "",
                    "signing.pem",
                    SecretBytes.fromBytes(trusted.privatePem().getBytes(StandardCharsets.UTF_8))));
            Environments.get().setSigningCredentialsId("signing");
            WorkflowRun run = GatedBuild.ask(j);
            GatedBuild.approve(run, "bob");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertFalse(
                    VersionSignatures.files(BuildRecord.registry(run, "churn").existing("churn", 1))
                            .isEmpty());
        }
    }
}
