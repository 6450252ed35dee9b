package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "check-gates", description = "Hold the evaluated model against the gates.")
final class CheckGates extends Verb {
    @Override
    Outcome run(Progress progress) {
        Project project = project();
        RunFolder run = folder();
        Outcome outcome = Gates.run(
                run, project.root().path("gates"), List.of(), Instant.now(), p -> project.place("/gates" + p));
        run.read(RunFolder.GATES, GateReport.class).table().lines().forEach(progress::line);
        ModelCard.write(run);
        return outcome;
    }
}
