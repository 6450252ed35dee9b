package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditHead;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether an audit log's chain holds, and where not: the project's own, or a copy from a Jenkins home. */
@Command(name = "audit-verify", description = "Verify the chain of an audit log; says where it breaks.")
final class AuditVerify extends Verb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "The folder of audit.jsonl (default: the project's own log).")
    Path folder;

    @Option(
            names = "--head",
            paramLabel = "LINES:DIGEST",
            description = "A head that was kept elsewhere, such as in an export: the log must go through it.")
    String head;

    @Override
    Outcome run(Progress progress) {
        AuditLog log = folder == null ? LocalAudit.of(main.directory) : AuditLog.of(main.directory.resolve(folder));
        AuditVerification verification = head == null ? log.verify() : log.verify(AuditHead.of(head));
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
