package io.jenkins.plugins.cd4ml.pages.audit;

import hudson.Util;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.audit.AuditExport;
import io.jenkins.plugins.cd4ml.engine.audit.AuditFilter;
import io.jenkins.plugins.cd4ml.engine.audit.AuditHead;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.time.Instant;
import jenkins.model.Jenkins;

/** Which records somebody asks for, as a form or a command line has it. */
final class AuditQuery {
    private AuditQuery() {}

    /** The whole log tells of all folders: only who may manage all of them reads it. */
    static void checkPermission() {
        Jenkins.get().checkPermission(Permissions.MANAGE);
    }

    /**
     * @param from a day (UTC) or an instant; blank for all, as everything here
     * @param until likewise, the last that is wanted
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when a time is none
     */
    static AuditFilter filter(String folder, String model, String who, String from, String until) {
        return new AuditFilter(
                Util.fixEmptyAndTrim(folder),
                Util.fixEmptyAndTrim(model),
                Util.fixEmptyAndTrim(who),
                time(from, true),
                time(until, false));
    }

    private static Instant time(String text, boolean begin) {
        String given = Util.fixEmptyAndTrim(text);
        if (given == null) {
            return null;
        }
        Served.Time time = Served.Time.of(given);
        return begin ? time.from() : time.until();
    }

    static AuditExport.Format format(String text) {
        return "csv".equals(text) ? AuditExport.Format.CSV : AuditExport.Format.JSONL;
    }

    /** @param text one that was kept elsewhere; blank for none */
    static AuditHead[] heads(String text) {
        String given = Util.fixEmptyAndTrim(text);
        return given == null ? new AuditHead[0] : new AuditHead[] {AuditHead.of(given)};
    }

    /** Notes that the log was taken out: whoever reads it all stands in it, too. */
    static void exported(String format, AuditFilter filter) {
        JenkinsAudit.append(
                "audit-exported",
                Jenkins.getAuthentication2().getName(),
                null,
                Json.object()
                        .put("format", format)
                        .put("ofModel", filter.model())
                        .put("ofPerson", filter.who()));
    }
}
