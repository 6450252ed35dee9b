package io.jenkins.plugins.cd4ml.engine.gate;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * That a person lets one gate of one build go. Whether that person may is the caller's to check. It turns the gate's "no"
 * into a warning and shows wherever the gate shows; it never makes a gate pass.
 *
 * @param gate    the gate's name as in the report
 * @param by      who answers for it
 * @param expires ISO-8601 instant; from then on the waiver is void
 */
public record Waiver(String gate, String by, String reason, String expires) {
    /** @return whether it holds at {@code now}; a waiver without person, reason or legible expiry never does */
    boolean holds(Instant now) {
        if (blank(by) || blank(reason) || blank(expires)) {
            return false;
        }
        try {
            return now.isBefore(Instant.parse(expires));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
