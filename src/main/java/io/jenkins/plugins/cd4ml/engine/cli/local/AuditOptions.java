package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditHead;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which audit log a verb reads: the project's own, or a copy from a Jenkins home. */
public final class AuditOptions {
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

    /**
     * @throws InputException when there is none: a folder that was mistyped, or whose log was taken away with its head, must
     *                        not pass for a log that holds
     */
    public AuditLog log(Path project) {
        if (folder == null) {
            AuditLog own = LocalAudit.of(project);
            if (!own.exists() && head == null) {
                throw new InputException("This project has no audit log so far; its first evaluation begins one.");
            }
            return own;
        }
        Path named = project.resolve(folder);
        AuditLog log = Files.isDirectory(named.resolve(LocalAudit.FOLDER)) ? LocalAudit.in(named) : AuditLog.of(named);
        if (!Files.isDirectory(named) || !log.exists()) {
            throw new InputException(
                    named + " is no folder with an audit log (audit.jsonl); name one that has it, such as"
                            + " cd4ml of a Jenkins home.");
        }
        return log;
    }

    /** @return the heads that were given */
    public AuditHead[] heads() {
        return head == null ? new AuditHead[0] : new AuditHead[] {AuditHead.of(head)};
    }
}
