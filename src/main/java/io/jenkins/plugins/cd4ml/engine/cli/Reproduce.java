package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRuns;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.BuildReproduction;
import io.jenkins.plugins.cd4ml.engine.train.Reproduction;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "reproduce", description = "Train as an earlier run did, and say whether the model is the same.")
final class Reproduce extends Verb {
    @Option(names = "--run", paramLabel = "N", description = "The run (default: the last one with a training).")
    String of;

    @Override
    public boolean startsRun(Lineage current) {
        return true;
    }

    @Override
    Outcome run(Progress progress) throws Exception {
        if (main.givenRunFolder != null) {
            return BuildReproduction.run(main.directory.toAbsolutePath(), folder(), progress);
        }
        Path folder = project().folder();
        RunFolder run = folder(project());
        RunFolder recorded = of != null
                ? LocalRuns.of(folder).named(of)
                : LocalRuns.of(folder).before(run).stream()
                        .filter(r -> r.has(RunFolder.TRAINING))
                        .findFirst()
                        .orElseThrow(() ->
                                new InputException("No run in " + folder + " has a training; run train-model first."));
        return Reproduction.run(folder, recorded, "run " + recorded.id(), run, run.file("scratch"), progress);
    }
}
