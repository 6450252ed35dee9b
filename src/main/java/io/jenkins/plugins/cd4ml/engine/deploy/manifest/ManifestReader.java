package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads manifests as {@code kubectl apply -f} reads them: any number of YAML documents or JSON objects in a file, empty
 * ones between them, lists of objects. Every object keeps the line that it begins on.
 */
public final class ManifestReader {
    /** Lists that kubectl takes apart; typed ones such as {@code ConfigMapList} by their ending. */
    private static final String LIST = "List";

    private final String file;
    private final List<ManifestObject> objects = new ArrayList<>();

    private ManifestReader(String file) {
        this.file = file;
    }

    /**
     * @param file what messages call the text
     * @throws InputException with file and line for what is no YAML or describes no object
     */
    public static List<ManifestObject> read(String file, String text) {
        ManifestReader reader = new ManifestReader(file);
        if (text.stripLeading().startsWith("{")) {
            reader.json(text);
        } else {
            reader.yaml(text);
        }
        return reader.objects;
    }

    private void json(String text) {
        try (JsonParser parser = Json.MAPPER.createParser(text);
                MappingIterator<JsonNode> documents = Json.MAPPER.readValues(parser, JsonNode.class)) {
            while (documents.hasNextValue()) {
                int line = parser.currentTokenLocation().getLineNr();
                add(file + " line " + line, documents.nextValue());
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InputException(file + " line " + line + " is not JSON; correct it or write YAML.", e);
        } catch (IOException e) {
            throw new InputException(file + " is not JSON; correct it or write YAML.", e);
        }
    }

    private void yaml(String text) {
        try {
            for (KubernetesYaml.Document document : KubernetesYaml.documents(new StringReader(text))) {
                add(file + " line " + document.line(), document.tree());
            }
        } catch (StackOverflowError e) {
            throw new InputException(file + " line 1 is nested too deeply to be a manifest.", e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InputException(file + " line " + line + " is not YAML: " + e.getProblem() + ".", e);
        } catch (YAMLException e) {
            if (String.valueOf(e.getMessage()).startsWith("Nesting Depth")) {
                throw new InputException(file + " line 1 is nested too deeply to be a manifest.", e);
            }
            throw new InputException(file + " is not YAML: " + first(e.getMessage()) + ".", e);
        }
    }

    private void add(String place, JsonNode tree) {
        if (tree == null || tree.isNull() || tree.isMissingNode()) {
            return; // between two separators there may be nothing
        }
        if (!(tree instanceof ObjectNode json)) {
            throw new InputException(
                    place + " is " + (tree.isArray() ? "a list" : "a single value ('" + shown(tree) + "')")
                            + ", not a Kubernetes object; take it out or describe an object there.");
        }
        String kind = json.path("kind").asText();
        if (kind.endsWith(LIST) && json.path("items").isArray()) {
            int number = 0;
            for (JsonNode item : json.get("items")) {
                number++;
                add(place + " item " + number, typed(item, json, kind));
            }
            return;
        }
        foreign(place, json);
        for (String key : List.of("/apiVersion", "/kind", "/metadata/name")) {
            if (!json.at(key).isTextual() || json.at(key).asText().isBlank()) {
                throw new InputException(
                        place + ": the object has no " + key.substring(1).replace('/', '.') + "; give it one.");
            }
        }
        objects.add(new ManifestObject(place, json));
    }

    /** Items of a typed list, as the API server answers them, do not say what they are. */
    private static JsonNode typed(JsonNode item, ObjectNode list, String kind) {
        if (item instanceof ObjectNode object && !kind.equals(LIST)) {
            if (!object.has("kind")) {
                object.put("kind", kind.substring(0, kind.length() - LIST.length()));
            }
            if (!object.has("apiVersion")) {
                object.set("apiVersion", list.get("apiVersion"));
            }
        }
        return item;
    }

    /** Files of other tools that lie beside manifests. */
    private void foreign(String place, ObjectNode json) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (json.path("kind").asText().equals("Kustomization") || name.matches("kustomization\\.ya?ml|Kustomization")) {
            throw new InputException(place + " is a file of kustomize, which is not run here; render it before"
                    + " (kubectl kustomize DIR > rendered.yaml) and name the rendered file in promote.manifests.");
        }
        if (name.equals("Chart.yaml") || name.equals("values.yaml") && !json.has("kind")) {
            throw new InputException(place + " belongs to a Helm chart, which is not run here; render it before"
                    + " (helm template NAME DIR > rendered.yaml) and name the rendered file in promote.manifests.");
        }
    }

    private static String shown(JsonNode value) {
        String text = value.asText().replaceAll("\\s+", " ");
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static String first(String message) {
        return String.valueOf(message).lines().findFirst().orElse("unreadable").strip();
    }
}
