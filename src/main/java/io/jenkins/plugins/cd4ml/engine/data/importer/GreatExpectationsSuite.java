package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;

/** An expectation suite of Great Expectations as JSON, of version 1 or before it. */
final class GreatExpectationsSuite implements ContractFormat {
    @Override
    public String name() {
        return "gx";
    }

    @Override
    public String described() {
        return "an expectation suite of Great Expectations";
    }

    @Override
    public boolean suits(JsonNode document) {
        return document.path("expectations").isArray();
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        contract.name(document.path("name")
                .asText(document.path("expectation_suite_name").asText("")));
        ImportedTable table = contract.table("");
        JsonNode all = document.path("expectations");
        for (JsonNode each : all) { // types first: bounds of numbers need them
            JsonNode arguments = each.path("kwargs");
            if (type(each).matches("expect_column_values_to_be_(of_type|in_type_list)") && arguments.has("column")) {
                type(table, each, arguments);
            }
        }
        for (JsonNode each : all) {
            if (!type(each).matches("expect_column_values_to_be_(of_type|in_type_list)")) {
                String severity = each.path("severity").asText("");
                new Expectation(table, type(each), each.path("kwargs"), severity, false).read();
            }
        }
    }

    private static String type(JsonNode expectation) {
        return expectation
                .path("type")
                .asText(expectation.path("expectation_type").asText("an expectation without a type"));
    }

    private static void type(ImportedTable table, JsonNode each, JsonNode arguments) {
        String column = arguments.path("column").asText();
        JsonNode list = arguments.path("type_list");
        String given = list.isArray() && !list.isEmpty()
                ? list.get(0).asText()
                : arguments.path("type_").asText();
        String logical = LogicalTypes.of(given);
        if (logical == null) {
            table.column(column);
            table.lost(type(each) + " of " + column, "the type '" + given + "' has no logical type");
        } else {
            table.type(column, logical);
            if (arguments.path("mostly").asDouble(1) < 1) {
                table.column(column)
                        .withArray("/customProperties")
                        .addObject()
                        .put("property", "mostly")
                        .set("value", arguments.get("mostly"));
            }
        }
    }
}
