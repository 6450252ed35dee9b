package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gates before results: {@code registered.json} notes the digests of the gates and of the data contracts before the holdout
 * is scored, so that it can be shown later whether they were loosened when the numbers were known. Every scoring adds a
 * registration; none is taken away. Keeps no state.
 */
public final class GateRegistration {
    private static final String ALL = "registrations";

    private GateRegistration() {}

    /** @return the digest of a section {@code gates}: of its values, however they are written and ordered */
    public static String digest(JsonNode gates) {
        return Digests.of(Json.line(Json.MAPPER.convertValue(gates, Object.class)));
    }

    /**
     * Adds a registration to the run; to be called before anything is scored.
     *
     * @param gates     the section {@code gates}
     * @param contracts digests of the contracts' files, by dataset
     * @return the registration
     */
    public static ObjectNode register(RunFolder run, JsonNode gates, Map<String, String> contracts) {
        ObjectNode registration =
                Json.object().put("when", Instant.now().toString()).put("gates", digest(gates));
        registration.set("contracts", Json.tree(contracts));
        ObjectNode document = document(run);
        document.put("gates", registration.get("gates").asText());
        document.withArray(ALL).add(registration);
        run.write(RunFolder.REGISTERED, document);
        return registration;
    }

    /**
     * Holds the gates that are checked now against those registered before the holdout was scored.
     *
     * @return what differs, in one sentence; null when nothing does, or nothing was registered
     */
    public static String changed(RunFolder run, JsonNode gates) {
        JsonNode all = document(run).path(ALL);
        String now = digest(gates);
        JsonNode last = all.path(all.size() - 1);
        if (last.isObject() && !now.equals(last.path("gates").asText())) {
            return "The gates were changed after the holdout was scored: registered "
                    + last.path("gates").asText() + " at " + last.path("when").asText() + ", checked " + now + ".";
        }
        for (JsonNode earlier : all) {
            if (!now.equals(earlier.path("gates").asText())) {
                return "The holdout was scored before under other gates, which were registered at "
                        + earlier.path("when").asText() + " with "
                        + earlier.path("gates").asText() + ".";
            }
        }
        return null;
    }

    /**
     * Holds gates and contracts against those registered before the holdout was scored.
     *
     * @param lineage of the run: by which contracts its data were validated last
     * @return what differs, one sentence each; empty when nothing does, or nothing was registered
     */
    public static List<String> changes(RunFolder run, JsonNode gates, Lineage lineage) {
        List<String> changes = new ArrayList<>();
        String changed = changed(run, gates);
        if (changed != null) {
            changes.add(changed);
        }
        JsonNode all = document(run).path(ALL);
        JsonNode last = all.path(all.size() - 1);
        last.path("contracts").properties().forEach(contract -> {
            String dataset = contract.getKey();
            String registered = contract.getValue().asText();
            String validated = lineage.digest("contract:" + dataset);
            if (validated != null && !validated.equals(registered)) {
                changes.add("The data of " + dataset + " were validated by another contract (" + validated
                        + ") than the one that was registered before the holdout was scored (" + registered + ", at "
                        + last.path("when").asText() + ").");
            }
        });
        return changes;
    }

    private static ObjectNode document(RunFolder run) {
        ObjectNode document =
                run.has(RunFolder.REGISTERED) && run.read(RunFolder.REGISTERED) instanceof ObjectNode known
                        ? known
                        : Json.object().put("format", 1);
        return document.path(ALL) instanceof ArrayNode ? document : document.set(ALL, Json.MAPPER.createArrayNode());
    }
}
