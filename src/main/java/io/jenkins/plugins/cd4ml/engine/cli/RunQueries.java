package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRuns;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.CodeDifference;
import io.jenkins.plugins.cd4ml.engine.report.LineDiff;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import io.jenkins.plugins.cd4ml.engine.report.RecordedCode;
import io.jenkins.plugins.cd4ml.engine.report.RunComparison;
import io.jenkins.plugins.cd4ml.engine.report.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the runs of this machine came to, shown or in the format of another tool. Changes no run. */
final class RunQueries {
    private static final int WIDE = 44;
    private static final int MOST = 8;

    private RunQueries() {}

    private static JsonNode document(RunFolder run, String name) {
        return run.has(name) ? run.read(name) : MissingNode.getInstance();
    }

    private static void print(RunComparison comparison, boolean all, Progress progress) {
        for (RunComparison.Section section : comparison.sections()) {
            List<RunComparison.Line> lines = section.lines().stream()
                    .filter(line -> all || line.differs())
                    .toList();
            if (!lines.isEmpty()) {
                String kind = section.kind().name().toLowerCase(Locale.ROOT);
                progress.line(section.dataset() == null ? kind : kind + " " + section.dataset());
                lines.forEach(line -> progress.line("  " + pad(line.name(), WIDE)
                        + String.join(
                                "", line.values().stream().map(v -> pad(v, 24)).toList())));
            }
        }
    }

    /** As {@code git diff} tells it, so that who reads that reads this. */
    private static void print(CodeDifference difference, String before, String after, Progress progress) {
        for (CodeDifference.File file : difference.files()) {
            progress.line("");
            progress.line(("--- run " + before + "/" + pad(file.path(), 0)).stripTrailing());
            progress.line(("+++ run " + after + "/" + pad(file.path(), 0)).stripTrailing());
            if (!file.text()) {
                progress.line(file.kind().name().toLowerCase(Locale.ROOT) + "; its text is not in the record");
            }
            for (LineDiff.Line line : file.lines()) {
                progress.line(
                        line == null
                                ? "@@"
                                : line.sign()
                                        + pad(line.text().replace("\t", "    "), 0)
                                                .stripTrailing());
            }
        }
        if (difference.cut()) {
            progress.line("more lines differ than are compared here; git has both commits");
        }
    }

    /** Values are what users and data say; a control character must not move the terminal's cursor. */
    private static String pad(String text, int width) {
        String safe = text.replaceAll("\\p{Cntrl}", " ");
        return safe.length() >= width ? safe + "  " : safe + " ".repeat(width - safe.length());
    }

    @Command(name = "runs", description = "List this project's runs on this machine, newest first.")
    static final class Runs extends Verb {
        @Override
        Outcome run(Progress progress) {
            List<RunFolder> runs = LocalRuns.of(main.directory).newestFirst();
            ObjectNode result = Json.object();
            ArrayNode entries = result.putArray("runs");
            for (RunFolder run : runs) {
                Lineage lineage = run.lineage();
                Lineage.Activity last =
                        lineage.activities.isEmpty() ? null : lineage.activities.get(lineage.activities.size() - 1);
                String verdict = document(run, RunFolder.GATES).path("verdict").asText();
                ObjectNode entry = entries.addObject()
                        .put("run", run.id())
                        .put("ended", last == null ? "" : last.ended())
                        .put("verdict", verdict);
                ObjectNode metrics = entry.putObject("metrics");
                List<String> shown = new ArrayList<>();
                for (JsonNode metric : document(run, RunFolder.EVALUATION).path("metrics")) {
                    if (!metric.hasNonNull("slice")) {
                        metrics.set(metric.path("name").asText(), metric.path("value"));
                        shown.add(metric.path("name").asText() + " " + Numbers.text(metric.path("value")));
                    }
                }
                progress.line(pad(run.id(), 6)
                        + pad(last == null ? "nothing recorded" : Times.text(last.ended(), ZoneId.systemDefault()), 26)
                        + pad(verdict.isEmpty() ? last == null ? "" : last.kind() : verdict, 14)
                        + String.join(", ", shown));
            }
            return new Outcome(true, runs.size() == 1 ? "1 run." : runs.size() + " runs.", result);
        }
    }

    @Command(name = "show", description = "Show what a run did and what it came to.")
    static final class Show extends Verb {
        @Parameters(index = "0", arity = "0..1", paramLabel = "N", description = "The run (default: the last one).")
        String run;

        @Override
        Outcome run(Progress progress) {
            RunFolder folder = LocalRuns.of(main.directory).named(run);
            Lineage lineage = folder.lineage();
            for (Lineage.Activity activity : lineage.activities) {
                progress.line(Times.text(activity.started(), ZoneId.systemDefault()) + "  " + pad(activity.kind(), 10)
                        + pad(activity.sentence(), 0));
            }
            RunComparison alone = new RunComparison();
            alone.add(name -> document(folder, name), List.of());
            print(alone, true, progress);
            if (folder.has(RunFolder.GATES)) {
                folder.read(RunFolder.GATES, GateReport.class).table().lines().forEach(progress::line);
            }
            return new Outcome(true, "Run " + folder.id() + ".", Json.tree(lineage));
        }
    }

    @Command(
            name = "compare",
            description = "Show runs side by side: what differs in model, parameters, metrics, data, code.")
    static final class Compare extends Verb {
        @Parameters(arity = "0..*", paramLabel = "N", description = "Two to eight runs.")
        List<String> runs = new ArrayList<>();

        @Option(names = "--all", description = "Show also what is the same.")
        boolean all;

        @Option(names = "--no-code", description = "Leave out the lines of code that differ.")
        boolean noCode;

        @Override
        Outcome run(Progress progress) {
            if (runs.size() < 2 || runs.size() > MOST) {
                throw new InputException("compare takes two to " + MOST + " runs, such as: ./cd4ml compare 3 4.");
            }
            RunComparison comparison = new RunComparison();
            List<RecordedCode> codes = new ArrayList<>();
            for (String run : runs) {
                RunFolder folder = LocalRuns.of(main.directory).named(run);
                comparison.add(name -> document(folder, name), folder.lineage().datasets());
                codes.add(RecordedCode.of(folder));
                comparison.code(codes.get(codes.size() - 1));
            }
            progress.line(pad("", WIDE + 2)
                    + String.join(
                            "", runs.stream().map(r -> pad("run " + r, 24)).toList()));
            print(comparison, all, progress);
            long differ = comparison.sections().stream()
                    .flatMap(section -> section.lines().stream())
                    .filter(RunComparison.Line::differs)
                    .count();
            ObjectNode result = Json.object();
            result.set("sections", Json.MAPPER.valueToTree(comparison.sections()));
            ArrayNode code = result.putArray("code");
            for (int i = 1; i < codes.size(); i++) {
                CodeDifference difference = CodeDifference.of(codes.get(0), codes.get(i));
                code.add(Json.MAPPER.valueToTree(difference));
                if (!noCode) {
                    print(difference, runs.get(0), runs.get(i), progress);
                }
            }
            return new Outcome(true, differ == 1 ? "1 value differs." : differ + " values differ.", result);
        }
    }

    @Command(name = "export-lineage", description = "Write a run's record in the format of another tool.")
    static final class Export extends Verb {
        @Option(
                names = "--format",
                required = true,
                paramLabel = "FORMAT",
                description = "openlineage, cyclonedx, spdx, in-toto or prov.")
        String format;

        @Option(names = "--run", paramLabel = "N", description = "The run (default: the last one).")
        String run;

        @Option(names = "--to", paramLabel = "FILE", description = "Where to (default: the standard output).")
        Path to;

        @Override
        Outcome run(Progress progress) {
            ExportFormat wanted = ExportFormat.of(format);
            RunFolder folder = main.givenRunFolder != null
                    ? new RunFolder(main.givenRunFolder)
                    : LocalRuns.of(main.directory).named(run);
            String text = wanted.render(RunRecord.of(folder));
            if (to == null) {
                main.print(text);
                return new Outcome(true, "Run " + folder.id() + " as " + format + ".", Json.object());
            }
            try {
                Files.writeString(to, text);
            } catch (IOException e) {
                throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
            }
            return new Outcome(true, "Wrote run " + folder.id() + " as " + format + " to " + to + ".", Json.object());
        }
    }
}
