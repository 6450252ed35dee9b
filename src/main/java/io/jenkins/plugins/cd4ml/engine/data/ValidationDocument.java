package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.scan.CheckResult;
import io.jenkins.plugins.cd4ml.engine.data.scan.Profile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Collection;

/** What one dataset's validation came to: {@code validation.json}, its part of the verb's result, and a sentence. */
final class ValidationDocument {
    private final String name;
    private final Contract contract;
    private final ObjectNode document = Json.object();
    private final ObjectNode summary = Json.object();

    /** @param path where the rows are, as people name it */
    ValidationDocument(String name, String path, Contract contract) {
        this.name = name;
        this.contract = contract;
        document.put("format", 1).put("dataset", name).put("path", path).putNull("digest");
        summary.putNull("digest"); // known when the rows were read
    }

    /** @return {@code validation.json}, to be added to */
    ObjectNode document() {
        return document;
    }

    /** @return the dataset's part of the verb's result, to be added to */
    ObjectNode summary() {
        return summary;
    }

    /** Says which version of the dataset this is about. */
    void digest(String digest) {
        document.put("digest", digest);
        summary.put("digest", digest);
    }

    /** Says that the dataset is no table of records. @return the sentence */
    String unreadable(String why) {
        document.put("valid", false).put("error", why);
        summary.put("valid", false).put("error", why);
        return name + " is invalid: " + why;
    }

    /** Writes down every check. @param columns those of the dataset */
    void checks(CheckResult checks, Collection<String> columns) {
        document.put("rows", checks.rows()).put("valid", checks.valid()).put("brokenRecords", checks.brokenRecords());
        ObjectNode counts = document.putObject("violationCounts");
        ArrayNode list = document.putArray("checks");
        for (Rule rule : contract.rules()) {
            Double number = checks.numbers().get(rule.id());
            if (number != null) {
                boolean holds = rule.bound().holds(number, checks.basis(rule));
                ObjectNode node = list.addObject()
                        .put("id", rule.id())
                        .put("rule", rule.kind().text());
                node.put("column", rule.column())
                        .put("severity", rule.severity())
                        .put("bound", rule.bound().text());
                Profile.put(node, "number", rule.bound().number(number, checks.basis(rule)));
                node.put("holds", holds);
                counts.put(rule.id(), holds ? 0 : rule.bound().equals(RuleBound.NONE_BROKEN) ? number.longValue() : 1);
            }
        }
        document.set("violations", Json.MAPPER.valueToTree(checks.violations()));
        document.set("unsupported", Json.MAPPER.valueToTree(contract.unsupported()));
        document.set("notChecked", Json.MAPPER.valueToTree(contract.unchecked()));
        ArrayNode unexpected = document.putArray("columnsBeyondContract");
        if (!contract.columns().isEmpty()) {
            columns.stream().filter(c -> contract.column(c) == null).forEach(unexpected::add);
        }
        summary.put("valid", checks.valid()).put("rows", checks.rows()).put("violations", broken());
    }

    private long broken() {
        long broken = 0;
        for (JsonNode count : document.path("violationCounts")) {
            broken += count.asLong();
        }
        return broken;
    }

    /** @param drift what there is to say of it, as the end of a sentence */
    String sentence(CheckResult checks, String drift) {
        if (checks.valid()) {
            long warnings =
                    checks.violations().stream().filter(v -> v.record() == 0).count();
            long broken = Math.max(broken(), warnings);
            return name + ": " + checks.rows() + " rows, " + checks.numbers().size() + " checks, "
                    + (broken == 0
                            ? "valid"
                            : "valid with " + broken + " warnings: "
                                    + checks.violations().get(0).sentence())
                    + drift + gaps() + ".";
        }
        Violation first = checks.violations().stream()
                .filter(Violation::error)
                .findFirst()
                .orElseThrow();
        long rules = checks.violations().stream()
                .filter(Violation::error)
                .map(v -> v.column() + "/" + v.rule())
                .distinct()
                .count();
        return name + " is invalid: " + first.sentence()
                + (rules > 1 ? ", and " + (rules - 1) + " more broken rules" : "") + gaps() + ".";
    }

    private String gaps() {
        String left = contract.left().isEmpty()
                ? ""
                : "; not checked: " + contract.left().get(0).key()
                        + (contract.left().size() > 1
                                ? " and " + (contract.left().size() - 1) + " more parts of the contract"
                                : "");
        return (contract.unsupported().isEmpty()
                        ? ""
                        : "; " + contract.unsupported().size()
                                + " parts of the contract are not supported and were not checked")
                + left;
    }
}
