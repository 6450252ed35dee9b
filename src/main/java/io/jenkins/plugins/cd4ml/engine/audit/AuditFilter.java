package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Which records of a log are wanted; null in any place means all.
 *
 * @param folder the full name of the folder that the model belongs to
 * @param model  the model's name
 * @param who    a user's id
 * @param from   first instant that is wanted
 * @param until  first instant that is not wanted any more
 */
public record AuditFilter(String folder, String model, String who, Instant from, Instant until) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);

    /** @return whether a record of the log is among them */
    public boolean wants(JsonNode record) {
        return (folder == null || folder.equals(record.path("folder").asText("")))
                && (model == null || model.equals(record.path("model").asText()))
                && (who == null || who.equals(record.path("who").asText()))
                && within(record.path("when").asText());
    }

    private boolean within(String when) {
        if (from == null && until == null) {
            return true;
        }
        try {
            Instant instant = Instant.parse(when);
            return (from == null || !instant.isBefore(from)) && (until == null || instant.isBefore(until));
        } catch (DateTimeParseException e) {
            return true; // nobody knows when: shown rather than hidden
        }
    }
}
