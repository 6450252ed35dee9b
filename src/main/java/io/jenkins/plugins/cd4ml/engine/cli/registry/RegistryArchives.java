package io.jenkins.plugins.cd4ml.engine.cli.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.cli.local.PromotionOptions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryExport;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryImport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model with its history as one archive, out of a registry and into the project's own. */
public final class RegistryArchives {
    private RegistryArchives() {}

    @Command(name = "export-model", description = "Write a model with all its versions and its history to one archive.")
    public static final class Export extends RegistryQueries.OfModel {
        @Option(
                names = "--to",
                paramLabel = "FILE",
                description = "The archive, which must not exist (default: MODEL.cd4ml.zip).")
        Path to;

        @Override
        Outcome answer(ModelRegistry registry, Progress progress) {
            Path file = session.directory().resolve(to == null ? Path.of(model + ".cd4ml.zip") : to);
            boolean whole = false;
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                int versions = RegistryExport.write(registry, model, out);
                whole = true;
                return new Outcome(
                        true,
                        file + " has " + versions + (versions == 1 ? " version" : " versions") + " of " + model + ".",
                        Json.object().put("file", file.toString()).put("versions", versions));
            } catch (IOException e) {
                whole = true; // it was there before, or was never made
                throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
            } finally {
                if (!whole) {
                    remove(file);
                }
            }
        }

        private static void remove(Path half) {
            try {
                Files.deleteIfExists(half);
            } catch (IOException e) {
                half.toFile().deleteOnExit();
            }
        }
    }

    @Command(name = "import-model", description = "Add an exported model's versions to the project's own registry.")
    public static final class Import extends Session.SessionVerb {
        @Parameters(index = "0", paramLabel = "FILE", description = "An archive that export-model wrote.")
        Path file;

        @Option(
                names = "--with-history",
                description = "Also what environments served, where the registry does not have the model yet.")
        boolean history;

        @Override
        protected Outcome run(Progress progress) throws InterruptedException {
            Path archive = session.directory().resolve(file);
            RegistryImport.Result read = RegistryImport.read(Champions.registry(session.directory()), archive, history);
            ObjectNode result = Json.tree(read);
            LocalAudit.of(session.directory())
                    .append(new AuditEvent("model-imported", PromotionOptions.who(), null, result.deepCopy()));
            if (history && !read.history()) {
                progress.line("What environments served was left out: the registry has the model already.");
            }
            return new Outcome(
                    true,
                    read.versions().size() + (read.versions().size() == 1 ? " version" : " versions") + " of "
                            + read.model() + " imported" + (read.known() == 0 ? "." : ", " + read.known() + " known."),
                    result);
        }
    }
}
