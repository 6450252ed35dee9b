package io.jenkins.plugins.cd4ml.engine.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.Kubeconfigs;
import io.jenkins.plugins.cd4ml.engine.deploy.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code promote-model} and {@code roll-back-model} are told on the command line. */
final class Promote {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ENVIRONMENT",
            defaultValue = "staging",
            description = "The environment's name (default: staging).")
    String environment;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Default: as kubectl, KUBECONFIG or ~/.kube/config.")
    Path kubeconfig;

    @Option(names = "--namespace", paramLabel = "NS", description = "Default: the kubeconfig's current one.")
    String namespace;

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
    String why;

    @Option(
            names = "--allow-kind",
            paramLabel = "KIND",
            description = "Besides ConfigMap, Deployment and Service, e.g. Ingress.")
    Set<String> kinds = new LinkedHashSet<>();

    @Option(names = "--take-over", description = "Take over fields of objects that another field manager owns.")
    boolean takeOver;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "For the rollout (default: 300).")
    int seconds = 300;

    KubernetesClient client() {
        return kubeconfig == null ? Kubeconfigs.ofDefault() : Kubeconfigs.of(kubeconfig);
    }

    Environment environment(KubernetesClient client) {
        Set<String> allowed = new LinkedHashSet<>(Environment.DEFAULT_KINDS);
        allowed.addAll(kinds);
        String current = client.getNamespace() == null ? "default" : client.getNamespace();
        return new Environment(environment, namespace == null ? current : namespace, allowed);
    }

    Timeouts timeouts() {
        return Timeouts.DEFAULT.withRollout(Duration.ofSeconds(seconds));
    }

    static String who() {
        return System.getProperty("user.name", "unknown");
    }
}
