package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.engine.cli.local.AuditOptions;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether an audit log's chain holds, and where not: the project's own, or a copy from a Jenkins home. */
@Command(name = "audit-verify", description = "Verify the chain of an audit log; says where it breaks.")
final class AuditVerify extends Verb {
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
