package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks in Soda's language, {@code checks for TABLE:}. */
final class SodaChecks implements ContractFormat {
    private static final String FOR = "checks for ";
    private static final Pattern CHECK = Pattern.compile(
            "(?<metric>[a-z_]+)\\s*(?:\\((?<columns>[^)]*)\\))?\\s*(?:(?<operator><=|>=|!=|<>|=|<|>)\\s*(?<number>-?[\\d.]+)\\s*(?<percent>%)?"
                    + "|(?<not>not\\s+)?between\\s+(?<low>-?[\\d.]+)\\s*%?\\s+and\\s+(?<high>-?[\\d.]+)\\s*(?<percents>%)?)?\\s*");
    private static final Pattern AGE = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?");
    private static final Map<String, String> OPERATORS = Map.of(
            "=", "mustBe",
            "!=", "mustNotBe",
            "<>", "mustNotBe",
            "<", "mustBeLessThan",
            "<=", "mustBeLessOrEqualTo",
            ">", "mustBeGreaterThan",
            ">=", "mustBeGreaterOrEqualTo");
    private static final Map<String, String> AGGREGATES = Map.of(
            "min", "min", "max", "max", "avg", "avg", "sum", "sum", "stddev", "stddev_samp", "variance", "var_samp");

    /** What Soda lists for values, and what a contract calls it. */
    private static final Map<String, String> VALID = Map.of(
            "valid values", "validValues",
            "valid regex", "pattern",
            "valid min", "minimum",
            "valid max", "maximum",
            "valid min length", "minLength",
            "valid max length", "maxLength",
            "valid format", "format");

    @Override
    public String name() {
        return "soda";
    }

    @Override
    public String described() {
        return "a file of Soda's checks";
    }

    @Override
    public boolean suits(JsonNode document) {
        return document.properties().stream()
                .anyMatch(e -> e.getKey().startsWith(FOR) && e.getValue().isArray());
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            if (!entry.getKey().startsWith(FOR) || !entry.getValue().isArray()) {
                contract.lost(entry.getKey(), "only lists of checks are carried over");
                continue;
            }
            String table = entry.getKey().substring(FOR.length()).strip();
            for (JsonNode check : entry.getValue()) {
                if (check.isTextual()) {
                    check(contract, contract.table(table), check.asText(), Json.object());
                } else {
                    check.properties().forEach(e -> check(contract, contract.table(table), e.getKey(), e.getValue()));
                }
            }
        }
    }

    private static void check(ImportedContract contract, ImportedTable table, String text, JsonNode options) {
        String severity = "";
        String line = text;
        Matcher check = CHECK.matcher(line);
        boolean bounded = check.matches() && (check.group("operator") != null || check.group("low") != null);
        for (String level : List.of("fail", "warn")) { // alert levels: when it fails, not what must hold
            if (!bounded && options.path(level).asText("").startsWith("when ")) {
                line = text + " " + negated(options.get(level).asText().substring("when ".length()));
                severity = "warn".equals(level) ? "warning" : "";
                check = CHECK.matcher(line);
                bounded = check.matches() && (check.group("operator") != null || check.group("low") != null);
                if (bounded && "fail".equals(level) && options.has("warn")) {
                    table.lost(text, "a check of two levels keeps the one that fails");
                }
            }
        }
        if ("schema".equals(text)) {
            schema(table, options);
        } else if (text.matches("freshness\\s*\\(\\w+\\)\\s*<\\s*\\w+")) {
            freshness(contract, table, text);
        } else if (text.matches("values in \\(\\w+\\) must exist in .+ \\(\\w+\\)")) {
            String[] parts = text.split("[()]");
            table.column(parts[1])
                    .withArray("/relationships")
                    .addObject()
                    .put("to", parts[2].replaceFirst(".* in ", "").strip() + "." + parts[3]);
        } else if (!bounded || options.has("filter") && !options.get("filter").isTextual()) {
            table.lost(text, "no rule of a contract means this");
        } else {
            bounded(table, text, check, options, severity);
        }
    }

    private static String negated(String bound) {
        String plain = bound.strip();
        String[][] opposites = {{">=", "<"}, {"<=", ">"}, {"!=", "="}, {">", "<="}, {"<", ">="}, {"=", "!="}};
        for (String[] pair : opposites) {
            if (plain.startsWith(pair[0])) {
                return pair[1] + plain.substring(pair[0].length());
            }
        }
        return plain.startsWith("not between")
                ? plain.substring(4)
                : plain.startsWith("between") ? "not " + plain : plain;
    }

    private static void bounded(ImportedTable table, String text, Matcher check, JsonNode options, String severity) {
        String metric = check.group("metric").replaceFirst("_percent$", "_count");
        List<String> columns = new ArrayList<>();
        if (check.group("columns") != null) {
            for (String column : check.group("columns").split(",")) {
                columns.add(column.strip().replaceAll("^\"|\"$", ""));
            }
        }
        String column = columns.isEmpty() ? null : columns.get(0);
        String where = options.hasNonNull("filter") ? options.get("filter").asText() : null;
        ImportedRule rule =
                switch (metric) {
                    case "row_count" -> column == null ? new ImportedRule("rowCount") : null;
                    case "missing_count" -> missing(options);
                    case "duplicate_count" ->
                        columns.size() > 1
                                ? new ImportedRule("duplicateValues").columns(columns)
                                : new ImportedRule("duplicateValues");
                    case "invalid_count" -> invalid(table, column, text, options);
                    default -> null;
                };
        if (rule != null && (column != null || "row_count".equals(metric))) {
            bound(rule.with("where", where).severity(severity), check);
            if (check.group("metric").endsWith("_percent")) {
                rule.percent();
            }
            table.rule(column, rule);
        } else if (AGGREGATES.containsKey(metric)
                && column != null
                && where == null
                && check.group("percent") == null) {
            table.numbers(column);
            ObjectNode query = table.query(
                    "SELECT " + AGGREGATES.get(metric) + "(" + ImportedTable.id(column) + ") FROM {object}", severity);
            ImportedRule bound = bound(new ImportedRule("sql"), check);
            bound.node().properties().stream()
                    .filter(e -> e.getKey().startsWith("must"))
                    .forEach(e -> query.set(e.getKey(), e.getValue()));
        } else {
            table.lost(text, "no rule of a contract means this");
        }
    }

    private static ImportedRule bound(ImportedRule rule, Matcher check) {
        if (check.group("operator") != null) {
            return rule.bound(OPERATORS.get(check.group("operator")), number(check.group("number")));
        }
        return rule.bound(
                check.group("not") == null ? "mustBeBetween" : "mustNotBeBetween",
                Json.MAPPER.createArrayNode().add(number(check.group("low"))).add(number(check.group("high"))));
    }

    private static JsonNode number(String text) {
        return text.matches("-?\\d{1,9}")
                ? IntNode.valueOf(Integer.parseInt(text))
                : DecimalNode.valueOf(new BigDecimal(text));
    }

    private static ImportedRule missing(JsonNode options) {
        return options.path("missing values").isArray()
                ? new ImportedRule("missingValues").with("missingValues", options.get("missing values"))
                : new ImportedRule("nullValues");
    }

    /** @return null where nothing says what is valid */
    private static ImportedRule invalid(ImportedTable table, String column, String text, JsonNode options) {
        ImportedRule rule = new ImportedRule("invalidValues");
        boolean any = false;
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            String key = VALID.get(option.getKey());
            if (key == null) {
                if (!option.getKey().matches("name|filter|warn|fail|samples limit|attributes|identity")) {
                    table.lost(text + ", " + option.getKey(), "no rule of a contract means this");
                }
                continue;
            }
            JsonNode value = option.getValue();
            if (key.equals("minimum") || key.equals("maximum")) {
                table.numbers(column);
            } else if (key.equals("pattern")) {
                value = TextNode.valueOf(
                        value.asText().matches("\\^.*\\$") ? value.asText() : Regexes.search(value.asText()));
            } else if (key.equals("format")) {
                String format = value.asText().replace("ip address", "ipv4");
                if (!format.matches("email|uuid|ipv4|ipv6")) {
                    table.lost(text + ", valid format " + format, "the standard has no such format");
                    continue;
                }
                value = TextNode.valueOf(format);
            }
            rule.with(key, value);
            any = true;
        }
        return any ? rule : null;
    }

    private static void schema(ImportedTable table, JsonNode options) {
        for (String level : List.of("fail", "warn")) {
            JsonNode when = options.path(level);
            for (Map.Entry<String, JsonNode> each : when.properties()) {
                if (each.getKey().equals("when required column missing")) {
                    each.getValue().forEach(c -> table.exists(c.asText()));
                } else if (each.getKey().equals("when wrong column type")) {
                    each.getValue()
                            .properties()
                            .forEach(c -> table.column(c.getKey())
                                    .put("physicalType", c.getValue().asText()));
                } else {
                    table.lost("schema, " + each.getKey(), "no rule of a contract means this");
                }
            }
        }
    }

    private static void freshness(ImportedContract contract, ImportedTable table, String text) {
        String column = text.replaceFirst("^[^(]*\\(", "").replaceFirst("\\).*$", "");
        Matcher age = AGE.matcher(text.replaceFirst("^[^<]*<\\s*", ""));
        if (!age.matches() || age.group().isEmpty()) {
            table.lost(text, "its age is not understood");
            return;
        }
        double hours = 0;
        double[] each = {24, 1, 1 / 60.0};
        for (int i = 0; i < each.length; i++) {
            hours += age.group(i + 1) == null ? 0 : Integer.parseInt(age.group(i + 1)) * each[i];
        }
        table.type(column, "timestamp");
        contract.freshness(table.name() + "." + column, hours);
    }
}
