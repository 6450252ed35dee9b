package io.jenkins.plugins.cd4ml.engine.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The virtual environment that an MLflow {@code python_env.yaml} describes, made once for each content of that file and
 * of the requirement files that it names.
 */
public final class PythonEnvironment {
    private static final Pattern VERSION = Pattern.compile("Python (\\d+(\\.\\d+)*)");
    private static final Pattern REQUIREMENTS = Pattern.compile("(-r|--requirement)[ =]?\\s*(\\S+)");
    private static final int NAME = 12;

    private final Path file;
    private final JsonNode described;
    private final String wayOut;
    private String wanted;
    private final Progress progress;

    /**
     * @param wayOut what to set where this node has no such Python, as the end of a sentence
     * @throws InputException when the file is not YAML
     */
    public PythonEnvironment(Path file, String wayOut, Progress progress) {
        this.wayOut = wayOut;
        this.file = file;
        this.progress = progress;
        described = YamlDocument.read(file).root();
        wanted = described.path("python").asText("");
    }

    /** @return the same, content with any Python of the series that the file names: 3.11 for 3.11.4 */
    public PythonEnvironment ofSeries() {
        wanted = wanted.replaceFirst("^(\\d+\\.\\d+).*", "$1");
        return this;
    }

    /**
     * @param cache folder of the environments
     * @return variables with which its programs come first
     * @throws InputException when there is no such Python, or pip cannot install a package
     */
    public Map<String, String> made(Path cache) {
        String python = python();
        Path folder =
                cache.resolve(digest(python).substring(Digests.PREFIX.length()).substring(0, NAME));
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete)) {
            progress.line("making the virtual environment of " + file.getFileName() + " in " + folder);
            emptied(folder);
            tool(
                    "The virtual environment of " + file + " cannot be made",
                    List.of(python, "-m", "venv", folder.toString()));
            install(folder, described.path("build_dependencies"));
            install(folder, described.path("dependencies"));
            try {
                Files.createFile(complete);
            } catch (IOException e) {
                throw new InputException(complete + " cannot be written: " + FileErrors.reason(e) + ".", e);
            }
        }
        return Map.of(
                "VIRTUAL_ENV",
                folder.toString(),
                "PATH",
                folder.resolve("bin") + File.pathSeparator + System.getenv().getOrDefault("PATH", ""));
    }

    private static void emptied(Path folder) {
        try {
            List<Path> old = List.of();
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    old = files.sorted(Comparator.reverseOrder()).toList();
                }
            }
            for (Path each : old) {
                Files.delete(each);
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private void install(Path folder, JsonNode packages) {
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin/python").toString(),
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--quiet"));
        int before = command.size();
        packages.forEach(p -> command.addAll(List.of(p.asText().strip().split("(?<=^-r|^--requirement)[ =]\\s*"))));
        if (command.size() > before) {
            tool("The packages of " + file + " cannot be installed", command);
        }
    }

    private void tool(String failed, List<String> command) {
        ChildProcess.Ended ended = ChildProcess.run(
                command,
                file.toAbsolutePath().getParent(),
                Map.of(),
                Set.of("PYTHONHOME", "PYTHONPATH"),
                progress::line);
        if (ended.exit() != 0) {
            throw new InputException(failed + ": " + ended.lastWords() + ".");
        }
    }

    /** @return the command of a Python of the version that the file names, as many of its numbers as it names */
    private String python() {
        String series = wanted.replaceFirst("^(\\d+\\.\\d+).*", "$1");
        List<String> found = new ArrayList<>();
        for (String name :
                wanted.isEmpty() ? List.of("python3", "python") : List.of("python" + series, "python3", "python")) {
            String version = version(name);
            if (version != null && (wanted.isEmpty() || version.equals(wanted) || version.startsWith(wanted + "."))) {
                return name;
            }
            if (version != null && !found.contains(version)) {
                found.add(version);
            }
        }
        throw new InputException(file + " needs Python " + (wanted.isEmpty() ? "3" : wanted) + ", but this node has "
                + (found.isEmpty() ? "none" : String.join(", ", found))
                + "; install it, change the file, or " + wayOut + ".");
    }

    /** @return the version of that Python; null where there is no such command */
    public static String version(String command) {
        try {
            Process process = new ProcessBuilder(command, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(text);
            return process.waitFor() == 0 && version.find() ? version.group(1) : null;
        } catch (IOException e) {
            return null; // there is no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private String digest(String python) {
        StringBuilder all = new StringBuilder(version(python) + "\n" + described + "\n");
        for (JsonNode one : described.path("dependencies")) {
            Matcher requirements = REQUIREMENTS.matcher(one.asText().strip());
            if (requirements.matches()) {
                Path named = file.resolveSibling(requirements.group(2));
                if (!Files.isRegularFile(named)) {
                    throw new InputException(
                            file + " names " + requirements.group(2) + ", which does not exist beside it.");
                }
                all.append(Digests.of(named)).append('\n');
            }
        }
        return Digests.of(all.toString());
    }
}
