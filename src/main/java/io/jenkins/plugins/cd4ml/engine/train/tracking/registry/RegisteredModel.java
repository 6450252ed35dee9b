package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** A model, or a prompt, that a script registered. */
final class RegisteredModel {
    /** The tag by which MLflow tells prompts from models. */
    static final String PROMPT = "mlflow.prompt.is_prompt";

    String name;
    String description;
    final long created = System.currentTimeMillis();
    long updated = created;
    final Map<String, String> tags = new TreeMap<>();
    /** Numbers of versions. */
    final Map<String, Integer> aliases = new TreeMap<>();

    /** By number. */
    final TreeMap<Integer, MlflowModelVersion> versions = new TreeMap<>();

    /** Numbers are not given twice. */
    private int last;

    RegisteredModel(String name, String description) {
        this.name = name;
        this.description = description;
    }

    MlflowModelVersion add(ObjectNode given, String stored, String run) {
        MlflowModelVersion version = new MlflowModelVersion(this, ++last, given, stored, run);
        versions.put(last, version);
        updated = version.updated;
        return version;
    }

    void touch() {
        updated = System.currentTimeMillis();
    }

    boolean prompt() {
        return "true".equals(tags.get(PROMPT));
    }

    /** @return the newest version of each stage */
    Collection<MlflowModelVersion> latest() {
        Map<String, MlflowModelVersion> byStage = new TreeMap<>();
        versions.values().forEach(version -> byStage.put(version.stage, version));
        return byStage.values();
    }

    Object field(String kind, String key) {
        if (kind.equals("tag")) {
            return tags.getOrDefault(key, key.equals(PROMPT) ? "false" : null);
        }
        return switch (key) {
            case "name" -> name;
            case "creation_timestamp" -> created;
            default -> updated;
        };
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("creation_timestamp", created)
                .put("last_updated_timestamp", updated)
                .put("description", description);
        if (!versions.isEmpty()) {
            ArrayNode newest = json.putArray("latest_versions");
            latest().forEach(version -> newest.add(version.json(false)));
        }
        if (!tags.isEmpty()) {
            json.set("tags", NameRules.pairs(tags));
        }
        if (!aliases.isEmpty()) {
            ArrayNode names = json.putArray("aliases");
            aliases.forEach(
                    (alias, number) -> names.addObject().put("alias", alias).put("version", Integer.toString(number)));
        }
        return json;
    }
}
