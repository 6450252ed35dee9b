package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that is an MLflow project: its {@code MLproject} file, if it has one, its entry points, and the environment
 * that it asks for.
 *
 * @param kind     {@code python_env}, {@code conda_env}, {@code docker_env}; null for none
 * @param described the file of a Python or conda environment, the image of a Docker one
 */
record Mlproject(Path folder, Map<String, EntryPoint> entryPoints, String kind, String described) {
    private static final List<String> KINDS = List.of("docker_env", "python_env", "conda_env");
    private static final Map<String, String> BY_NAME =
            Map.of("python_env", "python_env.yaml", "conda_env", "conda.yaml");

    /** @throws InputException naming the file and what is wrong with it */
    static Mlproject read(Path folder) {
        Path file = find(folder);
        if (file == null) {
            String kind = byName(folder);
            return new Mlproject(folder, Map.of(), kind, kind == null ? null : BY_NAME.get(kind));
        }
        YamlDocument document = YamlDocument.read(file);
        JsonNode root = document.root();
        if (!root.isObject()) {
            throw new InputException(file + " must be a mapping such as 'name: tutorial'.");
        }
        List<String> kinds = KINDS.stream().filter(root::hasNonNull).toList();
        if (kinds.size() > 1) {
            throw new InputException(
                    file + " asks for the environments " + String.join(" and ", kinds) + "; keep one.");
        }
        String kind = kinds.isEmpty() ? byName(folder) : kinds.get(0);
        return new Mlproject(
                folder, entryPoints(file, document, root.path("entry_points")), kind, described(file, root, kind));
    }

    private static Path find(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().equalsIgnoreCase("MLproject"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static String byName(Path folder) {
        return Stream.of("python_env", "conda_env")
                .filter(kind -> Files.exists(folder.resolve(BY_NAME.get(kind))))
                .findFirst()
                .orElse(null);
    }

    private static String described(Path file, JsonNode root, String kind) {
        if (kind == null) {
            return null;
        }
        if (kind.equals("docker_env")) {
            String image = root.get(kind).path("image").asText("");
            if (image.isEmpty()) {
                throw new InputException(file + " has a docker_env without an image.");
            }
            return image;
        }
        String name = root.path(kind).asText(BY_NAME.get(kind));
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (!folder.resolve(name).normalize().startsWith(folder) || !Files.isRegularFile(folder.resolve(name))) {
            throw new InputException(file + " names the " + kind + " " + name + ", which is no file beside it.");
        }
        return name;
    }

    private static Map<String, EntryPoint> entryPoints(Path file, YamlDocument document, JsonNode node) {
        Map<String, EntryPoint> entryPoints = new TreeMap<>();
        node.properties().forEach(entry -> {
            String pointer = "/entry_points/" + entry.getKey();
            JsonNode command = entry.getValue().path("command");
            if (!command.isTextual()) {
                throw new InputException(document.place(pointer) + " has no command.");
            }
            List<Parameter> parameters = new ArrayList<>();
            entry.getValue().path("parameters").properties().forEach(p -> {
                if (!p.getValue().isTextual() && !p.getValue().isObject()) {
                    throw new InputException(document.place(pointer + "/parameters/" + p.getKey())
                            + " must be a type, or {type: …, default: …}, but is " + Json.line(p.getValue()) + ".");
                }
                parameters.add(Parameter.of(p.getKey(), p.getValue()));
            });
            entryPoints.put(entry.getKey(), new EntryPoint(entry.getKey(), parameters, command.asText()));
        });
        return entryPoints;
    }

    /**
     * @param name of an entry point, or a script of the folder
     * @throws InputException with the entry points that there are
     */
    EntryPoint entryPoint(String name) {
        EntryPoint entryPoint = entryPoints.get(name);
        if (entryPoint != null) {
            return entryPoint;
        }
        if (name.endsWith(".py")) {
            return new EntryPoint(name, List.of(), "python " + literal(name));
        }
        if (name.endsWith(".sh")) {
            return new EntryPoint(
                    name, List.of(), "${SHELL:-bash} ".replace("{", "{{").replace("}", "}}") + literal(name));
        }
        throw new InputException("The MLproject in " + folder + " has no entry point '" + name + "'; "
                + (entryPoints.isEmpty()
                        ? "name a .py or .sh file."
                        : "it has " + String.join(", ", entryPoints.keySet()) + "."));
    }

    private static String literal(String name) {
        return Shell.quote(name).replace("{", "{{").replace("}", "}}");
    }
}
