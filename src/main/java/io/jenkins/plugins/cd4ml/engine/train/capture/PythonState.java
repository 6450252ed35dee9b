package io.jenkins.plugins.cd4ml.engine.train.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Python that a command names: version, path, and the packages that {@code pip freeze} lists, asked from Python itself
 * because pip is slow and often absent; packages of a conda environment from its own records.
 */
final class PythonState {
    private static final Pattern INTERPRETER =
            Pattern.compile("(?:^|[\\s;&|(])((?:[^\\s;&|(]*/)?python[0-9.]*)(?=\\s)");
    private static final String SCRIPT = "import sys, json, importlib.metadata as m\n"
            + "p = sorted({d.metadata['Name'] + '==' + d.version for d in m.distributions() if d.metadata['Name']},"
            + " key=str.lower)\n"
            + "print(json.dumps({'version': sys.version.split()[0], 'executable': sys.executable, 'packages': p}))";

    private PythonState() {}

    /** @return null where the command names no Python, or that one cannot be asked */
    static ObjectNode of(String command, Path directory, Map<String, String> environment, Set<String> without) {
        Matcher named = INTERPRETER.matcher(" " + command + " ");
        String interpreter = named.find() ? named.group(1) : command.contains(".py") ? "python3" : null;
        if (interpreter == null) {
            return null;
        }
        ObjectNode state = ask(interpreter, directory, environment, without);
        String conda = environment.getOrDefault("CONDA_PREFIX", System.getenv("CONDA_PREFIX"));
        if (state != null && conda != null) {
            state.set("conda", conda(Path.of(conda)));
        }
        return state;
    }

    private static ObjectNode ask(
            String interpreter, Path directory, Map<String, String> environment, Set<String> without) {
        try {
            StringBuilder answer = new StringBuilder();
            ChildProcess.Ended ended = ChildProcess.run(
                    List.of(interpreter, "-c", SCRIPT), directory, environment, without, answer::append);
            int from = answer.indexOf("{\"version\"");
            JsonNode node = ended.exit() == 0 && from >= 0 ? Json.MAPPER.readTree(answer.substring(from)) : null;
            return node instanceof ObjectNode object ? object : null;
        } catch (InputException | JsonProcessingException e) {
            return null; // it is not there: the command itself will say so
        }
    }

    private static ObjectNode conda(Path prefix) {
        ObjectNode conda = Json.object().put("prefix", prefix.toString());
        try (Stream<Path> files = Files.list(prefix.resolve("conda-meta"))) {
            files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".json"))
                    .map(f -> f.substring(0, f.length() - ".json".length()))
                    .sorted()
                    .forEach(conda.withArray("packages")::add);
        } catch (IOException e) {
            conda.put("packages", "unreadable");
        }
        return conda;
    }
}
