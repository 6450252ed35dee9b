package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.TrialChoice;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "choose-model",
        description = "Make one of the run's trials (train-model --trial) the run's model: the best, or a named one.")
final class ChooseModel extends Verb {
    private static final List<String> GOALS = List.of("minimize", "maximize");

    @Option(names = "--trial", paramLabel = "NAME", description = "The trial.")
    String trial;

    @Option(names = "--metric", paramLabel = "NAME", description = "The metric by which the best trial is chosen.")
    String metric;

    @Option(names = "--goal", paramLabel = "GOAL", description = "minimize or maximize, where the name does not tell.")
    String goal;

    @Override
    Outcome run(Progress progress) {
        if (goal != null && !GOALS.contains(goal)) {
            throw new InputException("--goal is '" + goal + "'; take minimize or maximize.");
        }
        Project project = project();
        return TrialChoice.run(project, folder(project), trial, metric, goal);
    }
}
