package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.importer.ContractImport;
import io.jenkins.plugins.cd4ml.engine.data.propose.ContractProposal;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Contracts that nobody wrote by hand: from data, and from other tools' descriptions of it. */
final class ContractVerbs {
    private ContractVerbs() {}

    @Command(name = "infer-contract", description = "Propose a contract from a dataset, for a person to edit.")
    static final class Infer extends Verb {
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

    @Command(
            name = "import-contract",
            description = "Write a contract from another tool's file, and list what could not be carried over.")
    static final class Import extends Verb {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "FORMAT",
                description = "gx, pandera, soda, tfdv, datacontract, jsonschema or dbt.")
        String format;

        @Option(
                names = "--to",
                paramLabel = "CONTRACT",
                description = "Write it to this file, which must not exist yet.")
        Path to;

        @Parameters(paramLabel = "FILE", description = "The other tool's file.")
        Path file;

        @Override
        Outcome run(Progress progress) {
            if (!Files.isRegularFile(file)) {
                throw new InputException(file + " is no file; name the other tool's file.");
            }
            ContractImport contract = ContractImport.of(format, file);
            contract.lost().forEach(lost -> progress.line("not carried over: " + lost));
            if (to != null) {
                write(contract.yaml());
            } else if (!main.json) {
                main.print(contract.yaml());
            }
            ObjectNode result = Json.object().put("contract", contract.yaml()).put("rules", contract.rules());
            result.set("lost", Json.MAPPER.valueToTree(contract.lost()));
            int lost = contract.lost().size();
            return new Outcome(
                    true,
                    "Carried over " + contract.rules() + " rules of " + file
                            + (lost == 0
                                    ? ""
                                    : "; " + lost + (lost == 1 ? " part" : " parts")
                                            + " not, see above and in the contract")
                            + (to == null ? "." : ", into " + to + "."),
                    result);
        }

        private void write(String yaml) {
            try {
                Files.writeString(to, yaml, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw new InputException(to + " exists already; name another file, or remove it.", e);
            } catch (IOException e) {
                throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
            }
        }
    }
}
