package io.jenkins.plugins.cd4ml.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import jenkins.model.Jenkins;

/**
 * The audit log of this Jenkins, {@code cd4ml/audit.jsonl} in its home: everything that happened to requests, waivers,
 * environments and models. An event is on the disk before {@link #append} returns. Thread-safe.
 */
@Extension
public final class JenkinsAudit {
    private AuditLog log;

    /** @return the log, to append to, to verify or to export */
    public static AuditLog log() {
        return ExtensionList.lookupSingleton(JenkinsAudit.class).open();
    }

    private synchronized AuditLog open() {
        if (log == null) {
            log = AuditLog.of(Jenkins.get().getRootDir().toPath().resolve("cd4ml"));
        }
        return log;
    }

    /**
     * Appends an event.
     *
     * @param who    a user's id, or null when nobody in particular did it
     * @param reason in that person's words; may be null
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when it cannot be written: then it must not happen
     */
    public static void append(String event, String who, String reason, ObjectNode details) {
        log().append(new AuditEvent(event, who, reason, details));
    }

    /**
     * Appends that somebody wanted to do something to a build and may not.
     *
     * @param what what it was, such as {@code approve}; {@code sentence} is what that person was told
     */
    public static void notPermitted(Run<?, ?> run, String what, String who, String sentence) {
        append(
                "permission-refused",
                who,
                null,
                Json.object()
                        .put("run", run.getExternalizableId())
                        .put("what", what)
                        .put("sentence", sentence));
    }
}
