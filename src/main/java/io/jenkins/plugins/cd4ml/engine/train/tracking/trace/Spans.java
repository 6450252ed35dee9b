package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

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

    /** @return as MLflow writes it into files: attributes by their names, the status by its name */
    static ObjectNode written(JsonNode span) {
        ObjectNode written = Json.object();
        for (String name : List.of("trace_id", "span_id", "name")) {
            written.set(name, span.path(name));
        }
        written.put("parent_span_id", span.path("parent_span_id").asText(null));
        for (String name : List.of("start_time_unix_nano", "end_time_unix_nano")) {
            written.put(name, span.path(name).asLong());
        }
        ArrayNode events = written.putArray("events");
        for (JsonNode event : span.path("events")) {
            events.addObject()
                    .put("name", event.path("name").asText())
                    .put("time_unix_nano", event.path("time_unix_nano").asLong())
                    .set("attributes", attributes(event, false));
        }
        written.putObject("status")
                .put("code", "STATUS_CODE_" + field(span, "status"))
                .put("message", span.at("/status/message").asText());
        written.set("attributes", attributes(span, true));
        written.putArray("links");
        return written;
    }

    /** @return the values by their names; those of spans as JSON texts, as MLflow keeps them */
    private static ObjectNode attributes(JsonNode of, boolean texts) {
        ObjectNode attributes = Json.object();
        for (JsonNode attribute : of.path("attributes")) {
            JsonNode value = plain(attribute.path("value"));
            attributes.set(
                    attribute.path("key").asText(),
                    texts ? JsonNodeFactory.instance.textNode(Json.line(value)) : value);
        }
        return attributes;
    }

    private static JsonNode plain(JsonNode value) {
        if (value.has("array_value")) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            value.at("/array_value/values").forEach(item -> array.add(plain(item)));
            return array;
        }
        if (value.has("kvlist_value")) {
            ObjectNode object = Json.object();
            value.at("/kvlist_value/values")
                    .forEach(pair -> object.set(pair.path("key").asText(), plain(pair.path("value"))));
            return object;
        }
        for (JsonNode only : value) { // one, by its type
            return only;
        }
        return JsonNodeFactory.instance.nullNode();
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
