package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "train-model", description = "Train the model and record what went in and came out.")
final class TrainModel extends Verb {
    @Option(
            names = "--trial",
            paramLabel = "NAME",
            description = "Train as one of the run's trials, of which choose-model takes one.")
    String trial;

    @Override
    public boolean startsRun(Lineage current) {
        return current.last("train") != null;
    }

    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        return trial == null
                ? Training.run(project, folder(project), progress)
                : Training.trial(project, folder(project), trial, progress);
    }
}
