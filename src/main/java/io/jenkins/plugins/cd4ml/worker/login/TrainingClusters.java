package io.jenkins.plugins.cd4ml.worker.login;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import io.jenkins.plugins.cd4ml.config.ClusterAccess;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.ClusterLogin;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The cluster of the environment that {@code train.kubernetes.environment} names, for the worker's environment. The name
 * comes from the repository, so the administrator must have allowed trainings there, and have said that the kubeconfig
 * may be sent to its server from agents.
 */
public final class TrainingClusters {
    private TrainingClusters() {}

    /** @throws AbortException when the environment is unknown, allows no training, or has no usable kubeconfig */
    public static void put(WorkerTask task, FilePath project, Run<?, ?> run, EnvVars env)
            throws IOException, InterruptedException {
        if (!"train-model".equals(task.verb)) {
            return;
        }
        String name = ProjectFile.effective(task, project)
                .at("/train/kubernetes/environment")
                .asText("");
        if (name.isEmpty()) {
            return;
        }
        Environment environment = EffectiveEnvironments.named(name, run.getParent());
        EnvironmentAccess.checkUse(run, environment);
        if (!environment.isTrainingAllowed()) {
            throw new AbortException("The environment " + name + " allows no training, and train.kubernetes.environment"
                    + " names it; an administrator can allow it, or name another one.");
        }
        if (environment.getCredentialsId() == null) {
            throw new AbortException("The environment " + name + " has no kubeconfig, which"
                    + " train.kubernetes.environment needs on the agent; an administrator must choose one.");
        }
        String kubeconfig = ClusterAccess.kubeconfig(environment, run);
        ServerAddress server;
        try (KubernetesClient client = Kubeconfigs.confined(kubeconfig)) { // nor may it run or read anything there
            server = ServerAddress.ofServer(URI.create(client.getMasterUrl().toString()));
        }
        SentCredentials.check(
                run, environment.getCredentialsId(), List.of(server), "the kubeconfig of the environment " + name);
        if (kubeconfig.getBytes(StandardCharsets.UTF_8).length > ClusterLogin.MOST_BYTES) {
            throw new AbortException("The kubeconfig of the environment " + name + " has more than "
                    + ClusterLogin.MOST_BYTES + " bytes; leave other clusters and users out of it.");
        }
        env.put(ClusterLogin.KUBECONFIG, kubeconfig);
        if (environment.getNamespace() != null) {
            env.put(ClusterLogin.NAMESPACE, environment.getNamespace());
        }
    }
}
