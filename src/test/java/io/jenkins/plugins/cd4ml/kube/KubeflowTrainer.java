package io.jenkins.plugins.cd4ml.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A test cluster of its own with the real controllers and webhooks of Kubeflow Trainer and JobSet: {@code
 * src/test/kube/trainer}. Of its own, because the webhooks are asked for every pod and end with it.
 */
public final class KubeflowTrainer implements AutoCloseable {
    private final KubeCluster cluster;
    private final Process process;
    private final Path log;

    private KubeflowTrainer(KubeCluster cluster, Process process, Path log) {
        this.cluster = cluster;
        this.process = process;
        this.log = log;
    }

    /** Aborts the test where it cannot be built. @throws IOException when it does not become ready; with its log */
    public static KubeflowTrainer start() throws IOException {
        KubeBinary.Found kube = KubeBinary.find();
        Assumptions.assumeTrue(kube.path() != null, kube.reason());
        KubeBinary.Found trainer = KubeBinary.find("src/test/kube/trainer/build");
        Assumptions.assumeTrue(trainer.path() != null, "Kubeflow Trainer could not be built: its tests skipped");
        KubeCluster cluster = KubeCluster.start(kube.path());
        Path folder = cluster.kubeconfigFile().resolveSibling("trainer");
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        trainer.path().toString(),
                        "--kubeconfig",
                        cluster.kubeconfigFile().toString(),
                        "--dir",
                        folder.toString())
                .redirectError(log.toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(out.readLine())) {
            String said = Files.readString(log);
            process.destroyForcibly();
            cluster.close();
            throw new IOException("Kubeflow Trainer did not start: " + said);
        }
        return new KubeflowTrainer(cluster, process, log);
    }

    public KubeCluster cluster() {
        return cluster;
    }

    /** @return what the controllers wrote */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        cluster.close();
    }
}
