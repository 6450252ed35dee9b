package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The documents of a run that exports are made of, read once. A document that the run does not have is a missing node.
 *
 * @param validations by dataset
 * @param profiles    by dataset
 * @param card        what people declared
 */
public record RunRecord(
        Lineage lineage,
        JsonNode training,
        JsonNode evaluation,
        JsonNode gates,
        Map<String, JsonNode> validations,
        Map<String, JsonNode> profiles,
        CardSections card) {
    /** Where identifiers of this project's own terms are explained. */
    static final String TERMS = "https://github.com/jenkinsci/cd4ml-plugin/blob/main/docs/exports.md";

    /** @throws InputException when nothing was recorded in the run yet */
    public static RunRecord of(RunFolder run) {
        if (!run.has(RunFolder.LINEAGE)) {
            throw new InputException(run.path() + " has no " + RunFolder.LINEAGE + ": nothing was recorded in it yet.");
        }
        Lineage lineage = run.lineage();
        Map<String, JsonNode> validations = new LinkedHashMap<>();
        Map<String, JsonNode> profiles = new LinkedHashMap<>();
        for (String dataset : lineage.datasets()) {
            validations.put(dataset, read(run, "data/" + dataset + "/validation.json"));
            profiles.put(dataset, read(run, "data/" + dataset + "/profile.json"));
        }
        return new RunRecord(
                lineage,
                read(run, RunFolder.TRAINING),
                read(run, RunFolder.EVALUATION),
                read(run, RunFolder.GATES),
                validations,
                profiles,
                CardSections.read(run));
    }

    private static JsonNode read(RunFolder run, String name) {
        return run.has(name) ? run.read(name) : MissingNode.getInstance();
    }

    /** @throws InputException when no model was trained or evaluated in the run, of which the format tells */
    Lineage.Entity model(ExportFormat format) {
        Lineage.Entity model = lineage.entity("model");
        if (model == null || training.path("model").isNull()) {
            throw new InputException("The run '" + lineage.run + "' has no model, which a document of the format "
                    + format.name() + " is about; train or evaluate one first.");
        }
        return model;
    }

    /** @return the model's files with their SHA-256 as hexadecimal digits; empty where training did not record them */
    Map<String, String> modelFiles() {
        Map<String, String> files = new LinkedHashMap<>();
        training.at("/model/files").fields().forEachRemaining(f -> {
            String digest = sha256(f.getValue().asText(null));
            if (digest != null) {
                files.put(f.getKey(), digest);
            }
        });
        return files;
    }

    /** @return the dataset's document; a missing node where it has none or the entity is no dataset of the project */
    static JsonNode of(Map<String, JsonNode> documents, Lineage.Entity entity) {
        JsonNode document = ("dataset:" + entity.name()).equals(entity.id()) ? documents.get(entity.name()) : null;
        return document == null ? MissingNode.getInstance() : document;
    }

    /** @return whether the last activity of that kind used the entity */
    boolean used(String activity, Lineage.Entity entity) {
        Lineage.Activity last = lineage.last(activity);
        return last != null && last.used().contains(entity.id());
    }

    /** @return the entities of that kind, in the record's order */
    List<Lineage.Entity> entities(String kind) {
        return lineage.entities.stream().filter(e -> kind.equals(e.kind())).toList();
    }

    /** @return a name-based UUID (RFC 9562, version 3), so that the same record has the same one */
    UUID uuid(String part) {
        return UUID.nameUUIDFromBytes((lineage.run + '\0' + lineage.model + '\0' + lineage.digests() + '\0' + part)
                .getBytes(StandardCharsets.UTF_8));
    }

    /** @return the end of the last activity that has one, else the start of the epoch; ISO-8601 */
    String time() {
        String time = "1970-01-01T00:00:00Z";
        for (Lineage.Activity activity : lineage.activities) {
            time = activity.ended().compareTo(time) > 0 ? activity.ended() : time;
        }
        return time;
    }

    /** @return the hexadecimal digits of a {@code sha256:…}, or null */
    static String sha256(String digest) {
        return digest != null && digest.matches("sha256:[0-9a-f]{64}") ? digest.substring("sha256:".length()) : null;
    }
}
