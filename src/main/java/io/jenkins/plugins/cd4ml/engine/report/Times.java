package io.jenkins.plugins.cd4ml.engine.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Recorded instants for people. */
public final class Times {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss z", Locale.ROOT);

    private Times() {}

    /** @return the instant, or null when {@code recorded} is none: records come from agents */
    public static Instant instant(String recorded) {
        try {
            return Instant.parse(recorded);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @return {@code 2026-11-29 06:16:37 CET}; what is no instant, as it is */
    public static String text(String recorded, ZoneId zone) {
        Instant instant = instant(recorded);
        try {
            return instant == null ? recorded : LOCAL.format(instant.atZone(zone));
        } catch (DateTimeException e) {
            return recorded; // years beyond what a calendar has
        }
    }

    /** @return what an activity's outcome means */
    public static String outcome(String recorded) {
        return switch (recorded) {
            case "yes" -> "succeeded";
            case "no" -> "not passed";
            default -> recorded;
        };
    }
}
