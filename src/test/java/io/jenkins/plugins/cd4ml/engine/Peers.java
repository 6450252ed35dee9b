package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The Python packages that tests are held against: the environment that {@code src/test/python/build} makes. Its Python
 * is named by the system property {@code cd4ml.peers.python} or the variable {@code CD4ML_PEERS_PYTHON} (./verify sets
 * it); a test that asks for it without is skipped.
 */
public final class Peers {
    private Peers() {}

    /** @return the peers' Python; skips the test where there is none */
    public static Path python() {
        String given = System.getProperty("cd4ml.peers.python", System.getenv("CD4ML_PEERS_PYTHON"));
        assumeTrue(given != null, "the Python peers (MLflow, scikit-learn): CD4ML_PEERS_PYTHON is not set");
        assumeTrue(Files.isExecutable(Path.of(given)), "the Python peers (MLflow, scikit-learn): no " + given);
        return Path.of(given);
    }

    /** @return the folder with the client of MLflow 2, to be put first on {@code PYTHONPATH} */
    public static Path mlflow2() {
        Path folder = python().getParent().resolveSibling("mlflow2");
        assumeTrue(Files.isDirectory(folder.resolve("mlflow")), "the Python peers: no MLflow 2 in " + folder);
        return folder;
    }

    /** @return the Python with Great Expectations and Evidently; skips the test where there is none */
    public static Path checks() {
        return python("CD4ML_CHECKS_PYTHON", "Great Expectations, Evidently");
    }

    /** @return the Python with the official libraries of export formats; skips the test where there is none */
    public static Path standards() {
        return python("CD4ML_STANDARDS_PYTHON", "CycloneDX, SPDX, in-toto, PROV, OpenLineage, model-signing");
    }

    private static Path python(String variable, String what) {
        String given = System.getenv(variable);
        assumeTrue(given != null, "the Python peers (" + what + "): " + variable + " is not set");
        assumeTrue(Files.isExecutable(Path.of(given)), "the Python peers (" + what + "): no " + given);
        return Path.of(given);
    }

    /** @return the folder with xgboost and pytest for the peers' Python, to be put on {@code PYTHONPATH} */
    public static Path models() {
        String given = System.getenv("CD4ML_MODELS_PYTHONPATH");
        assumeTrue(given != null, "the Python peers (xgboost, pytest): CD4ML_MODELS_PYTHONPATH is not set");
        assumeTrue(Files.isDirectory(Path.of(given)), "the Python peers (xgboost, pytest): no " + given);
        return Path.of(given);
    }

    /** @return a Python with torch; skips the test where there is none */
    public static Path torch() {
        String given = System.getenv("CD4ML_TORCH_PYTHON");
        assumeTrue(given != null, "PyTorch for Python (Debian's python3-torch): CD4ML_TORCH_PYTHON is not set");
        return Path.of(given);
    }

    /**
     * Runs the peers' Python to its end.
     *
     * @return what it wrote to its standard output
     * @throws AssertionError with all that it wrote when it does not end with 0 within {@code seconds}
     */
    public static String run(Path directory, Map<String, String> environment, long seconds, String... arguments)
            throws IOException, InterruptedException {
        return run(python(), directory, environment, seconds, arguments);
    }

    /** As {@link #run(Path, Map, long, String...)}, with another Python. */
    public static String run(
            Path python, Path directory, Map<String, String> environment, long seconds, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("peer", ".err");
        Path output = Files.createTempFile("peer", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", arguments)
                        + (ended ? " ended with " + process.exitValue() : " did not end in " + seconds + " s") + "\n"
                        + text
                        + Files.readString(errors, StandardCharsets.UTF_8));
            }
            return text;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(errors);
            Files.deleteIfExists(output);
        }
    }
}
