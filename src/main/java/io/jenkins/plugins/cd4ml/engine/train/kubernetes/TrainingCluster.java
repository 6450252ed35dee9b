package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.cd4ml.engine.ClusterLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * The cluster that a training runs in, and the namespace: of the environment that {@code train.kubernetes.environment}
 * names, whose kubeconfig a step brings along; else, and at the local tool always, the one that {@code kubectl} would
 * take on this machine. The caller closes the client.
 */
record TrainingCluster(KubernetesClient client, String namespace) implements AutoCloseable {
    /** @param variables of this process */
    static TrainingCluster of(TrainingJob job, Map<String, String> variables) {
        JsonNode block = job.spec().get("kubernetes");
        ClusterLogin login = block.has("environment") ? ClusterLogin.of(variables) : null;
        String asked = block.path("namespace").asText(null);
        if (login != null && login.namespace() != null) {
            if (asked != null && !asked.equals(login.namespace())) {
                throw new InputException(job.project().place("/train/kubernetes/namespace") + " is " + asked
                        + ", but the environment "
                        + block.get("environment").asText() + " allows " + login.namespace()
                        + " only; leave it out.");
            }
            asked = login.namespace();
        }
        Config config = login == null ? local() : Config.fromKubeconfig(login.kubeconfig());
        String namespace = asked == null ? config.getNamespace() : asked;
        if (namespace == null) {
            throw new InputException(
                    job.project().place("/train/kubernetes") + " names no namespace, and neither does the kubeconfig.");
        }
        return new TrainingCluster(
                new KubernetesClientBuilder().withConfig(config).build(), namespace);
    }

    private static Config local() {
        Collection<String> files = Config.getKubeconfigFilenames();
        boolean any = files.stream().anyMatch(file -> Files.isRegularFile(Path.of(file)));
        if (!any && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw new InputException("There is no kubeconfig (" + String.join(", ", files)
                    + " does not exist), which train.kubernetes needs on this node; set KUBECONFIG"
                    + ", or name an environment under train.kubernetes.environment.");
        }
        return Config.autoConfigure(null);
    }

    @Override
    public void close() {
        client.close();
    }
}
