package io.jenkins.plugins.cd4ml.engine.gate;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdicts on a model: {@code gates.json}, under the schema {@code gates-report.schema.json}.
 *
 * @param verdict          the worst of the items that are not informational
 * @param modelDigest      of the model that was measured
 * @param evaluationDigest of the {@code evaluation.json} that the verdicts rest on
 */
public record GateReport(
        int format, Verdict verdict, String modelDigest, String evaluationDigest, List<GateItem> items) {
    public GateReport {
        items = items == null ? List.of() : List.copyOf(items);
    }

    GateReport of(String model, String evaluation) {
        return new GateReport(format, verdict, model, evaluation, items);
    }

    /** @return whether a Pipeline may go on: everything passed, or failed softly */
    public boolean passable() {
        return verdict == Verdict.PASSED || verdict == Verdict.WARNING;
    }

    /** @return the answer in one sentence, followed by the reasons of the first three gates that did not pass */
    public String sentence() {
        long counted = items.stream().filter(i -> !i.informational()).count();
        if (verdict == Verdict.PASSED) {
            return counted == 1 ? "The gate passed." : "All " + counted + " gates passed.";
        }
        StringBuilder text = new StringBuilder("Gates: " + verdict + ".");
        items.stream()
                .filter(i -> i.verdict() != Verdict.PASSED && !i.informational())
                .sorted((a, b) -> b.verdict().compareTo(a.verdict()))
                .limit(3)
                .forEach(i -> text.append(' ').append(i.verdict()).append(": ").append(i.reason()));
        return text.toString();
    }

    /** @return the gates that were waived, each with who and until when */
    public List<String> waivers() {
        return all().stream()
                .filter(i -> i.waiver() != null)
                .map(i -> i.name() + " by " + i.waiver().by() + " until "
                        + i.waiver().expires())
                .toList();
    }

    /** @return why the report no longer holds: a waiver that it rests on has expired; null while it does */
    public String lapsed(Instant now) {
        return all().stream()
                .filter(i -> i.waiver() != null && !i.waiver().holds(now))
                .map(i -> "The waiver of '" + i.name() + "' by " + i.waiver().by() + " expired on "
                        + i.waiver().expires() + "; check the gates again.")
                .findFirst()
                .orElse(null);
    }

    /** @return the items, each group followed by its members */
    public List<GateItem> all() {
        List<GateItem> all = new ArrayList<>();
        collect(items, all);
        return all;
    }

    private static void collect(List<GateItem> items, List<GateItem> into) {
        for (GateItem item : items) {
            into.add(item);
            collect(item.members(), into);
        }
    }

    /** @return a table for a terminal, at most 120 characters wide, with the reasons of what did not pass */
    public String table() {
        return GateTable.of(items);
    }
}
