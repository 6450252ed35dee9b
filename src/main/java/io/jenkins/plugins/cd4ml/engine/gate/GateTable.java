package io.jenkins.plugins.cd4ml.engine.gate;

import io.jenkins.plugins.cd4ml.engine.gate.limit.NumberFormat;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The gates as plain text, a line a gate; members of a group are indented, reasons stand below what did not pass. */
final class GateTable {
    private static final int WIDTH = 120;
    private static final int NAME = 60;
    /** Verdict, observed, bound and champion with their gaps. */
    private static final String REST = "  %-16s  %11s  %11s  %11s";

    private final StringBuilder text = new StringBuilder();
    private final int name;

    private GateTable(int name) {
        this.name = name;
    }

    static String of(List<GateItem> items) {
        GateTable table = new GateTable(Math.max(4, Math.min(NAME, longest(items, 0))));
        table.line("gate", "verdict", "observed", "bound", "champion");
        table.rows(items, "");
        return table.text.toString();
    }

    private static int longest(List<GateItem> items, int indent) {
        int longest = 0;
        for (GateItem item : items) {
            int own = indent + safe(item.name()).length();
            longest = Math.max(longest, Math.max(own, longest(item.members(), indent + 2)));
        }
        return longest;
    }

    private void rows(List<GateItem> items, String indent) {
        for (GateItem item : items) {
            String title = indent + safe(item.name());
            line(
                    title.length() > name ? title.substring(0, name - 1) + "…" : title,
                    item.verdict() + (item.informational() ? " (i)" : ""),
                    number(item.observed(), item.bound(), item.baseline()),
                    number(item.bound(), item.observed()),
                    number(item.baseline(), item.observed()));
            if (item.verdict() != Verdict.PASSED && item.members().isEmpty()) {
                wrap(safe(item.reason()), indent + "    ");
            }
            rows(item.members(), indent + "  ");
        }
    }

    private void line(String title, String verdict, String observed, String bound, String champion) {
        String line = String.format("%-" + name + "s" + REST, title, verdict, observed, bound, champion);
        text.append(line.stripTrailing()).append('\n');
    }

    private void wrap(String reason, String indent) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : reason.split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line.setLength(indent.length());
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        text.append(line).append('\n');
    }

    private static String number(Double value, Double... others) {
        double[] apart = Stream.of(others)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return value == null ? "" : NumberFormat.number(value, apart);
    }

    /** Names and reasons hold what users and data say; a control character must not move the terminal's cursor. */
    private static String safe(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
