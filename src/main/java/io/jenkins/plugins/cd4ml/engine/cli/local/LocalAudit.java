package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import java.nio.file.Path;

/** The audit log of a model project on this machine: {@code .cd4ml/audit/}. */
public final class LocalAudit {
    static final String FOLDER = "audit";

    private LocalAudit() {}

    /** @return the project's log; its files are made when something is appended */
    public static AuditLog of(Path project) {
        return in(project.resolve(".cd4ml"));
    }

    /** @param folder the project's {@code .cd4ml}, or a copy of it */
    static AuditLog in(Path folder) {
        return new AuditLog(folder.resolve(FOLDER), folder.resolve("audit-head.json"));
    }
}
