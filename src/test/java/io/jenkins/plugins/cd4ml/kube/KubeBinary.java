package io.jenkins.plugins.cd4ml.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds or builds a binary of the test cluster, once per machine: {@code src/test/kube/build} and its like. */
final class KubeBinary {
    /** @param reason why there is none, for the skipped tests; null when there is one */
    record Found(Path path, String reason) {}

    private KubeBinary() {}

    static Found find() {
        return find("src/test/kube/build");
    }

    /** @param build path of the script that builds it, below the project */
    static Found find(String build) {
        Path script = Path.of(System.getProperty("cd4ml.home", "."), build).toAbsolutePath();
        if (!Files.isExecutable(script)) {
            return new Found(null, script + " is missing: kube-apiserver tests skipped");
        }
        try {
            Process process = new ProcessBuilder(script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                int exit = process.waitFor();
                if (exit == 3) {
                    return new Found(null, "no Go toolchain: kube-apiserver tests skipped");
                }
                return exit == 0 && line != null
                        ? new Found(Path.of(line), null)
                        : new Found(null, "the test cluster could not be built: kube-apiserver tests skipped");
            }
        } catch (IOException e) {
            return new Found(null, "no shell to build the test cluster: kube-apiserver tests skipped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Found(null, "interrupted: kube-apiserver tests skipped");
        }
    }
}
