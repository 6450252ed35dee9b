package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Set;

/**
 * What happened, to be appended to an {@link AuditLog}.
 *
 * @param event   a short name such as {@code approved}, {@code refused}, {@code policy-changed}
 * @param who     a user's id; null when nobody in particular did it
 * @param reason  in that person's words; may be null
 * @param details more keys of the line: {@code folder}, {@code model}, {@code version}, {@code environment},
 *                {@code channel}, digests; the log's own keys are ignored among them
 */
public record AuditEvent(String event, String who, String reason, ObjectNode details) {
    /** What the log says itself, and nobody else. */
    private static final Set<String> OWN = Set.of("n", "when", "event", "who", "reason", "previous", "torn", "head");

    public AuditEvent {
        details = details == null ? Json.object() : details.deepCopy();
    }

    /** @return an event without reason and details */
    public static AuditEvent of(String event, String who) {
        return new AuditEvent(event, who, null, null);
    }

    /** @return this event with one detail more; a null value is left out */
    public AuditEvent with(String key, Object value) {
        ObjectNode more = details.deepCopy();
        if (value != null) {
            more.set(key, Json.MAPPER.valueToTree(value));
        }
        return new AuditEvent(event, who, reason, more);
    }

    /** @param own what the log itself has to say, besides what everybody may */
    ObjectNode line(long number, String when, String previous, ObjectNode own) {
        ObjectNode line = Json.object().put("n", number).put("when", when).put("event", event);
        line.put("who", who);
        if (reason != null) {
            line.put("reason", reason);
        }
        for (var detail : details.properties()) {
            JsonNode value = detail.getValue();
            if (!OWN.contains(detail.getKey())) {
                line.set(detail.getKey(), value);
            }
        }
        line.setAll(own);
        return line.put("previous", previous);
    }
}
