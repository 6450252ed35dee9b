package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * <a href="https://openlineage.io/docs/spec/object-model">OpenLineage</a> run events, one a line: START and COMPLETE or
 * FAIL for each activity, with schema, data quality, source code and version of what it used and made.
 */
final class OpenLineageEvents implements ExportFormat {
    private static final String SPEC = "https://openlineage.io/spec/";

    @Override
    public String name() {
        return "openlineage";
    }

    @Override
    public String title() {
        return "OpenLineage events";
    }

    @Override
    public String file() {
        return "openlineage.jsonl";
    }

    @Override
    public String render(RunRecord record) {
        StringBuilder lines = new StringBuilder();
        for (Lineage.Activity activity : record.lineage().activities) {
            String last = "yes".equals(activity.outcome()) ? "COMPLETE" : "FAIL";
            if (!activity.started().isEmpty()) {
                lines.append(Json.line(event(record, activity, "START", activity.started())))
                        .append('\n');
            }
            if (!activity.ended().isEmpty()) {
                lines.append(Json.line(event(record, activity, last, activity.ended())))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    private static ObjectNode event(RunRecord record, Lineage.Activity activity, String type, String time) {
        ObjectNode event = Json.object()
                .put("eventTime", time)
                .put("eventType", type)
                .put("producer", RunRecord.TERMS)
                .put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
        ObjectNode run =
                event.putObject("run").put("runId", record.uuid(activity.id()).toString());
        ObjectNode facets = run.putObject("facets");
        if ("FAIL".equals(type)) {
            facet(facets, "errorMessage", "1-0-1/ErrorMessageRunFacet.json")
                    .put("message", activity.sentence())
                    .put("programmingLanguage", "Java");
        }
        ObjectNode job = event.putObject("job")
                .put("namespace", "cd4ml")
                .put("name", record.lineage().model + "." + activity.kind());
        ObjectNode about = job.putObject("facets");
        facet(about, "jobType", "2-0-3/JobTypeJobFacet.json")
                .put("processingType", "BATCH")
                .put("integration", "CD4ML")
                .put("jobType", activity.kind().toUpperCase(Locale.ROOT));
        sourceCode(record, about);
        boolean ended = !"START".equals(type);
        datasets(record, event.putArray("inputs"), activity.used(), ended && "validate".equals(activity.kind()));
        datasets(record, event.putArray("outputs"), activity.made(), false);
        return event;
    }

    private static void sourceCode(RunRecord record, ObjectNode facets) {
        Lineage.Entity code = record.lineage().entity("code");
        Object remote = code == null ? null : code.attributes().get("remote");
        if (remote != null && code.digest() != null) {
            ObjectNode facet = facet(facets, "sourceCodeLocation", "1-0-1/SourceCodeLocationJobFacet.json")
                    .put("type", "git")
                    .put("url", remote.toString())
                    .put("version", code.digest().replaceFirst("^git:", ""));
            for (Map.Entry<String, String> key :
                    Map.of("branch", "branch", "folder", "path").entrySet()) {
                Object value = code.attributes().get(key.getKey());
                if (value != null) {
                    facet.put(key.getValue(), value.toString());
                }
            }
        }
    }

    private static void datasets(RunRecord record, ArrayNode datasets, List<String> ids, boolean quality) {
        for (String id : ids) {
            Lineage.Entity entity = record.lineage().entity(id);
            if (entity == null) {
                continue;
            }
            Object path = entity.attributes().get("path");
            ObjectNode dataset = datasets.addObject()
                    .put("namespace", "cd4ml:" + record.lineage().model)
                    .put("name", path == null ? entity.name() : path.toString());
            ObjectNode facets = dataset.putObject("facets");
            if (entity.digest() != null) {
                facet(facets, "version", "1-0-1/DatasetVersionDatasetFacet.json")
                        .put("datasetVersion", entity.digest());
            }
            facet(facets, "datasetType", "1-0-0/DatasetTypeDatasetFacet.json")
                    .put("datasetType", entity.kind().toUpperCase(Locale.ROOT));
            schema(record, entity, facets);
            if (quality) {
                assertions(record, entity, dataset.putObject("inputFacets"));
            }
        }
    }

    private static void schema(RunRecord record, Lineage.Entity entity, ObjectNode facets) {
        JsonNode profile = RunRecord.of(record.profiles(), entity);
        if (profile.path("columns").size() > 0) {
            ArrayNode fields =
                    facet(facets, "schema", "1-1-1/SchemaDatasetFacet.json").putArray("fields");
            for (JsonNode column : profile.get("columns")) {
                fields.addObject()
                        .put("name", column.path("name").asText())
                        .put("type", column.path("type").asText());
            }
        }
    }

    private static void assertions(RunRecord record, Lineage.Entity entity, ObjectNode facets) {
        JsonNode validation = RunRecord.of(record.validations(), entity);
        if (validation.path("checks").size() > 0) {
            ArrayNode assertions = facet(
                            facets, "dataQualityAssertions", "1-0-1/DataQualityAssertionsDatasetFacet.json")
                    .putArray("assertions");
            for (JsonNode check : validation.get("checks")) {
                ObjectNode assertion = assertions
                        .addObject()
                        .put("assertion", check.path("rule").asText())
                        .put("success", check.path("holds").asBoolean());
                if (check.hasNonNull("column")) {
                    assertion.put("column", check.get("column").asText());
                }
            }
        }
    }

    private static ObjectNode facet(ObjectNode facets, String name, String schema) {
        String type = schema.replaceFirst("^.*/(.*)\\.json$", "$1");
        return facets.putObject(name)
                .put("_producer", RunRecord.TERMS)
                .put("_schemaURL", SPEC + "facets/" + schema + "#/$defs/" + type);
    }
}
