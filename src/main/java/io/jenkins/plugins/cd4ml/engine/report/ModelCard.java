package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordWriter;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes {@code model-card.md} of a run: a template, from the repository or the built-in one, whose {@code {{parts}}} are
 * filled with what the run recorded. What people wrote around them, such as intended use and limits, stays.
 */
public final class ModelCard {
    public static final String FILE = "model-card.md";
    /** Where the evaluation keeps the repository's template, so that the card can be written without the repository. */
    public static final String TEMPLATE = "evaluate/model-card-template.md";

    private static final Pattern PART = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String MINUS = "\u2212";

    private final RunFolder run;
    private final Lineage lineage;

    private ModelCard(RunFolder run) {
        this.run = run;
        this.lineage = run.lineage();
    }

    /** @return the file it wrote */
    public static Path write(RunFolder run) {
        Path file = run.file(FILE);
        try {
            new RecordWriter(run).writeText(FILE, new ModelCard(run).text());
            return file;
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private String text() throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("model", Markdown.plain(lineage.model));
        parts.put("run", Markdown.plain(lineage.run));
        // between backticks nothing can be escaped
        String digest = lineage.digest("model");
        parts.put("digest", digest == null ? "none" : digest.replaceAll("[^A-Za-z0-9:._-]", ""));
        parts.put("data", data());
        parts.put("metrics", metrics(false));
        parts.put("slices", metrics(true));
        parts.put("details", details());
        parts.put("gates", gates());
        parts.put("lineage", activities());
        // in one go: what fills one part is never searched for others
        return PART.matcher(template())
                .replaceAll(m -> Matcher.quoteReplacement(parts.getOrDefault(m.group(1), m.group())));
    }

    private String template() throws IOException {
        if (run.has(TEMPLATE)) {
            return Files.readString(run.file(TEMPLATE));
        }
        try (var in = ModelCard.class.getResourceAsStream("model-card.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String data() {
        StringBuilder table = new StringBuilder("| dataset | digest | attributes |\n|---|---|---|\n");
        lineage.entities.stream()
                .filter(e -> e.kind().equals("dataset"))
                .forEach(e -> Markdown.row(table, e.name(), String.valueOf(e.digest()), attributes(e)));
        return table.toString().stripTrailing();
    }

    /** @return {@code rows 279, path data/train.csv}; what is no simple value, as JSON */
    static String attributes(Lineage.Entity entity) {
        return entity.attributes().entrySet().stream()
                .map(a -> a.getKey() + " " + (a.getValue() instanceof String text ? text : Json.line(a.getValue())))
                .collect(Collectors.joining(", "));
    }

    private String metrics(boolean slices) {
        if (!run.has(RunFolder.EVALUATION)) {
            return "Not evaluated.";
        }
        JsonNode evaluation = run.read(RunFolder.EVALUATION);
        StringBuilder table = new StringBuilder();
        for (JsonNode metric : evaluation.path("metrics")) {
            if (metric.hasNonNull("slice") == slices) {
                Markdown.row(
                        table,
                        metric.path("name").asText(),
                        slices ? metric.get("slice").asText() : "",
                        number(metric.path("value")),
                        interval(metric.path("interval")),
                        number(metric.path("champion")),
                        metric.path("rows").asText());
            }
        }
        String before = slices ? "" : before(evaluation);
        return before
                + (table.isEmpty()
                        ? slices ? "No slices were measured." : "No metrics."
                        : "| metric | slice | value | interval | champion | rows |\n|---|---|---|---|---|---|\n"
                                + table.toString().stripTrailing());
    }

    /** Above the metrics, so that every template with numbers of a model says what they were measured on. */
    private static String before(JsonNode evaluation) {
        StringBuilder text = new StringBuilder(Markdown.plain(EvaluationNotes.measuredOn(evaluation)));
        text.append(champion(evaluation)).append("\n\n");
        EvaluationNotes.warnings(evaluation)
                .forEach(w -> text.append("- **").append(Markdown.plain(w)).append("**\n"));
        String shared = EvaluationNotes.sharedRows(evaluation);
        if (!shared.isEmpty()) {
            text.append("- ").append(Markdown.plain(shared)).append('\n');
        }
        return text.toString().stripTrailing() + "\n\n";
    }

    private String details() {
        List<DetailTable> tables =
                run.has(RunFolder.EVALUATION) ? DetailTable.of(run.read(RunFolder.EVALUATION)) : List.of();
        StringBuilder text = new StringBuilder();
        for (DetailTable table : tables) {
            text.append("### ").append(table.title()).append("\n\n");
            Markdown.row(text, table.head().toArray(String[]::new));
            text.append("|---".repeat(table.head().size())).append("|\n");
            table.rows().forEach(row -> Markdown.row(text, row.toArray(String[]::new)));
            text.append('\n');
        }
        return tables.isEmpty() ? "None." : text.toString().stripTrailing();
    }

    private static String champion(JsonNode evaluation) {
        JsonNode champion = evaluation.path("champion");
        if (!champion.isObject()) {
            return "";
        }
        int version = champion.path("version").asInt();
        String who = version > 0 ? "version " + version : champion.path("run").asText("none");
        String how = "none".equals(who) ? "" : ", " + champion.path("how").asText();
        return " Champion: "
                + Markdown.plain(who + " (" + champion.path("reason").asText() + ")" + how) + ".";
    }

    private static String interval(JsonNode interval) {
        return interval.has("low")
                ? number(interval.get("low")) + "…" + number(interval.get("high")) + " at "
                        + BigDecimal.valueOf(interval.path("confidence").asDouble())
                                .movePointRight(2)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %"
                : "";
    }

    private String gates() {
        if (!run.has(RunFolder.GATES)) {
            return "Not checked.";
        }
        return Markdown.gates(run.read(RunFolder.GATES));
    }

    private String activities() {
        StringBuilder table = new StringBuilder("| step | outcome | result | ended |\n|---|---|---|---|\n");
        lineage.activities.forEach(a -> Markdown.row(
                table,
                a.id(),
                Times.outcome(a.outcome()),
                a.sentence(),
                Times.text(a.ended(), ZoneId.systemDefault())));
        return table.toString().stripTrailing();
    }

    private static String number(JsonNode value) {
        return Numbers.text(value).replace("-", MINUS);
    }
}
