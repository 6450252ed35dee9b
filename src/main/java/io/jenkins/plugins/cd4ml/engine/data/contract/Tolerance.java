package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a rule is about and how much of it may break it: {@code mostly}, the share that must keep it, and {@code where}, the
 * records that it is about. The standard has no keys for them; a rule has them in its {@code arguments}, a column or a
 * relationship in its {@code customProperties}.
 *
 * @param bound null where no share is tolerated
 * @param where null for all records
 */
record Tolerance(RuleBound bound, String where) {
    static final Tolerance NONE = new Tolerance(null, null);

    /** Of a rule. */
    static Tolerance ofArguments(ContractYaml yaml, JsonNode arguments, String at) {
        return new Tolerance(
                arguments.has("mostly") ? mostly(yaml, arguments.get("mostly"), at + "/mostly") : null,
                arguments.has("where") ? condition(yaml, arguments.get("where"), at + "/where") : null);
    }

    /** Of the keys of a column or a relationship, its own rules. */
    static Tolerance ofProperties(ContractYaml yaml, JsonNode node, String at) {
        RuleBound bound = null;
        String where = null;
        JsonNode properties = node.path("customProperties");
        for (int i = 0; i < properties.size(); i++) {
            String place = at + "/customProperties/" + i;
            JsonNode value = properties.get(i).path("value");
            switch (properties.get(i).path("property").asText()) {
                case "mostly" -> bound = mostly(yaml, value, place);
                case "where" -> where = condition(yaml, value, place);
                default -> {} // of other tools
            }
        }
        return new Tolerance(bound, where);
    }

    private static RuleBound mostly(ContractYaml yaml, JsonNode value, String at) {
        if (!value.isNumber() || !(value.asDouble() > 0 && value.asDouble() <= 1)) {
            throw yaml.mistake(at, " must be a share, above 0 and at most 1.");
        }
        return RuleBound.mostly(value.asDouble());
    }

    /** @return an SQL condition */
    static String condition(ContractYaml yaml, JsonNode value, String at) {
        if (!value.isTextual() || value.asText().isBlank()) {
            throw yaml.mistake(at, " must be an SQL condition such as \"country = 'DE'\".");
        }
        return value.asText().strip();
    }

    /** @return the bound of a rule that has this one otherwise */
    RuleBound or(RuleBound usual) {
        return bound == null ? usual : bound;
    }
}
