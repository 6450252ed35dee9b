package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.propose.ContractProposal;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "infer-contract", description = "Propose a contract from a dataset, for a person to edit.")
final class InferContract extends Verb {
    @Parameters(paramLabel = "DATASET", description = "Name of a dataset of cd4ml.yaml.")
    String dataset;

    @Option(
            names = "--compare",
            paramLabel = "OLD",
            description = "Propose only what the data ask to be changed in this contract.")
    Path old;

    @Override
    Outcome run(Progress progress) throws Exception {
        Project project = project();
        if (!project.section("data").has(dataset)) {
            throw new InputException(project.place("/data") + " has no dataset '" + dataset + "'.");
        }
        String yaml;
        try {
            yaml = old == null
                    ? ContractProposal.of(project, dataset)
                    : ContractProposal.changes(project, dataset, existing());
        } catch (Dataset.Ragged e) {
            return new Outcome(false, e.getMessage(), Json.object());
        }
        if (!main.json) {
            main.print(yaml);
        }
        return new Outcome(
                true,
                old == null
                        ? "Proposed a contract for " + dataset + "; edit it, save it and name it at data." + dataset
                                + ".contract."
                        : "Proposed changes to " + old + " for " + dataset + "; edit them and put them in.",
                Json.object().put("contract", yaml));
    }

    private Path existing() {
        if (!Files.isRegularFile(old)) {
            throw new InputException(old + " does not exist; --compare names a contract.");
        }
        return old;
    }
}
