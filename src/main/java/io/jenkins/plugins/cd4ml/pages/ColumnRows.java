package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A profile and its drift, joined by column, in the compact form that {@code data.js} draws. */
final class ColumnRows {
    private static final int MOST = 20_000;
    private static final int NAME = 200;

    private final JsonNode profile;
    private final Map<String, JsonNode> drift = new HashMap<>();

    ColumnRows(JsonNode profile, JsonNode drift) {
        this.profile = profile;
        drift.path("columns")
                .forEach(column -> this.drift.put(column.path("name").asText(), column));
    }

    void forEach(Consumer<ArrayNode> each) {
        int count = 0;
        for (JsonNode column : profile.path("columns")) {
            if (count++ < MOST) {
                each.accept(row(column));
            }
        }
    }

    private ArrayNode row(JsonNode column) {
        String name = column.path("name").asText();
        JsonNode moved = drift.getOrDefault(name, Json.object());
        JsonNode reference = moved.path("reference");
        ArrayNode row = Json.MAPPER.createArrayNode();
        row.add(name.length() > NAME ? name.substring(0, NAME) + "…" : name);
        row.add(
                column.path("numeric").asBoolean()
                        ? "number"
                        : column.path("top").isArray() ? "text" : "time");
        row.add(share(column));
        for (String key : new String[] {"distinct", "mean", "min", "max"}) {
            value(row, column.path(key));
        }
        for (String key : new String[] {"psi", "ks", "js"}) {
            value(row, moved.path(key));
        }
        boolean text = reference.path("counts").isArray();
        numbers(row, text ? moved.path("counts") : drawn(column));
        numbers(row, text ? reference.path("counts") : reference.path("histogram"));
        value(row, reference.path("min"));
        value(row, reference.path("max"));
        return row;
    }

    private static double share(JsonNode column) {
        double count = column.path("count").asDouble();
        return count > 0
                ? (column.path("missing").asDouble() + column.path("invalid").asDouble()) / count
                : 0;
    }

    /** Without a reference a text column shows how often its most frequent values are. */
    private static JsonNode drawn(JsonNode column) {
        if (!column.path("top").isArray()) {
            return column.path("histogram");
        }
        ArrayNode counts = Json.MAPPER.createArrayNode();
        column.get("top").forEach(top -> counts.add(top.path("count").asLong()));
        return counts;
    }

    private static void value(ArrayNode row, JsonNode value) {
        if (value.isNumber() || value.isTextual()) {
            row.add(value);
        } else {
            row.addNull();
        }
    }

    private static void numbers(ArrayNode row, JsonNode numbers) {
        ArrayNode all = row.addArray();
        for (JsonNode number : numbers) {
            if (number.isNumber() && all.size() < 64) {
                all.add(number);
            }
        }
    }
}
