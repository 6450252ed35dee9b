package io.jenkins.plugins.cd4ml.engine.data.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.scan.CheckResult;
import io.jenkins.plugins.cd4ml.engine.data.scan.Profile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of the datasets of one name that were accepted before, in a file of JSON lines, and the rules that hold
 * today's numbers against them. The same bytes validated again count once. Not for several processes at a time.
 */
public final class DatasetHistory {
    private static final int KEPT = 400;
    private static final int LAST = 10;
    private static final int LEAST = 4;
    private static final double ROUNDING = 1e-9; // of a number, which other rows of the same values may make
    private static final List<String> OF_COLUMNS = List.of("missing", "distinct", "min", "max", "mean", "std");

    private final Path file;
    private final List<JsonNode> entries = new ArrayList<>();

    private DatasetHistory(Path file) {
        this.file = file;
    }

    public static DatasetHistory read(Path file) {
        DatasetHistory history = new DatasetHistory(file);
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    history.entries.add(Json.MAPPER.readTree(line));
                }
            }
            return history;
        } catch (JsonProcessingException e) {
            throw new InputException(file + " is not a history; remove it.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return {@code rows}, {@code <column>.<mean|missing|…>} and {@code checks.<id>}: what rules can name */
    public static ObjectNode numbers(JsonNode profile, CheckResult checks) {
        ObjectNode numbers = Json.object().put("rows", checks.rows());
        for (JsonNode column : profile.path("columns")) {
            String name = column.path("name").asText();
            for (String key : OF_COLUMNS) {
                if (column.path(key).isNumber()) {
                    numbers.set(name + "." + key, column.get(key));
                }
            }
            numbers.put(
                    name + ".missingShare",
                    checks.rows() == 0 ? 0 : column.path("missing").asDouble() / checks.rows());
        }
        checks.numbers().forEach((id, number) -> Profile.put(numbers, "checks." + id, number));
        return numbers;
    }

    /** Keeps an accepted dataset's numbers. */
    public void accept(String digest, ObjectNode numbers, Instant at) {
        entries.removeIf(e -> e.path("digest").asText().equals(digest));
        ObjectNode entry = Json.object().put("at", at.toString()).put("digest", digest);
        entry.set("numbers", numbers);
        entries.add(entry);
        List<String> lines = entries.subList(Math.max(0, entries.size() - KEPT), entries.size()).stream()
                .map(Json::line)
                .toList();
        try {
            Files.createDirectories(file.getParent());
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(temporary, lines);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    /**
     * Holds a number against those before.
     *
     * @param rule {@code {metric, last, least, withinStd | withinMad | withinRelative, sameWeekday, severity}}
     * @return what is wrong, or null; too little history is a warning
     * @throws InputException when there is no such number
     */
    public Violation judge(JsonNode rule, ObjectNode numbers, String digest, Instant at, String place) {
        String metric = rule.path("metric").asText();
        if (!numbers.path(metric).isNumber()) {
            return undefined(rule, metric, numbers, place);
        }
        double[] before = entries.stream()
                .filter(e -> !e.path("digest").asText().equals(digest))
                .filter(e -> !rule.path("sameWeekday").asBoolean()
                        || weekday(Instant.parse(e.path("at").asText())).equals(weekday(at)))
                .map(e -> e.at("/numbers").path(metric))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        int last = rule.path("last").asInt(LAST);
        before = Arrays.copyOfRange(before, Math.max(0, before.length - last), before.length);
        int least = rule.path("least").asInt(LEAST);
        if (last < least) {
            throw new InputException(place + ": of the last " + last + " datasets there never are " + least
                    + "; 'least' is 4 unless it is set.");
        }
        if (before.length < least) {
            return new Violation(
                    0,
                    null,
                    "history",
                    null,
                    "warning",
                    metric + ": " + before.length + " earlier datasets are too few to compare with, " + least
                            + " are needed");
        }
        double now = numbers.get(metric).asDouble();
        double[] band = band(rule, before);
        double rounding = ROUNDING * Math.max(Math.abs(now), Math.abs(band[0] + band[1]) / 2);
        if (now >= band[0] - rounding && now <= band[1] + rounding) {
            return null;
        }
        return new Violation(
                0,
                null,
                "history",
                RuleBound.plain(now),
                rule.path("severity").asText("error"),
                "%s is %s, outside %s … %s of the last %d datasets"
                        .formatted(metric, shown(now), shown(band[0]), shown(band[1]), before.length));
    }

    /** A number that was there before, or that a column without values has not, is a finding; any other is a mistake. */
    private Violation undefined(JsonNode rule, String metric, ObjectNode numbers, String place) {
        int dot = metric.lastIndexOf('.');
        String column = metric.substring(0, Math.max(0, dot));
        boolean there = numbers.has(column + ".missingShare");
        boolean before =
                entries.stream().anyMatch(e -> e.at("/numbers").path(metric).isNumber());
        boolean empty = there
                && numbers.path(column + ".missingShare").asDouble() == 1
                && OF_COLUMNS.contains(metric.substring(dot + 1));
        if (!before && !empty) {
            throw new InputException(place + ": there is no number '" + metric
                    + "'; there are rows, <column>.mean, <column>.missingShare, … and checks.<id>.");
        }
        return new Violation(
                0,
                null,
                "history",
                null,
                rule.path("severity").asText("error"),
                metric + " is not there today: "
                        + (empty
                                ? column + " has no values"
                                : there ? column + " has no such number" : "nothing has this number"));
    }

    private static double[] band(JsonNode rule, double[] before) {
        double centre;
        double reach;
        if (rule.has("withinRelative")) {
            centre = before[before.length - 1];
            reach = Math.abs(centre) * rule.get("withinRelative").asDouble();
        } else if (rule.has("withinMad")) {
            double median = median(before);
            centre = median;
            reach = rule.get("withinMad").asDouble()
                    * median(
                            Arrays.stream(before).map(x -> Math.abs(x - median)).toArray());
        } else {
            double mean = Arrays.stream(before).average().orElseThrow();
            double squares =
                    Arrays.stream(before).map(x -> (x - mean) * (x - mean)).sum();
            centre = mean;
            reach = rule.path("withinStd").asDouble() * Math.sqrt(squares / (before.length - 1));
        }
        return new double[] {centre - reach, centre + reach};
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String shown(double value) {
        return RuleBound.plain(new java.math.BigDecimal(value)
                .round(new java.math.MathContext(6))
                .doubleValue());
    }

    private static java.time.DayOfWeek weekday(Instant at) {
        return at.atZone(ZoneOffset.UTC).getDayOfWeek();
    }
}
