package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * An <a href="https://spdx.github.io/spdx-spec/v3.0.1/">SPDX 3.0.1</a> document with the profiles AI and Dataset: the
 * model as an AIPackage, the datasets that it was trained and tested on, and these relationships. What the profiles
 * require and the record does not know, such as where to download from, is NOASSERTION.
 */
final class SpdxDocument implements ExportFormat {
    private static final String NO_ASSERTION = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

    @Override
    public String name() {
        return "spdx";
    }

    @Override
    public String title() {
        return "SPDX 3.0.1 AI";
    }

    @Override
    public String file() {
        return "model.spdx.json";
    }

    @Override
    public String render(RunRecord record) {
        Lineage.Entity model = record.model(this);
        String base = "urn:uuid:" + record.uuid("spdx") + "#";
        String time = seconds(record.time());
        ObjectNode json = Json.object().put("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
        ArrayNode graph = json.putArray("@graph");
        graph.addObject()
                .put("type", "CreationInfo")
                .put("@id", "_:creation")
                .put("specVersion", "3.0.1")
                .put("created", time)
                .putArray("createdBy")
                .add(base + "cd4ml");
        element(graph, "SoftwareAgent", base + "cd4ml", "cd4ml");
        List<String> elements = new ArrayList<>(List.of(base + "cd4ml", base + "model"));
        packaged(element(graph, "ai_AIPackage", base + "model", model.name()), "model", time, null)
                .put("software_packageVersion", record.lineage().run)
                .put("suppliedBy", NO_ASSERTION);
        describe(record, (ObjectNode) graph.get(graph.size() - 1));
        files(record, graph, elements, base, time);
        for (Lineage.Entity dataset : record.entities("dataset")) {
            String id = base + dataset.id().replaceAll("[^A-Za-z0-9._-]", "-");
            ObjectNode node = packaged(
                    element(graph, "dataset_DatasetPackage", id, dataset.name()), "data", time, dataset.digest());
            node.putArray("originatedBy").add(NO_ASSERTION);
            node.putArray("dataset_datasetType").add("structured");
            elements.add(id);
            if (record.used("train", dataset)) {
                relate(graph, elements, base, "trainedOn", id);
            }
            if (record.used("evaluate", dataset)) {
                relate(graph, elements, base, "testedOn", id);
            }
        }
        ObjectNode document = element(graph, "SpdxDocument", base + "document", record.lineage().run);
        document.putArray("rootElement").add(base + "model");
        elements.forEach(document.putArray("element")::add);
        List.of("core", "software", "ai", "dataset").forEach(document.putArray("profileConformance")::add);
        return Json.text(json);
    }

    private static ObjectNode element(ArrayNode graph, String type, String id, String name) {
        return graph.addObject()
                .put("type", type)
                .put("spdxId", id)
                .put("creationInfo", "_:creation")
                .put("name", name);
    }

    private static ObjectNode packaged(ObjectNode node, String purpose, String time, String digest) {
        node.put("software_primaryPurpose", purpose)
                .put("software_downloadLocation", "NOASSERTION")
                .put("releaseTime", time);
        return verified(node, RunRecord.sha256(digest));
    }

    private static ObjectNode verified(ObjectNode node, String sha256) {
        if (sha256 != null) {
            node.putArray("verifiedUsing")
                    .addObject()
                    .put("type", "Hash")
                    .put("algorithm", "sha256")
                    .put("hashValue", sha256);
        }
        return node;
    }

    /** The digest of a model is of no single file, so its files stand beside it. */
    private static void files(RunRecord record, ArrayNode graph, List<String> elements, String base, String time) {
        record.modelFiles().forEach((file, sha256) -> {
            String id = base + "file-" + elements.size();
            verified(element(graph, "software_File", id, file), sha256).put("releaseTime", time);
            elements.add(id);
            relate(graph, elements, base, "contains", id);
        });
    }

    private static void describe(RunRecord record, ObjectNode model) {
        JsonNode training = record.training();
        if (training.hasNonNull("trainer")) {
            model.putArray("ai_typeOfModel").add(training.get("trainer").asText());
        }
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        training.path("params").fields().forEachRemaining(p -> entry(parameters, p.getKey(), p.getValue()));
        ArrayNode metrics = Json.MAPPER.createArrayNode();
        for (JsonNode metric : record.evaluation().path("metrics")) {
            if (metric.path("value").isNumber() && !metric.hasNonNull("slice")) {
                entry(metrics, metric.path("name").asText(), metric.get("value"));
            }
        }
        if (!parameters.isEmpty()) {
            model.set("ai_hyperparameter", parameters);
        }
        if (!metrics.isEmpty()) {
            model.set("ai_metric", metrics);
        }
    }

    private static void entry(ArrayNode entries, String key, JsonNode value) {
        entries.addObject()
                .put("type", "DictionaryEntry")
                .put("key", key)
                .put("value", value.isTextual() ? value.asText() : Json.line(value));
    }

    private static void relate(ArrayNode graph, List<String> elements, String base, String type, String to) {
        String id = base + type + "-" + elements.size();
        graph.addObject()
                .put("type", "Relationship")
                .put("spdxId", id)
                .put("creationInfo", "_:creation")
                .put("from", base + "model")
                .put("relationshipType", type)
                .putArray("to")
                .add(to);
        elements.add(id);
    }

    /** SPDX's DateTime has no fraction of a second. */
    private static String seconds(String time) {
        try {
            return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH.toString();
        }
    }
}
