package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.ChampionBaselines;
import io.jenkins.plugins.cd4ml.engine.data.features.Features;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "build-features", description = "Build datasets of features as they were known at each row's time.")
final class BuildFeatures extends Verb {
    @Parameters(paramLabel = "NAME", description = "Names of features of the project; all when left out.")
    List<String> names = new ArrayList<>();

    @Override
    public boolean startsRun(Lineage current) {
        return !current.activities.isEmpty(); // features come first
    }

    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        RunFolder run = folder(project);
        return Features.run(
                project, run, names, new ChampionBaselines(project, run, main.givenRunFolder != null), progress);
    }
}
