package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.gate.source.PipelineMetrics;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "check-gates", description = "Hold the evaluated model against the gates.")
final class CheckGates extends Verb {
    @Option(
            names = "--numbers",
            paramLabel = "FILE",
            description = "JSON file of numbers of other tools; gates call them numbers.<path>.")
    Path numbers;

    @Override
    Outcome run(Progress progress) {
        Project project = project();
        RunFolder run = folder();
        PipelineMetrics.write(run, numbers == null ? Json.object() : Json.read(numbers));
        Outcome outcome = Gates.run(
                run, project.root().path("gates"), List.of(), Instant.now(), p -> project.place("/gates" + p));
        run.read(RunFolder.GATES, GateReport.class).table().lines().forEach(progress::line);
        ModelCard.write(run);
        return outcome;
    }
}
