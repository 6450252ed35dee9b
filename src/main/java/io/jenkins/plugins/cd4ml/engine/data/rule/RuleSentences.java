package io.jenkins.plugins.cd4ml.engine.data.rule;

import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import java.util.Map;

/** The sentences of broken rules, the same for files and tables. */
public final class RuleSentences {
    private RuleSentences() {}

    /** @param number what the rule came to in {@code rows} records; @param types of the columns */
    public static String says(Rule rule, double number, long rows, Map<String, String> types) {
        if (rule.says() != null) {
            return rule.says() + " (" + RuleBound.plain(rule.bound().number(number, rows)) + ", must be "
                    + rule.bound().text() + ")";
        }
        if (rule.bound().mostly()) {
            return (rule.column() == null ? "" : rule.column() + ": ") + RuleBound.plain(number) + " of " + rows
                    + " values break " + rule.kind().text() + " where the contract wants "
                    + rule.bound().text() + " to keep it";
        }
        return switch (rule.kind()) {
            case ROW_COUNT ->
                RuleBound.plain(number) + " rows where the contract wants "
                        + rule.bound().text();
            case FRESHNESS ->
                rule.column() + ": the newest is " + RuleBound.plain(number) + " hours old, the contract wants "
                        + rule.bound().text();
            case PHYSICAL_TYPE ->
                rule.column() + " is " + types.get(rule.columns().get(0)) + " where the contract wants "
                        + rule.argument();
            case SQL ->
                (rule.column() == null ? "" : rule.column() + ": ") + "the query of " + rule.place() + " gave "
                        + RuleBound.plain(number) + " where the contract wants "
                        + rule.bound().text();
            default ->
                rule.column() + ": " + RuleBound.plain(rule.bound().number(number, rows))
                        + (rule.bound().percent() ? " %" : "") + " "
                        + rule.kind().text() + " where the contract wants "
                        + rule.bound().text();
        };
    }

    /** @return what one value, or a missing one, breaks */
    public static String broken(Rule rule, String value) {
        String quoted = value == null ? "no value" : "'" + Violation.shown(value) + "'";
        return switch (rule.kind()) {
            case REQUIRED, NULL_VALUES -> "no value";
            case MISSING_VALUES -> quoted + " counts as missing";
            case TYPE -> quoted + " is not of type " + rule.argument();
            case UNIQUE -> quoted + " is there more than once";
            case VALID_VALUES -> quoted + " is not one of " + rule.argument();
            case PATTERN -> quoted + " does not match " + rule.argument();
            case CONDITION -> quoted + " breaks " + rule.argument();
            case FORMAT -> quoted + " has not the format " + rule.argument();
            case FOREIGN_KEY -> quoted + " is not in " + rule.argument();
            default -> quoted + " breaks " + rule.kind().text() + " " + rule.argument();
        };
    }
}
