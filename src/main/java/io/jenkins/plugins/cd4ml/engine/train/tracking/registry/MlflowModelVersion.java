package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A version of a registered model. */
final class MlflowModelVersion {
    private static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");

    final RegisteredModel model;
    final int number;
    private final ObjectNode given;
    final String stored;
    private final String run;
    String description;
    String stage = STAGES.get(0);
    final long created = System.currentTimeMillis();
    long updated = created;
    final Map<String, String> tags = new TreeMap<>();

    /**
     * @param given  the call that made it: {@code source}, {@code run_link}, {@code model_id}
     * @param stored URI of its files
     * @param run    id of the run that made the model, or ""
     */
    MlflowModelVersion(RegisteredModel model, int number, ObjectNode given, String stored, String run) {
        this.model = model;
        this.number = number;
        this.given = given;
        this.stored = stored;
        this.run = run;
        description = given.path("description").asText("");
    }

    /** @return the stage as MLflow writes it */
    static String stage(String written) {
        return STAGES.stream()
                .filter(stage -> stage.equalsIgnoreCase(written))
                .findFirst()
                .orElseThrow(() -> TrackingException.invalid("Invalid Model Version stage: " + written
                        + ". Value must be one of " + String.join(", ", STAGES) + "."));
    }

    String source() {
        return given.path("source").asText();
    }

    void touch() {
        updated = System.currentTimeMillis();
    }

    Object field(String kind, String key) {
        if (kind.equals("tag")) {
            return tags.getOrDefault(key, key.equals(RegisteredModel.PROMPT) ? "false" : null);
        }
        return switch (key) {
            case "name" -> model.name;
            case "run_id" -> run;
            case "source", "source_path" -> source();
            case "version", "version_number" -> number;
            case "creation_timestamp" -> created;
            default -> updated;
        };
    }

    /** @param aliases whether its aliases are named */
    ObjectNode json(boolean aliases) {
        ObjectNode json = Json.object()
                .put("name", model.name)
                .put("version", Integer.toString(number))
                .put("creation_timestamp", created)
                .put("last_updated_timestamp", updated)
                .put("current_stage", stage)
                .put("description", description)
                .put("source", source())
                .put("run_id", run)
                .put("status", "READY")
                .put("run_link", given.path("run_link").asText(""));
        if (given.hasNonNull("model_id")) {
            json.put("model_id", given.get("model_id").asText());
        }
        if (!tags.isEmpty()) {
            json.set("tags", NameRules.pairs(tags));
        }
        List<String> names = model.aliases.entrySet().stream()
                .filter(alias -> alias.getValue() == number)
                .map(Map.Entry::getKey)
                .toList();
        if (aliases && !names.isEmpty()) {
            names.forEach(json.putArray("aliases")::add);
        }
        return json;
    }
}
