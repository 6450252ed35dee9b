package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A schema of TensorFlow Data Validation, as the text of its protocol buffer ({@code schema.pbtxt}). */
final class TfdvSchema implements ContractFormat {
    private static final Set<String> CARRIED = Set.of(
            "name",
            "type",
            "presence",
            "domain",
            "int_domain",
            "float_domain",
            "string_domain",
            "bool_domain",
            "distribution_constraints",
            "unique_constraints",
            "annotation",
            "deprecated",
            "lifecycle_stage",
            "shape",
            "value_count");

    @Override
    public String name() {
        return "tfdv";
    }

    @Override
    public String described() {
        return "a schema of TensorFlow Data Validation as text";
    }

    @Override
    public JsonNode tree(Path file) throws IOException {
        return new TextProto(Files.readString(file)).message();
    }

    @Override
    public boolean suits(JsonNode document) {
        return document.path("feature").isArray();
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        ImportedTable table = contract.table("");
        Map<String, JsonNode> domains = new HashMap<>();
        document.path("string_domain").forEach(d -> domains.put(text(d, "name"), d.path("value")));
        for (JsonNode feature : document.path("feature")) {
            feature(table, feature, domains);
        }
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            if (!entry.getKey().matches("feature|string_domain|default_environment")) {
                contract.lost(entry.getKey(), "no rule of a contract means this");
            }
        }
        if (document.has("default_environment")) {
            contract.lost("default_environment", "a contract has no environments; every column is looked for");
        }
    }

    /** Every field is a list in a text: the first one. */
    private static JsonNode one(JsonNode message, String key) {
        return message.path(key).path(0);
    }

    private static String text(JsonNode message, String key) {
        return one(message, key).asText("");
    }

    private static void feature(ImportedTable table, JsonNode feature, Map<String, JsonNode> domains) {
        String name = text(feature, "name");
        if (text(feature, "lifecycle_stage").matches("DEPRECATED|PLANNED|ALPHA|DEBUG_ONLY|DERIVED")) {
            table.lost("feature " + name, "TensorFlow Data Validation passes over it");
            return;
        }
        String domain = text(feature, "domain");
        JsonNode own = one(feature, "string_domain");
        JsonNode values = own.isMissingNode() ? domains.get(domain) : own.path("value");
        JsonNode mostly = one(one(feature, "distribution_constraints"), "min_domain_mass");
        boolean told = feature.has("bool_domain");
        table.type(
                name,
                told
                        ? "boolean"
                        : switch (text(feature, "type")) {
                            case "INT" -> "integer";
                            case "FLOAT" -> "number";
                            case "BYTES" -> "string";
                            default -> null;
                        });
        table.column(name);
        presence(table, name, one(feature, "presence"));
        for (String kind : List.of("int_domain", "float_domain")) {
            range(table, name, one(feature, kind), mostly);
        }
        if (values != null && !values.isEmpty()) {
            table.rule(
                    name,
                    new ImportedRule("invalidValues")
                            .with("validValues", values)
                            .mostly(mostly));
        } else if (!domain.isEmpty()) {
            table.lost("domain " + domain + " of " + name, "the schema does not have it");
        }
        JsonNode unique = one(feature, "unique_constraints");
        if (!unique.isMissingNode()) {
            ObjectNode node = table.query("SELECT count(DISTINCT " + ImportedTable.id(name) + ") FROM {object}", "");
            node.putArray("mustBeBetween")
                    .add(number(unique, "min", 0))
                    .add(number(unique, "max", Long.MAX_VALUE >> 11));
        }
        JsonNode count = one(feature, "value_count");
        if (!count.isMissingNode()
                && (one(count, "min").asLong(1) != 1 || one(count, "max").asLong(1) != 1)) {
            table.lost("value_count of " + name, "a column has one value a row");
        }
        for (Map.Entry<String, JsonNode> entry : feature.properties()) {
            if (!CARRIED.contains(entry.getKey())) {
                table.lost(entry.getKey() + " of " + name, "no rule of a contract means this");
            }
        }
    }

    private static JsonNode number(JsonNode message, String key, long other) {
        return DecimalNode.valueOf(new BigDecimal(one(message, key).asText(Long.toString(other))));
    }

    private static void presence(ImportedTable table, String name, JsonNode presence) {
        if (presence.isMissingNode()) {
            return;
        }
        JsonNode fraction = one(presence, "min_fraction");
        if (fraction.asDouble() >= 1) {
            table.required(name);
        } else if (fraction.asDouble() > 0) {
            table.rule(name, new ImportedRule("nullValues").mostly(fraction));
        } else {
            table.exists(name);
        }
        if (one(presence, "min_count").asLong(1) > 1) {
            table.query("SELECT count(" + ImportedTable.id(name) + ") FROM {object}", "")
                    .set("mustBeGreaterOrEqualTo", one(presence, "min_count"));
        }
    }

    private static void range(ImportedTable table, String name, JsonNode domain, JsonNode mostly) {
        ImportedRule rule = new ImportedRule("invalidValues").mostly(mostly);
        rule.with("minimum", one(domain, "min")).with("maximum", one(domain, "max"));
        if (rule.has("minimum") || rule.has("maximum")) {
            if (!table.type(name).matches("integer|number")) {
                table.lost("the domain of " + name, "its type is none of numbers");
            } else {
                table.rule(name, rule);
            }
        }
        if ("true".equals(text(domain, "disallow_nan")) || "true".equals(text(domain, "disallow_inf"))) {
            table.rule(
                    null,
                    ImportedRule.condition(
                            List.of(name), "abs(" + ImportedTable.id(name) + ") <= 1.7976931348623157E308"));
        }
    }
}
