package io.jenkins.plugins.cd4ml.approval.waiver;

import hudson.model.Failure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Until when a waiver holds. */
final class WaiverTime {
    private static final int LONGEST_DAYS = 366;

    private WaiverTime() {}

    /**
     * @param text a date, to whose end in UTC the waiver holds, or an ISO-8601 instant
     * @throws Failure when it is neither, is past, or more than a year ahead
     */
    static Instant parse(String text, Instant now) {
        Instant until;
        try {
            String plain = text == null ? "" : text.trim();
            until = plain.length() <= 10
                    ? LocalDate.parse(plain)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(plain);
        } catch (DateTimeParseException e) {
            throw new Failure(Messages.WaiverTime_format());
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_DAYS, ChronoUnit.DAYS))) {
            throw new Failure(Messages.WaiverTime_range());
        }
        return until;
    }
}
