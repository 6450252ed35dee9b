package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code slaProperties}: the freshness of a column; what else is promised of the service no rows can keep. */
final class ServiceLevels {
    /** By the unit without a plural's s; a month has 30 days, a year 365. */
    private static final Map<String, Double> HOURS = Map.ofEntries(
            Map.entry("", 1 / 3600.0), // s
            Map.entry("sec", 1 / 3600.0),
            Map.entry("second", 1 / 3600.0),
            Map.entry("m", 1 / 60.0),
            Map.entry("min", 1 / 60.0),
            Map.entry("minute", 1 / 60.0),
            Map.entry("h", 1.0),
            Map.entry("hr", 1.0),
            Map.entry("hour", 1.0),
            Map.entry("d", 24.0),
            Map.entry("day", 24.0),
            Map.entry("w", 168.0),
            Map.entry("wk", 168.0),
            Map.entry("week", 168.0),
            Map.entry("mo", 720.0),
            Map.entry("month", 720.0),
            Map.entry("y", 8760.0),
            Map.entry("yr", 8760.0),
            Map.entry("year", 8760.0));

    private final ContractReader contract;
    private final ContractYaml yaml;

    ServiceLevels(ContractReader contract, ContractYaml yaml) {
        this.contract = contract;
        this.yaml = yaml;
    }

    /** @param table the table that is read: levels of others are passed over */
    void read(JsonNode root, String table) {
        JsonNode levels = yaml.list(root, "slaProperties", "");
        for (int i = 0; i < levels.size(); i++) {
            JsonNode level = levels.get(i);
            String at = "/slaProperties/" + i;
            String element =
                    level.path("element").asText(root.path("slaDefaultElement").asText(""));
            if (element.startsWith(table + ".") || !ofAnother(root, element)) {
                level(level, at, element.startsWith(table + ".") ? element.substring(table.length() + 1) : element);
            }
        }
    }

    /** {@code {property: freshness, value: 24, unit: h, element: table.column}}. */
    private void level(JsonNode level, String at, String column) {
        String property = level.path("property").asText("?");
        if (ContractKeys.PROMISES.contains(property.toLowerCase(Locale.ROOT))) {
            yaml.unchecked(at, "slaProperties " + property);
            return;
        }
        yaml.only(level, ContractKeys.SERVICE, at);
        String unit = level.path("unit").asText("d").strip().toLowerCase(Locale.ROOT);
        Double hours = HOURS.get(unit.isEmpty() ? "d" : unit.replaceFirst("s$", ""));
        if (!property.toLowerCase(Locale.ROOT).matches("freshness|latency|ly")
                || hours == null
                || column.isEmpty()
                || !level.path("value").isNumber()) {
            yaml.left(at, "the service level '" + property + "'");
        } else if (!contract.has(column)) {
            yaml.left(
                    at, "the service level '" + property + "' of '" + column + "', which is no column of the contract");
        } else {
            double value = level.get("value").asDouble();
            if (!(value > 0 && Double.isFinite(value))) {
                throw yaml.mistake(at + "/value", " must be more than zero.");
            }
            RuleBound bound = new RuleBound("mustBeLessOrEqualTo", value * hours, 0, false);
            contract.add(
                    Kind.FRESHNESS,
                    List.of(column),
                    null,
                    bound,
                    null,
                    QualityReader.severity(yaml, level, at),
                    Tolerance.ofProperties(yaml, level, at).where(),
                    at);
        }
    }

    private static boolean ofAnother(JsonNode root, String element) {
        for (JsonNode each : root.path("schema")) {
            if (element.startsWith(each.path("name").asText() + ".")) {
                return true;
            }
        }
        return false;
    }
}
