package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code promote-model} and {@code roll-back-model} are told on the command line. */
public final class PromotionOptions {
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
    public String why;

    @Option(
            names = "--allow-kind",
            paramLabel = "KIND",
            description = "Besides ConfigMap, Deployment and Service, e.g. Ingress.")
    Set<String> kinds = new LinkedHashSet<>();

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "The Prometheus that a canary asks (default: the Service that promote.canary names).")
    String prometheus;

    @Option(
            names = "--git-repository",
            paramLabel = "URL",
            description =
                    "The repository that a controller deploys the environment from; it gets commits instead of the"
                            + " cluster. A login is CD4ML_GIT_LOGIN=user:password, or SSH's.")
    String repository;

    @Option(names = "--git-branch", paramLabel = "BRANCH", description = "Of that repository (default: main).")
    String branch;

    @Option(
            names = "--git-path",
            paramLabel = "FOLDER",
            description = "Of that repository, with a folder for each model (default: the environment's name).")
    String path;

    @Option(names = "--take-over", description = "Take over fields of objects that another field manager owns.")
    public boolean takeOver;

    @Option(
            names = "--signing-key",
            paramLabel = "PEM",
            description = "File with the private key that signs the version in the registry.")
    Path signing;

    @Option(
            names = "--trusted-key",
            paramLabel = "PEM",
            description = "File with public keys: only a version that one of them signed is put into service.")
    List<Path> trusted = new ArrayList<>();

    /** @return the key that signs; null for none */
    public SigningKey signingKey() {
        return signing == null ? null : SigningKey.read(signing);
    }

    public KubernetesClient client() {
        return kubeconfig == null ? Kubeconfigs.ofDefault() : Kubeconfigs.of(kubeconfig);
    }

    /** @return whether the environment is known without a kubeconfig */
    public boolean namesNamespace() {
        return namespace != null;
    }

    /** @param client null where the command line {@linkplain #namesNamespace names} the namespace */
    public Environment environment(KubernetesClient client) {
        Set<String> allowed = new LinkedHashSet<>(Environment.DEFAULT_KINDS);
        allowed.addAll(kinds);
        String current = client == null || client.getNamespace() == null ? "default" : client.getNamespace();
        Trust trust = trusted.isEmpty() ? null : Trust.any(TrustedKey.read(trusted));
        String chosen = namespace == null ? current : namespace;
        GitRepository deployed = repository == null
                ? null
                : new GitRepository(
                        repository, branch, path == null ? environment : path, GitLogin.of(System.getenv()));
        return new Environment(environment, chosen, allowed, Set.of(), trust, prometheus).in(deployed);
    }

    /** Runs it so that Ctrl-C interrupts it and waits until it has put back what was there. */
    public static Outcome interruptible(Progress progress, Supplier<Outcome> work) {
        Thread worker = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            worker.interrupt();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Outcome outcome = work.get();
            if (Thread.currentThread().isInterrupted()) {
                progress.line("NO: " + outcome.sentence()); // the process ends before anybody else could say it
            }
            return outcome;
        } finally {
            if (!Thread.currentThread().isInterrupted()) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            done.countDown();
        }
    }

    public static String who() {
        return System.getProperty("user.name", "unknown");
    }
}
