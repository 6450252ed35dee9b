package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import java.nio.file.Path;

/** The audit log of a model project on this machine: {@code .cd4ml/audit/}. */
public final class LocalAudit {
    private LocalAudit() {}

    /** @return the project's log; its files are made when something is appended */
    public static AuditLog of(Path project) {
        Path folder = project.resolve(".cd4ml");
        return new AuditLog(folder.resolve("audit"), folder.resolve("audit-head.json"));
    }
}
