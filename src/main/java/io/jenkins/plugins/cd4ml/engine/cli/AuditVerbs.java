package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditExport;
import io.jenkins.plugins.cd4ml.engine.audit.AuditFilter;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.engine.cli.local.AuditOptions;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import java.io.Writer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Questions to an audit log: the project's own, or a copy from a Jenkins home. */
final class AuditVerbs {
    private AuditVerbs() {}

    /** Says whether the chain holds, and where not. */
    @Command(name = "audit-verify", description = "Verify the chain of an audit log; says where it breaks.")
    static final class Verify extends Verb {
        @Mixin
        AuditOptions options = new AuditOptions();

        @Override
        Outcome run(Progress progress) {
            AuditVerification verification = options.log(main.directory).verify(options.heads());
            verification.notes().forEach(n -> progress.line("Note: " + n + "."));
            verification.findings().forEach(f -> progress.line("Broken: " + f + "."));
            ObjectNode result = Json.object()
                    .put("holds", verification.holds())
                    .put("head", verification.head().toString());
            result.set("findings", Json.MAPPER.valueToTree(verification.findings()));
            result.set("notes", Json.MAPPER.valueToTree(verification.notes()));
            return new Outcome(verification.holds(), verification.sentence(), result);
        }
    }

    /** Prints the wanted records, and says whether the chain holds that they are taken from. */
    @Command(name = "audit-export", description = "Print records of an audit log, each with its digest.")
    static final class Export extends Verb {
        @Mixin
        AuditOptions options = new AuditOptions();

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "jsonl",
                description = "jsonl, with the log's head at the end, or csv (default: jsonl).")
        AuditExport.Format format;

        @Option(names = "--folder", paramLabel = "NAME", description = "Full name of the Jenkins folder of the model.")
        String folder;

        @Option(names = "--model", paramLabel = "MODEL", description = "Only what is about this model.")
        String model;

        @Option(names = "--who", paramLabel = "ID", description = "Only what this user did.")
        String who;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "A day (2026-03-31, UTC) or an instant (2026-03-31T12:00:00Z).")
        String from;

        @Option(names = "--until", paramLabel = "TIME", description = "Last day or instant that is wanted, likewise.")
        String until;

        @Override
        Outcome run(Progress progress) throws Exception {
            AuditFilter filter = new AuditFilter(
                    folder,
                    model,
                    who,
                    from == null ? null : Served.Time.of(from).from(),
                    until == null ? null : Served.Time.of(until).until());
            AuditVerification verification;
            try (Writer out = main.writer()) {
                verification = AuditExport.write(options.log(main.directory), filter, format, out, options.heads());
            }
            return new Outcome(verification.holds(), verification.sentence(), Json.object());
        }
    }
}
