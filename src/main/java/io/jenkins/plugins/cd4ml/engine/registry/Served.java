package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A time in which an environment served a version.
 *
 * @param folder     the model's folder, empty at the top
 * @param since      ISO-8601 instant at which the alias was moved there
 * @param until      ISO-8601 instant at which it was moved away; null while it serves
 * @param who        who promoted it or rolled back to it
 * @param approvedBy who approved that; empty where nobody had to
 * @param promotion  id of the promotion or roll back, and its {@code kind}
 */
public record Served(
        String folder,
        String model,
        String environment,
        int version,
        String digest,
        String since,
        String until,
        String who,
        String why,
        List<String> approvedBy,
        String promotion,
        String kind) {
    private static final String APPROVED = ", approved by ";

    /** A moment or a day. @param until first instant after it */
    public record Time(Instant from, Instant until) {
        /** @throws InputException when {@code text} is neither {@code 2026-03-31} (a day, UTC) nor an ISO-8601 instant */
        public static Time of(String text) {
            try {
                if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                    Instant start =
                            LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                    return new Time(start, start.plusSeconds(24 * 60 * 60));
                }
                Instant moment = Instant.parse(text);
                return new Time(moment, moment.plusNanos(1));
            } catch (DateTimeException e) {
                throw new InputException("'" + ModelNames.shown(text)
                        + "' is no time; write a day (2026-03-31, UTC) or an instant (2026-03-31T12:00:00Z).");
            }
        }
    }

    /** @return whether it served at some moment of that time */
    public boolean during(Time time) {
        return instant(since).isBefore(time.until())
                && (until == null || instant(until).isAfter(time.from()));
    }

    /** @return all times of an environment, oldest first */
    static List<Served> of(String folder, Alias alias, Path versions) {
        List<Served> all = new ArrayList<>();
        List<Alias.Move> moves = alias.history();
        for (int i = 0; i < moves.size(); i++) {
            Alias.Move move = moves.get(i);
            String until = i + 1 < moves.size() ? moves.get(i + 1).when() : null;
            int cut = move.who() == null ? -1 : move.who().indexOf(APPROVED);
            all.add(new Served(
                    folder,
                    alias.model(),
                    alias.environment(),
                    move.version(),
                    move.digest(),
                    move.when(),
                    until,
                    cut < 0 ? move.who() : move.who().substring(0, cut),
                    move.why(),
                    approvers(move, cut, alias.environment(), versions),
                    move.id(),
                    move.kind()));
        }
        return all;
    }

    /** Moves of before named the approvers in {@code who}, or left them to the version's lineage. */
    private static List<String> approvers(Alias.Move move, int cut, String environment, Path versions) {
        if (!move.approvedBy().isEmpty()) {
            return move.approvedBy();
        }
        if (cut >= 0) {
            return List.of(move.who().substring(cut + APPROVED.length()).split(", "));
        }
        Path lineage = versions.resolve(Integer.toString(move.version())).resolve("lineage.json");
        List<String> found = List.of();
        if ("promote".equals(move.kind()) && Files.isRegularFile(lineage)) {
            for (JsonNode activity : Json.read(lineage).path("activities")) {
                boolean approves = activity.path("kind").asText().equals("approve")
                        && activity.at("/attributes/environment").asText().equals(environment)
                        && activity.path("ended").asText().compareTo(Objects.toString(move.when(), "")) <= 0;
                if (approves) {
                    List<String> by = new ArrayList<>();
                    activity.path("by").forEach(b -> by.add(b.asText().replaceFirst("^person:", "")));
                    found = by;
                }
            }
        }
        return found;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(String.valueOf(text));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH; // nobody knows since when: shown rather than hidden
        }
    }
}
