package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The definitions of features that stand in files of their own, {@code features/*.yaml} beside {@code cd4ml.yaml}. Each
 * file is one definition, named by its key {@code name} or, without one, by the file.
 */
final class FeatureFiles {
    static final String FOLDER = "features";
    private static final int MOST = 1000;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}"; // as a dataset's, for it becomes one

    private FeatureFiles() {}

    /**
     * @param project the project's folder
     * @return the files by the name of what they define, in that order; the key {@code name} is taken out
     * @throws InputException when a file is no definition, leads out of the project, or two have one name
     */
    static Map<String, YamlDocument> read(Path project) {
        Map<String, YamlDocument> documents = new TreeMap<>();
        Path folder = project.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return documents;
        }
        for (Path file : list(folder)) {
            requireInside(file, project);
            YamlDocument document = YamlDocument.read(file);
            String name = name(file, document);
            YamlDocument other = documents.putIfAbsent(name, document);
            if (other != null) {
                throw twice(name, other.place(""), document.place(""));
            }
        }
        return documents;
    }

    private static void requireInside(Path file, Path project) {
        try {
            if (!file.toRealPath().startsWith(project.toRealPath())) {
                throw new InputException(
                        printable(file) + " is a link that leads out of the project; put the file there itself.");
            }
            if (!Files.isRegularFile(file)) { // reading a pipe would wait for ever
                throw new InputException(printable(file) + " is not a file; features are defined in files.");
            }
        } catch (IOException e) {
            throw new InputException(printable(file) + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    static InputException twice(String name, String here, String there) {
        return new InputException(
                here + " and " + there + " both define the features '" + name + "'; give one of them another name.");
    }

    private static List<Path> list(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("(?is)[^.].*\\.ya?ml"))
                    .limit(MOST + 1)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        if (files.size() > MOST) {
            throw new InputException(
                    folder + " has more than " + MOST + " YAML files; that many features are a mistake.");
        }
        return files;
    }

    private static String name(Path file, YamlDocument document) {
        if (!(document.root() instanceof ObjectNode definition)) {
            throw new InputException(document.place("") + " must be a mapping with 'rows', 'entity', 'at' and 'from'.");
        }
        if (definition.isEmpty()) {
            throw new InputException(
                    printable(file) + " is empty; it must have 'rows', 'entity', 'at' and 'from', or be removed.");
        }
        JsonNode given = definition.remove("name");
        if (given == null) {
            String name = file.getFileName().toString().replaceFirst("(?i)\\.ya?ml$", "");
            if (!name.matches(NAME)) {
                throw new InputException(printable(file) + ": '" + printable(Path.of(name))
                        + "' cannot be the name of features; rename the file or write a 'name:' of letters, digits, _"
                        + " and - into it.");
            }
            return name;
        }
        if (!given.isTextual() || !given.asText().matches(NAME)) {
            throw new InputException(
                    document.place("/name") + ": the name must be a text of letters, digits, _ and -, at most 63.");
        }
        return given.asText();
    }

    /** A file's name may hold line ends, which would make two lines of one message. */
    private static String printable(Path file) {
        return file.toString().replaceAll("\\p{Cntrl}", "?");
    }
}
