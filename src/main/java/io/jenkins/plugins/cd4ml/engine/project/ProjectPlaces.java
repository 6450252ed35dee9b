package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where each value of a project stands: in {@code cd4ml.yaml}, or in the file of features that was merged into it.
 * Immutable.
 */
final class ProjectPlaces {
    private static final String FEATURES = "/features/";

    private final YamlDocument document;
    private final Map<String, YamlDocument> features;

    ProjectPlaces(YamlDocument document, Map<String, YamlDocument> features) {
        this.document = document;
        this.features = new TreeMap<>(features);
    }

    /**
     * @return the document with the features of the files in its section
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when features are there and in a file
     */
    ObjectNode merged() {
        ObjectNode root = ((ObjectNode) document.root()).deepCopy();
        if (features.isEmpty() || root.has("features") && !root.get("features").isObject()) {
            return root; // the schema says what is wrong with it
        }
        ObjectNode section = root.withObjectProperty("features");
        features.forEach((name, file) -> {
            if (section.has(name)) {
                throw FeatureFiles.twice(name, document.place(FEATURES + name), file.place(""));
            }
            section.set(name, file.root());
        });
        return root;
    }

    String name() {
        return document.name();
    }

    /** @return {@code cd4ml.yaml line 12 (gates[2].metric)} or {@code features/age.yaml line 2 (entity)} */
    String place(String pointer) {
        String name = file(pointer);
        return name == null
                ? document.place(pointer)
                : features.get(name).place(pointer.substring(FEATURES.length() + name.length()));
    }

    /** @return the path of the file that has the value, as it was given */
    String path(String pointer) {
        String name = file(pointer);
        return name == null ? document.name() : features.get(name).name();
    }

    /** In the order in which one reads: {@code cd4ml.yaml} first, then file by file, each from its top. */
    Comparator<String> order() {
        List<String> names = List.copyOf(features.keySet());
        return Comparator.<String>comparingInt(pointer -> names.indexOf(file(pointer) == null ? "" : file(pointer)))
                .thenComparingInt(this::line);
    }

    private int line(String pointer) {
        String name = file(pointer);
        return name == null
                ? document.line(pointer)
                : features.get(name).line(pointer.substring(FEATURES.length() + name.length()));
    }

    /** @return the name of the features whose file has the value; null for cd4ml.yaml */
    private String file(String pointer) {
        if (!pointer.startsWith(FEATURES)) {
            return null;
        }
        String name = pointer.substring(FEATURES.length()).split("/", 2)[0];
        return features.containsKey(name) ? name : null;
    }
}
