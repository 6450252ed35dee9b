package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a> ML-BOM: the model with its card (task, datasets,
 * measured metrics by slice with their intervals) and, as components, its files, datasets, contracts and code.
 */
final class CycloneDxBom implements ExportFormat {
    @Override
    public String name() {
        return "cyclonedx";
    }

    @Override
    public String title() {
        return "CycloneDX 1.6 ML-BOM";
    }

    @Override
    public String file() {
        return "bom.cdx.json";
    }

    @Override
    public String render(RunRecord record) {
        Lineage.Entity model = record.model(this);
        ObjectNode bom = Json.object()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("serialNumber", "urn:uuid:" + record.uuid("cyclonedx"))
                .put("version", 1);
        ObjectNode metadata = bom.putObject("metadata").put("timestamp", record.time());
        metadata.putObject("tools")
                .putArray("components")
                .addObject()
                .put("type", "application")
                .put("name", "cd4ml");
        ObjectNode component = metadata.putObject("component")
                .put("type", "machine-learning-model")
                .put("bom-ref", model.id())
                .put("name", model.name())
                .put("version", record.lineage().run);
        property(component, "cd4ml:digest", model.digest());
        property(component, "cd4ml:verdict", record.gates().path("verdict").asText(null));
        files(record, component);
        declared(record, component);
        ObjectNode card = component.putObject("modelCard");
        card(record, card);
        considerations(record, card);
        ArrayNode components = bom.putArray("components");
        Stream.of("dataset", "contract", "code")
                .flatMap(kind -> record.entities(kind).stream())
                .forEach(e -> component(record, components.addObject(), e));
        dependencies(record, bom.putArray("dependencies"), model);
        return Json.text(bom);
    }

    private static void files(RunRecord record, ObjectNode component) {
        ArrayNode files = Json.MAPPER.createArrayNode();
        record.modelFiles()
                .forEach((file, sha256) -> hash(
                        files.addObject()
                                .put("type", "file")
                                .put("bom-ref", "model/" + file)
                                .put("name", file),
                        sha256));
        if (!files.isEmpty()) {
            component.set("components", files);
        }
    }

    private static void card(RunRecord record, ObjectNode card) {
        JsonNode evaluation = record.evaluation();
        ObjectNode parameters = card.putObject("modelParameters");
        if (evaluation.hasNonNull("task")) {
            // a target stands beside each row, so the model was fitted to answers that are known
            parameters.putObject("approach").put("type", "supervised");
            parameters.put("task", evaluation.get("task").asText());
        }
        ArrayNode datasets = Json.MAPPER.createArrayNode();
        record.entities("dataset").stream()
                .filter(d -> record.used("train", d))
                .forEach(d -> datasets.addObject().put("ref", d.id()));
        if (!datasets.isEmpty()) {
            parameters.set("datasets", datasets);
        }
        ArrayNode metrics = Json.MAPPER.createArrayNode();
        for (JsonNode metric : evaluation.path("metrics")) {
            if (metric.path("value").isNumber()) {
                metric(metrics.addObject(), metric);
            }
        }
        if (!metrics.isEmpty()) {
            card.putObject("quantitativeAnalysis").set("performanceMetrics", metrics);
        }
    }

    /** What the card says of the model itself, and where its code is. */
    private static void declared(RunRecord record, ObjectNode component) {
        String description = record.card().find("description|overview|summary");
        if (description != null) {
            component.put("description", description);
        }
        String supplier = record.card().find("supplier|provider|owner|developed by");
        if (supplier != null) {
            component.putObject("supplier").put("name", firstLine(supplier));
        }
        String license = record.card().find("licen[cs]e");
        if (license != null) {
            component.putArray("licenses").addObject().putObject("license").put("name", firstLine(license));
        }
        for (Lineage.Entity code : record.entities("code")) {
            if (code.attributes().get("remote") instanceof String remote
                    && remote.matches("(?i)(https?|ssh|git)://\\S+")) {
                component
                        .withArray("externalReferences")
                        .addObject()
                        .put("type", "vcs")
                        .put("url", remote);
            }
        }
    }

    private static void considerations(RunRecord record, ObjectNode card) {
        ObjectNode considerations = Json.object();
        put(considerations, "useCases", record.card().find("intended use|intended purpose|use cases"));
        put(considerations, "technicalLimitations", record.card().find("limit"));
        String ethical = record.card().find("ethic");
        if (ethical != null) {
            considerations.putArray("ethicalConsiderations").addObject().put("name", ethical);
        }
        if (!considerations.isEmpty()) {
            card.set("considerations", considerations);
        }
        record.training()
                .path("params")
                .properties()
                .forEach(p -> card.withArray("properties")
                        .addObject()
                        .put("name", "genai:aibom:modelcard:hyperparameter")
                        .put("value", p.getKey() + "=" + p.getValue().asText(Json.line(p.getValue()))));
        property(card, "safetyRiskAssessment", record.card().find("risk"));
        property(card, "modelExplainability", record.card().find("explain|interpretab"));
        property(card, "useSensitivePersonalInformation", record.card().find("personal|sensitive"));
        property(card, "domain", record.card().find("domain"));
        property(card, "autonomyType", record.card().find("oversight|autonomy"));
    }

    private static void put(ObjectNode considerations, String name, String text) {
        if (text != null) {
            considerations.putArray(name).add(text);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }

    private static void metric(ObjectNode node, JsonNode metric) {
        node.put("type", metric.path("name").asText())
                .put("value", metric.get("value").asText());
        if (metric.hasNonNull("slice")) {
            node.put("slice", metric.get("slice").asText());
        }
        JsonNode interval = metric.path("interval");
        if (interval.path("low").isNumber() && interval.path("high").isNumber()) {
            node.putObject("confidenceInterval")
                    .put("lowerBound", interval.get("low").asText())
                    .put("upperBound", interval.get("high").asText());
        }
    }

    private static void component(RunRecord record, ObjectNode component, Lineage.Entity entity) {
        boolean code = "code".equals(entity.kind());
        component
                .put("type", code ? "application" : "data")
                .put("bom-ref", entity.id())
                .put("name", entity.name());
        String sha256 = RunRecord.sha256(entity.digest());
        if (sha256 != null) {
            hash(component, sha256);
        } else if (entity.digest() != null) {
            component.put("version", entity.digest());
        }
        if (!code) {
            component
                    .putArray("data")
                    .addObject()
                    .put("type", "dataset".equals(entity.kind()) ? "dataset" : "definition")
                    .put("name", entity.name());
        }
        for (Map.Entry<String, Object> attribute : entity.attributes().entrySet()) {
            property(component, "cd4ml:" + attribute.getKey(), attribute.getValue());
        }
        JsonNode validation = RunRecord.of(record.validations(), entity);
        if (validation.has("valid")) {
            property(component, "cd4ml:valid", validation.get("valid").asText());
        }
    }

    private static void dependencies(RunRecord record, ArrayNode dependencies, Lineage.Entity model) {
        ArrayNode on = dependencies.addObject().put("ref", model.id()).putArray("dependsOn");
        Stream.of("dataset", "code")
                .flatMap(kind -> record.entities(kind).stream())
                .filter(e -> record.used("train", e))
                .forEach(e -> on.add(e.id()));
    }

    private static void hash(ObjectNode component, String sha256) {
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
    }

    private static void property(ObjectNode component, String name, Object value) {
        if (value != null) {
            component.withArray("properties").addObject().put("name", name).put("value", value.toString());
        }
    }
}
