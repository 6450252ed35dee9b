package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Consumer;

/**
 * A range of a column's values. What a contract compares depends on the column's type, which is the one that the bounds
 * have where nothing else says it.
 *
 * @param above whether the least value itself is not in the range; {@code below} likewise
 */
record Bounds(JsonNode least, boolean above, JsonNode most, boolean below) {
    private static final String DATE = "\\d{4}-\\d{2}-\\d{2}";
    private static final String TIME = DATE + "[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?\\d*(Z|[+-]\\d{2}:?\\d{2})?";

    /**
     * Makes the rule and gives the column its type.
     *
     * @return why there is none, or null
     */
    String into(ImportedTable table, String column, Consumer<ImportedRule> add) {
        String type = kind(least) == null ? kind(most) : kind(least);
        if (type == null
                || kind(least) != null
                        && kind(most) != null
                        && !family(kind(least)).equals(family(kind(most)))) {
            return "its bounds are neither numbers nor times: " + least + " to " + most;
        }
        String declared = table.type(column);
        if (!table.column(column).has("logicalType")) {
            boolean time = type.equals("date") && "timestamp".equals(kind(most));
            table.type(column, time ? "timestamp" : type);
        } else if (!family(declared).equals(family(type))) {
            return "its bounds are of another type than the column, which is " + declared;
        }
        ImportedRule rule = new ImportedRule("invalidValues");
        if (kind(least) != null) {
            rule.with(above ? "exclusiveMinimum" : "minimum", plain(least));
        }
        if (kind(most) != null) {
            rule.with(below ? "exclusiveMaximum" : "maximum", plain(most));
        }
        add.accept(rule);
        return null;
    }

    private static JsonNode plain(JsonNode bound) {
        return bound.isTextual() ? TextNode.valueOf(bound.asText().replaceFirst("(\\.\\d{6})\\d+", "$1")) : bound;
    }

    private static String kind(JsonNode bound) {
        return bound.isNumber()
                ? "number"
                : bound.asText("").matches(DATE) ? "date" : bound.asText("").matches(TIME) ? "timestamp" : null;
    }

    private static String family(String type) {
        return type.matches("integer|number") ? "number" : type.matches("date|timestamp") ? "time" : type;
    }
}
