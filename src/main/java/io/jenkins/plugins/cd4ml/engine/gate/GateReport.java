package io.jenkins.plugins.cd4ml.engine.gate;

import java.util.List;

/**
 * The verdicts on a model: {@code gates.json}.
 *
 * @param verdict          the worst of the items that are not informational
 * @param modelDigest      of the model that was measured
 * @param evaluationDigest of the {@code evaluation.json} that the verdicts rest on
 */
public record GateReport(
        int format, Verdict verdict, String modelDigest, String evaluationDigest, List<GateItem> items) {
    /** @return whether a Pipeline may go on: everything passed, or failed softly */
    public boolean passable() {
        return verdict == Verdict.PASSED || verdict == Verdict.WARNING;
    }

    /** @return the answer in one sentence */
    public String sentence() {
        long counted = items.stream().filter(i -> !i.informational()).count();
        if (verdict == Verdict.PASSED) {
            return "All " + counted + " gates passed.";
        }
        StringBuilder text = new StringBuilder("Gates: " + verdict + ".");
        items.stream()
                .filter(i -> i.verdict() != Verdict.PASSED && !i.informational())
                .limit(3)
                .forEach(i -> text.append(' ').append(i.verdict()).append(": ").append(i.reason()));
        return text.toString();
    }

    /** @return a table for a terminal, a line a gate */
    public String table() {
        int width = 4;
        for (GateItem item : items) {
            width = Math.max(width, Math.min(44, item.name().length()));
        }
        StringBuilder table = new StringBuilder();
        row(table, width, "gate", "verdict", "observed", "bound", "champion");
        for (GateItem item : items) {
            String name = item.name().length() > width ? item.name().substring(0, width - 1) + "…" : item.name();
            row(table, width, name, item.verdict().name(), number(item.observed()), number(item.bound()), number(item.baseline()));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, int width, String... cells) {
        table.append(String.format("%-" + width + "s  %-12s  %9s  %9s  %9s%n", (Object[]) cells));
    }

    private static String number(Double value) {
        return value == null ? "" : GateCheck.text(value);
    }
}
