package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSentences;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What holding a dataset against its contract gave, wherever it was computed. */
public interface CheckResult {
    long rows();

    /** @return how many records break a rule of the record */
    long brokenRecords();

    /** @return the number that each rule came to, by the rule's id: offending records, or what it computes */
    Map<String, Double> numbers();

    List<Violation> violations();

    /** @return how many records a rule is about: what a share is of */
    long basis(Rule rule);

    default boolean valid() {
        return violations().stream().noneMatch(Violation::error);
    }

    /** Adds what is wrong with the dataset as such: columns that it lacks, no rows. @param named in the sentences */
    static void schema(
            Contract contract, Collection<String> columns, long rows, String named, List<Violation> violations) {
        new HeaderCheck(contract, columns, named).judge(violations);
        if (rows == 0) {
            violations.add(new Violation(0, null, "rowCount", "0", "error", "no rows in " + named));
        }
    }

    /**
     * Holds a rule's number against its bound, and adds what is wrong; not where each record that breaks it is shown.
     *
     * @param types the columns' own types by name
     */
    static boolean holds(Rule rule, double number, long rows, Map<String, String> types, List<Violation> violations) {
        boolean holds = rule.bound().holds(number, rows);
        boolean shown = rule.bound().equals(RuleBound.NONE_BROKEN)
                && (rule.kind().ofRecord() || rule.kind() == Rule.Kind.UNIQUE);
        if (!holds && !shown) {
            violations.add(new Violation(
                    0,
                    rule.column(),
                    rule.kind().text(),
                    RuleBound.plain(number),
                    rule.severity(),
                    RuleSentences.says(rule, number, rows, types)));
        }
        return holds;
    }
}
