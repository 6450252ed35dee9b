package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.cli.local.RegistryOptions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.evidence.AuditorArchive;
import io.jenkins.plugins.cd4ml.engine.evidence.AuditorExport;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands out what an auditor asks of a version, and checks what was handed out. */
public final class AuditorVerbs {
    private AuditorVerbs() {}

    /** Writes the export of one version. */
    @Command(
            name = "export-audit",
            description = "Write all that is kept of a version for an auditor, with an index of what is missing.")
    public static final class ExportAudit extends Session.SessionVerb {
        @Parameters(index = "0", paramLabel = "VERSION", description = "The version's number.")
        int version;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "MODEL",
                description = "The model's name (default: the project's).")
        String model;

        @Mixin
        RegistryOptions options = new RegistryOptions();

        @Option(
                names = "--log",
                paramLabel = "DIR",
                description = "The folder of audit.jsonl (default: the project's own log).")
        Path log;

        @Option(names = "--key", paramLabel = "PEM", description = "File with the private key that signs it.")
        Path key;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "FILE",
                description = "A zip (FILE.zip), or an empty folder.")
        Path to;

        @Override
        protected Outcome run(Progress progress) throws IOException {
            SigningKey signing = key == null ? null : SigningKey.read(key);
            String name = model == null ? session.project().model() : model;
            ModelRegistry registry = options.of(session.directory(), name);
            AuditLog audit = log == null ? LocalAudit.of(session.directory()) : AuditLog.of(log);
            if (log != null && !audit.exists()) {
                throw new InputException(log + " is no folder with an audit log (audit.jsonl).");
            }
            boolean zip = to.toString().endsWith(".zip");
            Path folder = zip ? Files.createTempDirectory("cd4ml-audit") : to;
            try {
                ObjectNode index = AuditorExport.write(folder, registry, name, version, audit, Map.of(), signing);
                if (zip) {
                    try (OutputStream out = Files.newOutputStream(to)) {
                        AuditorArchive.zip(folder, out);
                    }
                }
                return new Outcome(
                        true,
                        "Wrote " + to + " about " + name + " version " + version + ", "
                                + (signing == null
                                        ? "signed by nobody"
                                        : "signed by " + signing.trusted().shown())
                                + "; of Annex IV " + index.at("/euAiActAnnexIV/counts/missing")
                                + " fields are missing: see index.md in it.",
                        index);
            } finally {
                if (zip) {
                    delete(folder);
                }
            }
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Says whether an export is what was signed. */
    @Command(name = "verify-audit", description = "Verify that an export for an auditor is what was signed.")
    public static final class VerifyAudit extends Session.SessionVerb {
        @Parameters(paramLabel = "FILE", description = "The zip, or the folder.")
        Path export;

        @Mixin
        TrustOptions trust = new TrustOptions();

        @Override
        protected Outcome run(Progress progress) {
            Trust trusted = trust.trust();
            ObjectNode result = Json.object();
            try {
                Set<TrustedKey> signers = AuditorArchive.verify(export, trusted);
                TrustOptions.put(result, signers);
                return new Outcome(true, export + " is what " + TrustOptions.shown(signers) + " signed.", result);
            } catch (SignatureRefusedException e) {
                return new Outcome(false, e.getMessage(), result);
            }
        }
    }
}
