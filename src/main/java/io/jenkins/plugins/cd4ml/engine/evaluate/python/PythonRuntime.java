package io.jenkins.plugins.cd4ml.engine.evaluate.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.process.PythonEnvironment;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The section {@code evaluate.python}: in which Python models and functions of the project are asked, and within which
 * limits.
 *
 * @param executable  a command or a path; null for the node's {@code python3}, else {@code python}
 * @param virtualenv  whether a model is asked in the environment of its {@code python_env.yaml}
 * @param seconds     within which each question must be answered
 * @param memory      resident bytes that it may have; 0 for no limit
 * @param environment variables of this process that it gets besides the usual ones
 * @param folder      the project's, where it runs and its environments are kept
 */
public record PythonRuntime(
        String executable,
        boolean virtualenv,
        int seconds,
        long memory,
        List<String> environment,
        Path folder,
        Progress progress) {
    private static final String YAML = "python_env.yaml";
    private static final int SECONDS = 600;
    /** Nothing that a program needs to start, to find its libraries and to count its threads is a secret. */
    private static final Pattern USUAL =
            Pattern.compile("PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TMP|"
                    + "TEMP|LD_LIBRARY_PATH|DYLD_[A-Z_]+|PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|CONDA_(PREFIX|DEFAULT_ENV)|OMP_[A-Z_]+|"
                    + "MKL_[A-Z_]+|OPENBLAS_[A-Z_]+|CUDA_[A-Z_]+|NVIDIA_[A-Z_]+|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|"
                    + "APPDATA|LOCALAPPDATA|PROGRAMDATA|USERPROFILE|NUMBER_OF_PROCESSORS");

    /** The node's Python with the usual limits. */
    public static PythonRuntime usual(Path folder) {
        return new PythonRuntime(null, false, SECONDS, 0, List.of(), folder, Progress.SILENT);
    }

    public static PythonRuntime of(Project project, Progress progress) {
        JsonNode spec = project.section("evaluate").path("python");
        List<String> environment = new ArrayList<>();
        spec.path("environment").forEach(name -> environment.add(name.asText()));
        String executable =
                spec.hasNonNull("executable") ? spec.get("executable").asText() : null;
        if (executable != null && executable.contains("/")) {
            // not resolved: what a link to a Python means depends on where it lies
            executable = project.folder().resolve(executable).toString();
        }
        return new PythonRuntime(
                executable,
                spec.path("envManager").asText("local").equals("virtualenv"),
                spec.path("seconds").asInt(SECONDS),
                spec.path("memory").asLong(0) << 20,
                environment,
                project.folder(),
                progress);
    }

    /** @return variables with which the model's own environment comes first; empty where it is asked in the node's */
    Map<String, String> made(Path model) {
        if (!virtualenv || model == null) {
            return Map.of();
        }
        Path file = model.resolve(YAML);
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    model + " has no " + YAML + ", which evaluate.python.envManager: virtualenv makes an"
                            + " environment of; log the model with MLflow, or set envManager: local.");
        }
        synchronized (PythonRuntime.class) {
            return new PythonEnvironment(file, "set evaluate.python.envManager: local", progress)
                    .ofSeries()
                    .made(folder.resolve(".cd4ml/environments"));
        }
    }

    /** @param made of {@link #made} */
    String command(Map<String, String> made) {
        if (made.containsKey("VIRTUAL_ENV")) {
            return Path.of(made.get("VIRTUAL_ENV")).resolve("bin/python").toString();
        }
        if (executable != null) {
            return executable;
        }
        return Stream.of("python3", "python")
                .filter(name -> PythonEnvironment.version(name) != null)
                .findFirst()
                .orElseThrow(() -> new InputException("This node has no python3, which the model needs; install it, or"
                        + " name one by evaluate.python.executable."));
    }

    /** @return the variables of the child: none that could hold a secret, unless it is named */
    Map<String, String> variables(Map<String, String> made) {
        Map<String, String> variables = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (USUAL.matcher(name.toUpperCase(java.util.Locale.ROOT)).matches() || environment.contains(name)) {
                variables.put(name, value);
            }
        });
        String path = variables.get("PYTHONPATH");
        if (made.isEmpty()) { // what was pickled by a class of the project is found in the project
            variables.put("PYTHONPATH", path == null ? folder.toString() : path + File.pathSeparator + folder);
        } else {
            variables.put("PYTHONPATH", folder.toString());
            variables.remove("PYTHONHOME");
        }
        variables.putAll(made);
        variables.putAll(Map.of(
                "PYTHONUNBUFFERED", "1",
                "PYTHONDONTWRITEBYTECODE", "1",
                "PYTHONIOENCODING", "utf-8",
                "PYTHONHASHSEED", "0",
                "MLFLOW_DISABLE_TELEMETRY", "true",
                "DO_NOT_TRACK", "true"));
        return variables;
    }
}
