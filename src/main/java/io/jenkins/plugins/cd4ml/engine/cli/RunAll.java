package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.ChampionBaselines;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.GatesFirst;
import io.jenkins.plugins.cd4ml.engine.data.DataValidation;
import io.jenkins.plugins.cd4ml.engine.evaluate.Evaluation;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import io.jenkins.plugins.cd4ml.engine.report.Report;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "run",
        description = "Run all of cd4ml.yaml but the promotion: validate, train, evaluate, gates, report.")
final class RunAll extends Verb {
    @Override
    public boolean startsRun(Lineage current) {
        return true;
    }

    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        return all(project, folder(project), progress);
    }

    /** @return the first "no", or the gates' answer; the report is written either way */
    static Outcome all(Project project, RunFolder run, Progress progress) throws Exception {
        Outcome outcome = steps(project, run, progress);
        Path report = Report.write(run);
        progress.line("Report: " + report);
        ObjectNode result = Json.object().put("run", run.id()).put("report", report.toString());
        result.set("result", outcome.result());
        return new Outcome(outcome.yes(), outcome.sentence(), result);
    }

    private static Outcome steps(Project project, RunFolder run, Progress progress) throws Exception {
        if (project.has("data")) {
            head(progress, "validate-data");
            Outcome valid =
                    DataValidation.run(project, run, List.of(), new ChampionBaselines(project, run, false), progress);
            if (!valid.yes()) {
                return valid;
            }
        }
        head(progress, "train-model");
        Outcome trained = Training.run(project, run, progress);
        progress.line(trained.sentence());
        if (run.withoutModel() && !project.has("evaluate") && !project.has("gates")) {
            return trained;
        }
        head(progress, "evaluate-model");
        GatesFirst.register(project, run, false);
        progress.line(Evaluation.run(project, run, Champions.find(project, run, false), progress)
                .sentence());
        head(progress, "check-gates");
        Outcome gates = Gates.run(run, project.root().path("gates"));
        run.read(RunFolder.GATES, GateReport.class).table().lines().forEach(progress::line);
        ModelCard.write(run);
        return gates;
    }

    private static void head(Progress progress, String verb) {
        progress.line("── " + verb);
    }
}
