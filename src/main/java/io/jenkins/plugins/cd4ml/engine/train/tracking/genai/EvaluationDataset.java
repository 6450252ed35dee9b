package io.jenkins.plugins.cd4ml.engine.train.tracking.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A dataset to evaluate on: records by their inputs. Guarded by the tracking store. */
final class EvaluationDataset {
    private static final String USER = "mlflow.user";
    private static final int DIGEST_LENGTH = 8;

    final String id = "d-" + NameRules.id();
    final String name;
    final Set<String> experiments = new TreeSet<>();
    final ObjectNode tags;
    private final long created = System.currentTimeMillis();
    private long updated = created;
    private String updatedBy;
    /** By their inputs. */
    private final Map<JsonNode, ObjectNode> records = new LinkedHashMap<>();

    EvaluationDataset(String name, ObjectNode tags) {
        this.name = name;
        this.tags = tags;
        updatedBy = tags.path(USER).asText(null);
    }

    void touch() {
        updated = System.currentTimeMillis();
    }

    /** Adds a record, or adds to the one of the same inputs. @return whether it is a new one */
    boolean put(JsonNode given) {
        touch();
        String user = given.path("tags").path(USER).asText(null);
        updatedBy = user == null ? updatedBy : user;
        JsonNode inputs = given.hasNonNull("inputs") ? given.get("inputs") : Json.object();
        ObjectNode before = records.get(inputs);
        if (before != null) {
            for (String member : new String[] {"expectations", "tags"}) {
                given.path(member)
                        .properties()
                        .forEach(m -> before.withObject("/" + member).set(m.getKey(), m.getValue()));
            }
            if (given.hasNonNull("outputs")) {
                before.set("outputs", given.get("outputs"));
            }
            before.put("last_update_time", updated);
            return false;
        }
        ObjectNode record =
                Json.object().put("dataset_record_id", "dr-" + NameRules.id()).put("dataset_id", id);
        record.set("inputs", inputs);
        for (String member : new String[] {"outputs", "expectations", "tags", "source"}) {
            if (given.hasNonNull(member)) {
                record.set(member, given.get(member));
            }
        }
        record.put("source_type", given.at("/source/source_type").asText("UNSPECIFIED"));
        record.put("created_time", updated).put("last_update_time", updated);
        if (user != null) {
            record.put("created_by", user).put("last_updated_by", user);
        }
        records.put(inputs, record);
        return true;
    }

    Iterable<ObjectNode> records() {
        return records.values();
    }

    int size() {
        return records.size();
    }

    boolean remove(String record) {
        touch();
        return records.values()
                .removeIf(r -> r.get("dataset_record_id").asText().equals(record));
    }

    Object field(String kind, String key) {
        if (kind.equals("tag")) {
            return tags.hasNonNull(key) ? tags.get(key).asText() : null;
        }
        return switch (key) {
            case "name" -> name;
            case "created_by" -> tags.path(USER).asText(null);
            case "last_updated_by" -> updatedBy;
            case "created_time" -> created;
            default -> updated;
        };
    }

    /** @return as MLflow sends it; without experiments those are asked for alone */
    ObjectNode json(boolean withExperiments) {
        ObjectNode json = Json.object()
                .put("dataset_id", id)
                .put("name", name)
                .put("tags", Json.line(tags))
                .put("schema", Json.line(schema()))
                .put("profile", Json.line(Json.object().put("num_records", records.size())))
                .put(
                        "digest",
                        Digests.of(name + updated).replaceFirst("^.*:", "").substring(0, DIGEST_LENGTH))
                .put("created_time", created)
                .put("last_update_time", updated);
        if (tags.has(USER)) {
            json.put("created_by", tags.get(USER).asText());
        }
        if (updatedBy != null) {
            json.put("last_updated_by", updatedBy);
        }
        if (withExperiments) {
            experiments.forEach(json.withArray("experiment_ids")::add);
        }
        return json;
    }

    /** @return names and types of what the records have */
    private ObjectNode schema() {
        ObjectNode schema = Json.object();
        for (String member : new String[] {"inputs", "outputs", "expectations"}) {
            ObjectNode fields = schema.putObject(member);
            records.values()
                    .forEach(record -> record.path(member)
                            .properties()
                            .forEach(f -> fields.put(
                                    f.getKey(),
                                    f.getValue().getNodeType().name().toLowerCase(java.util.Locale.ROOT))));
        }
        return schema.put("version", "1.0");
    }
}
