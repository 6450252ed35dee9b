package io.jenkins.plugins.cd4ml.engine.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.export.BomCompleteness;
import io.jenkins.plugins.cd4ml.engine.export.CardSections;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A version's documents in an export's folder, read for what is made of them. */
final class VersionRecord {
    /** Events of the audit log by which people decided something. */
    private static final Set<String> DECISIONS = Set.of(
            "decision",
            "approved",
            "rejected",
            "withdrawn",
            "overridden",
            "refused",
            "waived",
            "waiver withdrawn",
            "commented",
            "held",
            "hold lifted",
            "version-marked");

    private final Path folder;
    private final Lineage lineage;

    VersionRecord(Path folder) {
        this.folder = folder;
        Path file = folder.resolve("lineage.json");
        this.lineage = Files.exists(file) ? Json.read(file, Lineage.class).checked("lineage.json") : null;
    }

    private JsonNode read(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Json.read(file) : MissingNode.getInstance();
    }

    /** @return the version in the formats of other tools, by path; without those that it lacks something for */
    Map<String, String> exports() {
        Map<String, String> exports = new LinkedHashMap<>();
        if (lineage != null) {
            Map<String, JsonNode> validations = new LinkedHashMap<>();
            lineage.datasets().forEach(d -> validations.put(d, read("data/" + d + "/validation.json")));
            RunRecord record = new RunRecord(
                    lineage,
                    read("training.json"),
                    read("evaluation.json"),
                    read("gates.json"),
                    validations,
                    Map.of(),
                    CardSections.read(folder.resolve(CardSections.FILE)));
            for (ExportFormat format : ExportFormat.all()) {
                try {
                    exports.put("exports/" + format.file(), format.render(record));
                } catch (InputException e) {
                    // a record without a model has no document that is about one
                }
            }
        }
        return exports;
    }

    /** @return when gates and contracts were registered before the holdout was scored, and what was changed afterwards */
    ObjectNode gatesBeforeResults() {
        JsonNode registrations = read("registered.json").path("registrations");
        JsonNode last = registrations.path(registrations.size() - 1);
        ObjectNode said = Json.object().put("registrations", registrations.size());
        if (last.isObject()) {
            said.put("registered", last.path("when").asText())
                    .put("gates", last.path("gates").asText());
            said.set("contracts", last.path("contracts"));
        }
        Lineage.Entity gates = lineage == null ? null : lineage.entity("gates");
        Object changed = gates == null ? null : gates.attributes().get("changedSinceScoring");
        if (changed != null) {
            said.put("changed", String.valueOf(changed));
        }
        return said;
    }

    /** @return how complete its bill of materials is */
    Optional<BomCompleteness> completeness() {
        JsonNode bom = read("exports/" + ExportFormat.of("cyclonedx").file());
        return bom.isMissingNode() ? Optional.empty() : Optional.of(BomCompleteness.of(bom));
    }

    /** @return who decided what, when and why, as the version's lineage and the audit log tell it */
    Optional<ObjectNode> decisions(Path audit) throws IOException {
        ObjectNode decisions = Json.object();
        ArrayNode recorded = decisions.putArray("recorded");
        if (lineage != null) {
            lineage.activities.stream()
                    .filter(a ->
                            Set.of("approve", "waive", "promote", "rollback").contains(a.kind()))
                    .forEach(a -> recorded.add(Json.tree(a)));
        }
        ArrayNode audited = decisions.putArray("audited");
        if (Files.exists(audit)) {
            for (String line : (Iterable<String>) Files.lines(audit, StandardCharsets.UTF_8)::iterator) {
                JsonNode entry = Json.parse("audit", line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
                if (entry.hasNonNull("record")) {
                    byte[] text = entry.get("record").asText().getBytes(StandardCharsets.UTF_8);
                    JsonNode event = Json.parse("audit record", text, JsonNode.class);
                    if (DECISIONS.contains(event.path("event").asText())) {
                        audited.add(event);
                    }
                }
            }
        }
        return recorded.isEmpty() && audited.isEmpty() ? Optional.empty() : Optional.of(decisions);
    }
}
