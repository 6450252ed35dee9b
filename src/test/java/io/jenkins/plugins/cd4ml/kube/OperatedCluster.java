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
 * A test cluster of its own with the real controllers and webhooks of another project. Of its own, because the webhooks
 * are asked for every pod and end with it.
 */
public final class OperatedCluster implements AutoCloseable {
    private final KubeCluster cluster;
    private final Process process;
    private final Path log;

    private OperatedCluster(KubeCluster cluster, Process process, Path log) {
        this.cluster = cluster;
        this.process = process;
        this.log = log;
    }

    /** Kubeflow Trainer and JobSet, as {@link #start}. */
    public static OperatedCluster trainer() throws IOException {
        return start("Kubeflow Trainer", "trainer");
    }

    /** KServe, as {@link #start}. */
    public static OperatedCluster kserve() throws IOException {
        return start("KServe", "kserve");
    }

    /**
     * Aborts the test where it cannot be built.
     *
     * @param folder below {@code src/test/kube}
     * @throws IOException when it does not become ready; with its log
     */
    private static OperatedCluster start(String project, String folder) throws IOException {
        KubeBinary.Found kube = KubeBinary.find();
        Assumptions.assumeTrue(kube.path() != null, kube.reason());
        KubeBinary.Found controller = KubeBinary.find("src/test/kube/" + folder + "/build");
        Assumptions.assumeTrue(controller.path() != null, project + " could not be built: its tests skipped");
        KubeCluster cluster = KubeCluster.start(kube.path());
        Path files = cluster.kubeconfigFile().resolveSibling(folder);
        Files.createDirectories(files);
        Path log = files.resolve("log");
        Process process = new ProcessBuilder(
                        controller.path().toString(),
                        "--kubeconfig",
                        cluster.kubeconfigFile().toString(),
                        "--dir",
                        files.toString())
                .redirectError(log.toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(out.readLine())) {
            String said = Files.readString(log);
            process.destroyForcibly();
            cluster.close();
            throw new IOException(project + " did not start: " + said);
        }
        return new OperatedCluster(cluster, process, log);
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
