package io.jenkins.plugins.cd4ml.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.BranchController;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.GitServer;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An environment of Jenkins that is deployed to by commits, with a login that Jenkins keeps. */
@WithJenkins
class GitOpsPromotionTest {
    @TempDir
    Path folder;

    private static void login(String id, String password) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", GitServer.USER, password));
    }

    private static WorkflowRun ended(JenkinsRule j, Result expected) throws Exception {
        WorkflowRun run = GatedBuild.ask(j);
        GatedBuild.approve(run, "bob");
        return j.assertBuildStatus(expected, j.waitForCompletion(run));
    }

    @Test
    void buildsPromoteByCommits(JenkinsRule j) throws Exception {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                KubernetesClient client = cluster.client();
                GitServer server = new GitServer(folder.resolve("git"))) {
            Environment staging = GatedBuild.setUp(j, cluster);
            String namespace = client.getNamespace() == null ? "default" : client.getNamespace();
            try (BranchController controller = new BranchController(server, client, namespace)) {
                login("git", GitServer.PASSWORD);
                login("stale", "expired-password");
                staging.setGitRepository(server.url());
                staging.setGitPath("apps/staging");
                staging.setGitCredentialsId("stale");
                WorkflowRun refused = ended(j, Result.FAILURE);
                j.assertLogContains("cannot be read: fatal: Authentication failed for", refused);
                j.assertLogNotContains("expired-password", refused);
                staging.setGitCredentialsId("git");
                WorkflowRun run = ended(j, Result.SUCCESS);
                j.assertLogContains("committed as ", run);
                j.assertLogNotContains(GitServer.PASSWORD, run);
                assertEquals("Deploy churn version 2 in staging", server.git("log", "-1", "--format=%s", "main"));
                assertFalse(server.git("ls-tree", "-r", "--name-only", "main", "--", "apps/staging/churn/")
                        .isEmpty());
            }
            staging.setGitRepository("git@git.example.com:ops/env.git");
            WorkflowRun ssh = j.assertBuildStatus(
                    Result.FAILURE,
                    j.jenkins
                            .getItemByFullName(GatedBuild.JOB, WorkflowJob.class)
                            .scheduleBuild2(0)
                            .get());
            j.assertLogContains("which Jenkins does not push to: give its https address", ssh);
        }
    }
}
