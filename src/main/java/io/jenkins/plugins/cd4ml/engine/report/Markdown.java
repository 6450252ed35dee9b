package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Tables in markdown. */
public final class Markdown {
    private Markdown() {}

    /** @return the verdict of a gate report and a row a gate, the members of a group below it */
    public static String gates(JsonNode report) {
        StringBuilder table = new StringBuilder("| gate | verdict | reason |\n|---|---|---|\n");
        gates(table, report.path("items"), "");
        return "**" + plain(report.path("verdict").asText()) + "**\n\n"
                + table.toString().stripTrailing();
    }

    private static void gates(StringBuilder table, JsonNode items, String indent) {
        for (JsonNode item : items) {
            boolean shown = item.path("informational").asBoolean();
            row(
                    table,
                    indent + item.path("name").asText(),
                    item.path("verdict").asText() + (shown ? " (informational)" : ""),
                    item.path("reason").asText());
            gates(table, item.path("members"), indent + "– ");
        }
    }

    static void row(StringBuilder table, String... cells) {
        for (String cell : cells) {
            table.append("| ").append(plain(cell)).append(' ');
        }
        table.append("|\n");
    }

    /** Names come from users and data: no markup, no cell ends, no mention, and no part of a template. */
    public static String plain(String text) {
        return String.valueOf(text)
                .replaceAll("\\p{Cntrl}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("{", "&#123;")
                .replaceAll("([\\\\`*_~$\\[\\]|])", "\\\\$1");
    }
}
