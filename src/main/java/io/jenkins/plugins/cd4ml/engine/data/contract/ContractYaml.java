package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A contract's text: its parts in the shape they must have, and what of it decides nothing or cannot be checked. A value
 * of another shape is refused: read as absent, it would pass in silence.
 */
final class ContractYaml {
    private final YamlDocument yaml;
    private final List<String> unsupported = new ArrayList<>();
    private final Map<String, Contract.Unchecked> unchecked = new LinkedHashMap<>();

    ContractYaml(YamlDocument yaml) {
        this.yaml = yaml;
    }

    JsonNode root() {
        return yaml.root();
    }

    String place(String at) {
        return yaml.place(at);
    }

    InputException mistake(String at, String what) {
        return new InputException(place(at) + what);
    }

    List<String> unsupported() {
        return List.copyOf(unsupported);
    }

    List<Contract.Unchecked> unchecked() {
        return List.copyOf(unchecked.values());
    }

    /** Names what would be checked if it could be. */
    void unsupported(String at, String what) {
        unsupported.add(place(at) + ": " + what);
    }

    /** Counts what decides nothing, such as {@code classification}, with its first place. */
    void unchecked(String at, String key) {
        unchecked(at, key, false);
    }

    /** Counts what the standard lets contracts ask of data and others than these rules must check. */
    void left(String at, String what) {
        unchecked(at, what, true);
    }

    private void unchecked(String at, String key, boolean aboutData) {
        unchecked.merge(
                key,
                new Contract.Unchecked(key, 1, place(at), aboutData),
                (a, b) -> new Contract.Unchecked(key, a.times() + 1, a.first(), a.aboutData() || aboutData));
    }

    /** Sorts the keys of a part into known, {@linkplain #unchecked} and {@linkplain #unsupported}. */
    void only(JsonNode node, ContractKeys keys, String at) {
        node.fieldNames().forEachRemaining(key -> {
            if (keys.documents().contains(key)) {
                unchecked(at + "/" + key, key);
            } else if (!keys.read().contains(key)) {
                unsupported(at + "/" + key, "'" + key + "'");
            }
        });
    }

    /** @return the list of mappings under the key; empty when it is not there */
    JsonNode list(JsonNode node, String key, String at) {
        JsonNode list = node.path(key);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw mistake(at + "/" + key, " must be a list, each part after a dash.");
        }
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                throw mistake(at + "/" + key + "/" + i, " must be a mapping of keys and values.");
            }
        }
        return list;
    }

    /** @return the mapping under the key; an empty node when it is not there */
    JsonNode mapping(JsonNode node, String key, String at) {
        JsonNode mapping = node.path(key);
        if (!mapping.isMissingNode() && !mapping.isNull() && !mapping.isObject()) {
            throw mistake(at + "/" + key, " must be a mapping of keys and values.");
        }
        return mapping;
    }

    boolean flag(JsonNode node, String key, String at) {
        JsonNode flag = node.path(key);
        if (!flag.isMissingNode() && !flag.isNull() && !flag.isBoolean()) {
            throw mistake(at + "/" + key, " must be true or false.");
        }
        return flag.asBoolean();
    }

    /** @return the plain values under the key as texts, a missing one as the empty text; at least one */
    List<String> texts(JsonNode node, String key, String at) {
        JsonNode list = node.path(key);
        if (!list.isArray() || list.isEmpty()) {
            throw mistake(at, " needs a list '" + key + "' with at least one value.");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list) {
            if (value.isContainerNode()) {
                throw mistake(at, ": '" + key + "' must list plain values.");
            }
            texts.add(value.isNull() ? "" : value.asText());
        }
        return texts;
    }

    /** @return as {@link #texts}, without missing ones: rules about missing values say whether there may be any */
    List<String> values(JsonNode node, String key, String at) {
        List<String> all = texts(node, key, at);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!node.path(key).get(i).isNull()) {
                values.add(all.get(i));
            }
        }
        return values;
    }

    String pattern(JsonNode value, String at) {
        if (value.isContainerNode() || value.isNull()) {
            throw mistake(at, " must be a text.");
        }
        try {
            return Pattern.compile(value.asText()).pattern();
        } catch (PatternSyntaxException e) {
            throw new InputException(place(at) + " is not a regular expression: " + e.getDescription() + ".", e);
        }
    }
}
