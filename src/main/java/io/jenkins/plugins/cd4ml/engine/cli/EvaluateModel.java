package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.GatesFirst;
import io.jenkins.plugins.cd4ml.engine.evaluate.Evaluation;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import picocli.CommandLine.Command;

@Command(name = "evaluate-model", description = "Measure the model on the holdout and compare it with the champion.")
final class EvaluateModel extends Verb {
    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        RunFolder run = folder(project);
        GatesFirst.register(project, run, main.givenRunFolder != null);
        return Evaluation.run(project, run, Champions.find(project, run, main.givenRunFolder != null), progress);
    }
}
