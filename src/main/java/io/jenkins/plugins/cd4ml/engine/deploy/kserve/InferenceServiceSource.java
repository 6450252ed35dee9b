package io.jenkins.plugins.cd4ml.engine.deploy.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Placeholders;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the InferenceService of {@code promote.kserve}: v1beta1, one predictor with one model. Immutable. */
final class InferenceServiceSource {
    private static final String PLACE = "cd4ml.yaml, promote.kserve";
    /** Formats by the ending of a model's file, as KServe's own runtimes call them. */
    private static final Map<String, String> FORMATS = new TreeMap<>(Map.of(
            ".onnx", "onnx",
            ".pmml", "pmml",
            ".joblib", "sklearn",
            ".pkl", "sklearn",
            ".bst", "xgboost",
            ".ubj", "xgboost",
            ".savedmodel", "tensorflow",
            ".mar", "pytorch"));

    private final ObjectNode section;
    private final DeployedModel model;

    /** @throws InputException for a placeholder that is not known, and where the model could not be loaded from */
    InferenceServiceSource(JsonNode section, DeployedModel model, Environment environment) {
        this.section = (ObjectNode) filled(section, Placeholders.of(model, environment));
        this.model = model;
        if (!section.path("storageUri").isTextual()) { // without one KServe waits for models of TrainedModel objects
            throw new InputException(PLACE + ": KServe loads the model from a storageUri; name it, such as"
                    + " s3://models/" + model.model() + "/${cd4ml.version}, pvc://… or oci://….");
        }
    }

    boolean knative() {
        return section.path("mode").asText("Standard").equals("Knative");
    }

    ManifestObject object() {
        ObjectNode json =
                Json.object().put("apiVersion", "serving.kserve.io/v1beta1").put("kind", "InferenceService");
        ObjectNode metadata = json.putObject("metadata").put("name", name());
        ObjectNode predictor = section.path("predictor") instanceof ObjectNode own ? own.deepCopy() : Json.object();
        json.putObject("spec").set("predictor", predictor);
        copy(predictor, "minReplicas", "maxReplicas", "serviceAccountName");
        ObjectNode served = predictor.withObject("/model");
        served.putObject("modelFormat").put("name", format());
        if (section.hasNonNull("formatVersion")) {
            ((ObjectNode) served.get("modelFormat")).set("version", section.get("formatVersion"));
        }
        served.put("protocolVersion", section.path("protocolVersion").asText("v2"));
        copy(served, "runtime", "storageUri", "resources");
        metadata.putObject("annotations").put("serving.kserve.io/deploymentMode", knative() ? "Knative" : "Standard");
        return new ManifestObject(PLACE, json);
    }

    private void copy(ObjectNode target, String... keys) {
        for (String key : keys) {
            if (section.hasNonNull(key)) {
                target.set(key, section.get(key));
            }
        }
    }

    private String name() {
        String own = section.path("name").asText(model.model());
        String name = own.toLowerCase(Locale.ROOT).replaceAll("[._]", "-");
        if (!name.matches("[a-z]([a-z0-9-]{0,50}[a-z0-9])?")) {
            throw new InputException(
                    PLACE + ".name: '" + own + "' cannot be the name of an InferenceService; use at most"
                            + " 52 lower-case letters, digits and '-', a letter first.");
        }
        return name;
    }

    private String format() {
        if (section.hasNonNull("format")) {
            return section.get("format").asText();
        }
        List<String> found = Digests.files(model.files()).keySet().stream()
                .flatMap(file -> FORMATS.entrySet().stream()
                        .filter(f -> file.endsWith(f.getKey()))
                        .map(Map.Entry::getValue))
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw new InputException(PLACE + ".format: the model's files "
                    + (found.isEmpty() ? "tell no format" : "are of " + String.join(" and ", found))
                    + "; name it, such as 'format: onnx'.");
        }
        return found.get(0);
    }

    private static JsonNode filled(JsonNode node, Placeholders placeholders) {
        if (node.isTextual()) {
            return Json.MAPPER.getNodeFactory().textNode(placeholders.fill(PLACE, node.asText()));
        }
        if (node.isArray()) {
            ArrayNode items = Json.MAPPER.createArrayNode();
            node.forEach(item -> items.add(filled(item, placeholders)));
            return items;
        }
        if (node.isObject()) {
            ObjectNode members = Json.object();
            node.properties().forEach(m -> members.set(m.getKey(), filled(m.getValue(), placeholders)));
            return members;
        }
        return node;
    }
}
