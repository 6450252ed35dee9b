package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Tables in markdown. */
public final class Markdown {
    private Markdown() {}

    /** @return the verdict of a gate report and a row a gate */
    public static String gates(JsonNode report) {
        StringBuilder table = new StringBuilder("| gate | verdict | reason |\n|---|---|---|\n");
        report.path("items")
                .forEach(item -> row(
                        table,
                        item.path("name").asText(),
                        item.path("verdict").asText(),
                        item.path("reason").asText()));
        return "**" + plain(report.path("verdict").asText()) + "**\n\n"
                + table.toString().stripTrailing();
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
                .replace("{{", "{ {")
                .replaceAll("([\\\\`*_\\[\\]|])", "\\\\$1");
    }
}
