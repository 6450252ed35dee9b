package io.jenkins.plugins.cd4ml.engine.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The index of an export for people, in Markdown. */
final class IndexPage {
    private IndexPage() {}

    static String of(JsonNode index) {
        StringBuilder page = new StringBuilder("# ")
                .append(plain(index.path("model").asText()))
                .append(" version ")
                .append(index.path("version").asText())
                .append("\n\n")
                .append(index.path("says").asText())
                .append("\n\n- model: `")
                .append(index.path("digest").asText().replaceAll("[^A-Za-z0-9:]", ""))
                .append("`\n- exported: ")
                .append(index.path("exported").asText())
                .append("\n- signed: ")
                .append(
                        index.hasNonNull("signedBy")
                                ? FilesStatement.SIGNED + ", by the key `"
                                        + index.get("signedBy").asText() + "`"
                                : "by nobody; " + FilesStatement.UNSIGNED + " has the digest of every file")
                .append("\n- audit log: ")
                .append(plain(index.at("/audit/sentence").asText("there is none")))
                .append('\n');
        JsonNode before = index.path("gatesBeforeResults");
        page.append("- gates and contracts before results: ")
                .append(
                        before.path("registered").isTextual()
                                ? "registered at "
                                        + plain(before.get("registered").asText()) + "; "
                                        + (before.path("changed").isTextual()
                                                ? plain(before.get("changed").asText())
                                                : "nothing was changed after the holdout was scored")
                                : "not registered")
                .append('\n');
        index.path("leftOut")
                .properties()
                .forEach(f -> page.append("- left out: ")
                        .append(plain(f.getKey()))
                        .append(" (")
                        .append(plain(f.getValue().asText()))
                        .append(")\n"));
        catalog(page, "EU AI Act, Annex IV", index.path("euAiActAnnexIV"));
        catalog(page, "ML Test Score", index.path("mlTestScore"));
        page.append("\nAs far as this export shows, the lowest section has ")
                .append(index.at("/mlTestScore/score").asText())
                .append(" points: what was recorded counts 1, what is declared 1/2.\n");
        return page.toString();
    }

    private static void catalog(StringBuilder page, String title, JsonNode catalog) {
        page.append("\n## ")
                .append(title)
                .append("\n\n")
                .append(catalog.path("source").asText())
                .append(": ")
                .append(catalog.at("/counts/evidence").asText())
                .append(" with evidence, ")
                .append(catalog.at("/counts/declared").asText())
                .append(" declared, ")
                .append(catalog.at("/counts/missing").asText())
                .append(" missing.\n\n| | field | status | where |\n|---|---|---|---|\n");
        for (JsonNode item : catalog.path("items")) {
            List<String> where = new ArrayList<>();
            item.path("found").forEach(f -> where.add(plain(f.asText())));
            if (item.has("declaredIn")) {
                where.add(plain(item.get("declaredIn").asText()));
            }
            page.append("| ")
                    .append(item.path("id").asText())
                    .append(" | ")
                    .append(item.path("field").asText())
                    .append(" | ")
                    .append(item.path("status").asText())
                    .append(" | ")
                    .append(String.join(", ", where))
                    .append(" |\n");
        }
    }

    /** Names come from people and agents. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }
}
