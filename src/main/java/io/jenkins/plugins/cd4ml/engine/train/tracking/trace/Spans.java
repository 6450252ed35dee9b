package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** What a search finds in a span. */
final class Spans {
    private static final String TYPE = "mlflow.spanType";
    private static final String ATTRIBUTES = "attributes.";

    private Spans() {}

    /** @param key {@code name}, {@code type}, {@code status}, {@code content} or {@code attributes.<key>} */
    static String field(JsonNode span, String key) {
        if (key.startsWith(ATTRIBUTES)) {
            return attribute(span, key.substring(ATTRIBUTES.length()));
        }
        return switch (key) {
            case "name" -> span.path("name").asText();
            case "type" -> attribute(span, TYPE);
            case "status" ->
                switch (span.at("/status/code").asInt()) {
                    case 1 -> "OK";
                    case 2 -> "ERROR";
                    default -> "UNSET";
                };
            case "content" -> text(span);
            default -> null;
        };
    }

    /** @return the words of a span: its name, and what its attributes and events hold */
    static String text(JsonNode span) {
        StringBuilder text = new StringBuilder(span.path("name").asText());
        words(span, text);
        span.path("events").forEach(event -> {
            text.append('\n').append(event.path("name").asText());
            words(event, text);
        });
        return text.toString();
    }

    private static void words(JsonNode of, StringBuilder text) {
        for (JsonNode attribute : of.path("attributes")) {
            text.append('\n').append(attribute.path("key").asText()).append(": ");
            attribute.path("value").forEach(v -> text.append(v.isContainerNode() ? Json.line(v) : v.asText()));
        }
    }

    /** MLflow writes attributes as JSON texts. */
    private static String attribute(JsonNode span, String key) {
        for (JsonNode attribute : span.path("attributes")) {
            if (attribute.path("key").asText().equals(key)) {
                String text = attribute.at("/value/string_value").asText();
                boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
                return quoted ? text.substring(1, text.length() - 1) : text;
            }
        }
        return null;
    }
}
