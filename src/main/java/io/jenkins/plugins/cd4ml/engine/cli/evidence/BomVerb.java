package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.export.BomCompleteness;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run's bill of materials, and how complete it or another one is. */
@Command(name = "bom", description = "Print a run's ML-BOM (CycloneDX), or with --score say what it lacks.")
public final class BomVerb extends Session.SessionVerb {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A CycloneDX document (default: that of the run).")
    Path file;

    @Option(names = "--run", paramLabel = "N", description = "The run (default: the last one).")
    String run;

    @Option(
            names = "--score",
            description = "Say how complete it is, after OWASP's field registry, and what is missing.")
    boolean score;

    @Option(
            names = "--min",
            paramLabel = "SCORE",
            defaultValue = "0",
            description = "Answer no below this score, 0 to 100 (default: 0).")
    double least;

    @Override
    protected Outcome run(Progress progress) {
        String text = file == null
                ? ExportFormat.of("cyclonedx").render(RunRecord.of(session.run(run)))
                : new String(EvidenceFiles.read(file), StandardCharsets.UTF_8);
        String what = file == null ? "The run's ML-BOM" : file.toString();
        if (!score) {
            session.print(text);
            return new Outcome(true, what + ".", Json.object());
        }
        JsonNode bom = Json.parse(what, text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (!bom.path("bomFormat").asText().equals("CycloneDX")) {
            throw new InputException(what + " is no CycloneDX document: 'bomFormat' is not CycloneDX.");
        }
        BomCompleteness completeness = BomCompleteness.of(bom);
        completeness
                .sections()
                .forEach(s -> progress.line(s.category() + ": " + s.present() + " of " + s.fields() + " fields"));
        completeness
                .missing()
                .forEach(m -> progress.line("missing, " + m.tier() + ": " + m.field() + " (" + m.category() + ")"));
        return new Outcome(
                completeness.score() >= least,
                what + " has a completeness of " + completeness.score() + " of 100 (" + completeness.profile()
                        + "), with " + completeness.missing().size() + " fields missing.",
                Json.tree(completeness));
    }
}
