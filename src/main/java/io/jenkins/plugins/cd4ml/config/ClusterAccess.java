package io.jenkins.plugins.cd4ml.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.AbortException;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.ACL;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;

/** Clients for an environment's cluster. The kubeconfig is read in memory and never written anywhere. */
public final class ClusterAccess {
    private static final int MOST_BYTES = 1 << 20;

    private ClusterAccess() {}

    public static KubernetesClient client(Environment environment, Run<?, ?> run) throws IOException {
        if (environment.getCredentialsId() == null && environment.home() != null) {
            throw new AbortException("The environment " + environment.getName() + " of the folder "
                    + environment.home().getFullName()
                    + " names no kubeconfig; choose one that the folder keeps.");
        }
        if (environment.getCredentialsId() == null && !environment.isControllerServiceAccount()) {
            throw new AbortException(
                    "The environment " + environment.getName() + " names no kubeconfig, and does not say that the"
                            + " controller's own service account is meant; an"
                            + " administrator must choose one of them.");
        }
        return environment.getCredentialsId() == null
                ? Kubeconfigs.ofDefault()
                : Kubeconfigs.confined(kubeconfig(environment, run));
    }

    /**
     * The credential is the environment's, so an administrator or who manages the folder chose it: it is looked up with
     * Jenkins' own rights, among those of this Jenkins or those of the folder.
     *
     * @return the text of the environment's kubeconfig, as it is
     * @throws AbortException when the environment has none
     */
    public static String kubeconfig(Environment environment, Run<?, ?> run) throws IOException {
        List<FileCredentials> found = named(environment.getCredentialsId(), Jenkins.get());
        if (environment.home() instanceof ItemGroup<?> folder) { // who manages a folder lends out what is the folder's
            found = found.isEmpty() ? named(environment.getCredentialsId(), folder) : List.of();
        }
        if (found.isEmpty()) {
            throw new AbortException("The environment " + environment.getName() + " names the credentials '"
                    + environment.getCredentialsId() + "', which do not exist or are no secret file"
                    + (environment.home() == null ? "" : " that the folder itself keeps")
                    + "; an administrator must correct it.");
        }
        FileCredentials credentials = found.get(0);
        CredentialsProvider.track(run, credentials);
        try (InputStream in = credentials.getContent()) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static List<FileCredentials> named(String id, ItemGroup<?> place) {
        return CredentialsProvider.lookupCredentialsInItemGroup(FileCredentials.class, place, ACL.SYSTEM2, List.of())
                .stream()
                .filter(c -> c.getId().equals(id))
                .toList();
    }

    public static String namespace(Environment environment, KubernetesClient client) {
        if (environment.getNamespace() != null) {
            return environment.getNamespace();
        }
        return client.getNamespace() == null ? "default" : client.getNamespace();
    }
}
