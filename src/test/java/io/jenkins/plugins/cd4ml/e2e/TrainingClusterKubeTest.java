package io.jenkins.plugins.cd4ml.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.FilePath;
import hudson.model.Result;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A training in the cluster of a named environment, which an administrator has opened to trainings. */
@WithJenkins
@WithKube
class TrainingClusterKubeTest {
    /** Runs the pod's own script where its volumes are. */
    private static final String IN_POD = "[\"/bin/sh\", \"-c\", \"CD4ML_FILES=$(VOLUME:/cd4ml/files)"
            + " CD4ML_HOME=$(VOLUME:/cd4ml/home) exec /bin/sh $(VOLUME:/cd4ml/files)/run.sh\"]";

    private JenkinsRule j;
    private KubeCluster cluster;
    private String namespace;
    private Environment environment;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void anEnvironmentForTrainings(JenkinsRule rule, KubeCluster kube) throws Exception {
        j = rule;
        cluster = kube;
        namespace = cluster.namespace();
        environment = OpenEnvironment.of("gpu-farm");
        environment.setNamespace(namespace);
        environment.setTrainingAllowed(true);
        JenkinsSetUp.only(environment, cluster.kubeconfig());
        job = JenkinsSetUp.pipeline(j, "far", "node { def r = trainModel(); echo \"loss ${r.metrics.loss}\" }");
        Environments.get().setCredentialHosts(List.of(Logins.list("cluster", server(cluster.kubeconfig()), "far")));
        workspace = j.jenkins.getWorkspaceFor(job);
        workspace.child("d.csv").write("a,b\n1,2\n", "UTF-8");
        project("environment: gpu-farm");
    }

    private static String server(String kubeconfig) {
        return URI.create(Config.fromKubeconfig(kubeconfig).getMasterUrl()).getAuthority();
    }

    private void project(String where) throws Exception {
        workspace.child("cd4ml.yaml").write("""
            model: far
            data: {train: {path: d.csv}}
            train:
              command: 'echo "{\\"loss\\": 0.25}" > "$CD4ML_METRICS"; echo weights > "$CD4ML_OUTPUT/model.txt"'
              kubernetes:
                image: python:3
                %s
                annotations: {cd4ml.test/serve-command: '%s'}
            """.formatted(where, IN_POD), "UTF-8");
    }

    @Test
    void theCommandRunsInTheEnvironmentsClusterAndNothingOfItsLoginStays() throws Exception {
        WorkflowRun run = j.buildAndAssertStatus(Result.SUCCESS, job);
        j.assertLogContains("in namespace " + namespace + ": made", run);
        j.assertLogContains("loss 0.25", run);
        try (KubernetesClient client = cluster.client()) {
            assertEquals(
                    0,
                    client.batch()
                            .v1()
                            .jobs()
                            .inNamespace(namespace)
                            .list()
                            .getItems()
                            .size());
        }
        FilePath record = new FilePath(run.getRootDir());
        for (FilePath file : record.list("**")) {
            String bytes = Files.readString(Path.of(file.getRemote()), StandardCharsets.ISO_8859_1);
            assertFalse(bytes.contains("current-context"), file.getRemote());
        }
    }

    @Test
    void aKubeconfigThatNobodyListedIsNotSentToAnAgent() throws Exception {
        Environments.get().setCredentialHosts(List.of(Logins.list("cluster", "k8s.example.com", "far")));
        refused("The credentials 'cluster' may not be sent to " + server(cluster.kubeconfig())
                + ", which the kubeconfig of the environment gpu-farm names;");
    }

    @Test
    void anEnvironmentThatIsNotOpenToTrainingsIsRefused() throws Exception {
        environment.setTrainingAllowed(false);
        refused("The environment gpu-farm allows no training, and train.kubernetes.environment names it; an"
                + " administrator can allow it, or name another one.");
    }

    @Test
    void anotherNamespaceThanTheEnvironmentsIsRefused() throws Exception {
        project("environment: gpu-farm\n    namespace: kube-system");
        refused("is kube-system, but the environment gpu-farm allows " + namespace + " only; leave it out.");
    }

    @Test
    void anUnknownEnvironmentAndOneWithoutAKubeconfigAreRefused() throws Exception {
        project("environment: moon");
        refused("There is no environment 'moon'");
        environment.setCredentialsId(null);
        project("environment: gpu-farm");
        refused("The environment gpu-farm has no kubeconfig, which train.kubernetes.environment needs on the agent");
    }

    @Test
    void aKubeconfigThatRunsProgramsDoesNotReachTheAgent() throws Exception {
        JenkinsSetUp.only(
                environment, cluster.kubeconfig().replaceFirst("(?m)^(\\s*)token: .*$", "$1exec: {command: id}"));
        refused("has 'exec' (id), which would run a program");
    }

    private void refused(String sentence) throws Exception {
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains(sentence, run);
        j.assertLogNotContains("at io.jenkins", run);
    }
}
