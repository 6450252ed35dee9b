package io.jenkins.plugins.cd4ml.pages.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.model.Failure;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditExport;
import io.jenkins.plugins.cd4ml.engine.audit.AuditFilter;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** Whether the audit log's chain holds, its newest records, and its export. */
@Extension
public final class AuditPage extends ManagementLink {
    private static final int SHOWN = 200;
    private static final Set<String> OWN = Set.of("n", "when", "event", "who", "reason", "previous");

    /** A record as a line of the table. */
    public record Row(String n, String when, String event, String who, String reason, String details) {
        static Row of(JsonNode record) {
            ObjectNode rest = record.deepCopy();
            rest.remove(OWN);
            return new Row(
                    record.path("n").asText(),
                    record.path("when").asText(),
                    record.path("event").asText(),
                    record.path("who").asText(""),
                    record.path("reason").asText(""),
                    Json.line(rest));
        }
    }

    /** @param rows the newest that are wanted, newest first; {@code wanted} is how many there are */
    public record Look(AuditVerification verification, List<Row> rows, long wanted) {}

    @Override
    public String getIconFileName() {
        return "symbol-lock-closed-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.AuditPage_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.AuditPage_description();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-audit";
    }

    @Override
    public Permission getRequiredPermission() {
        return Permissions.MANAGE;
    }

    @Override
    public Category getCategory() {
        return Category.SECURITY;
    }

    /** @return what the page shows; follows the whole chain */
    public Look look(StaplerRequest2 request) {
        AuditQuery.checkPermission();
        AuditFilter filter = filter(request);
        Deque<Row> newest = new ArrayDeque<>();
        long[] wanted = new long[1];
        AuditVerification verification = JenkinsAudit.log().read((head, record, text) -> {
            if (filter.wants(record)) {
                wanted[0]++;
                newest.add(Row.of(record));
                if (newest.size() > SHOWN) {
                    newest.remove();
                }
            }
        });
        List<Row> rows = new ArrayList<>(newest);
        Collections.reverse(rows);
        return new Look(verification, rows, wanted[0]);
    }

    private static AuditFilter filter(StaplerRequest2 request) {
        try {
            return AuditQuery.filter(
                    request.getParameter("folder"),
                    request.getParameter("model"),
                    request.getParameter("who"),
                    request.getParameter("from"),
                    request.getParameter("until"));
        } catch (InputException e) {
            throw new Failure(e.getMessage());
        }
    }

    /** The wanted records as a file. */
    @GET
    public void doExport(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String format)
            throws IOException {
        AuditQuery.checkPermission();
        AuditFilter filter = filter(request);
        AuditExport.Format as = AuditQuery.format(format);
        AuditQuery.exported(as.extension(), filter);
        response.setContentType(
                (as == AuditExport.Format.CSV ? "text/csv" : "application/x-ndjson") + ";charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"cd4ml-audit." + as.extension() + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        AuditExport.write(JenkinsAudit.log(), filter, as, response.getWriter());
    }
}
