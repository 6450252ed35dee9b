package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.ChampionBaselines;
import io.jenkins.plugins.cd4ml.engine.data.DataValidation;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "validate-data", description = "Hold datasets against their contracts and references.")
final class ValidateData extends Verb {
    @Parameters(paramLabel = "DATASET", description = "Names of datasets of cd4ml.yaml; all when left out.")
    List<String> datasets = new ArrayList<>();

    @Override
    public boolean startsRun(Lineage current) {
        return !current.activities.isEmpty(); // data comes first: validating again begins again
    }

    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        RunFolder run = folder(project);
        return DataValidation.run(
                project, run, datasets, new ChampionBaselines(project, run, main.givenRunFolder != null), progress);
    }
}
