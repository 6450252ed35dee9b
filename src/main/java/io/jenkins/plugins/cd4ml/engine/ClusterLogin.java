package io.jenkins.plugins.cd4ml.engine;

import java.util.Map;

/**
 * The cluster of a named environment, in the environment of the process that trains there: never on a command line,
 * never in a file.
 *
 * @param kubeconfig its text, which runs no programs and reads no files
 * @param namespace  the one namespace that may be used; null for any
 */
public record ClusterLogin(String kubeconfig, String namespace) {
    public static final String KUBECONFIG = "CD4ML_KUBECONFIG";
    public static final String NAMESPACE = "CD4ML_KUBE_NAMESPACE";
    /** What one variable may hold on Linux, less its name. */
    public static final int MOST_BYTES = 120_000;

    /** @return what the process was given, or null */
    public static ClusterLogin of(Map<String, String> environment) {
        String kubeconfig = environment.get(KUBECONFIG);
        return kubeconfig == null ? null : new ClusterLogin(kubeconfig, environment.get(NAMESPACE));
    }

    @Override
    public String toString() {
        return "login to a cluster"; // records print their components, and a kubeconfig is not for printing
    }
}
