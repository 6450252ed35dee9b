package io.jenkins.plugins.cd4ml.approval.page;

import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import java.util.List;
import java.util.stream.Stream;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A request as {@code api/json} and {@code api/xml} show it. */
@ExportedBean(defaultVisibility = 2)
public final class RequestBean {
    private final ApprovalRequest request;

    RequestBean(ApprovalRequest request) {
        this.request = request;
    }

    @Exported
    public String getId() {
        return request.id;
    }

    /** @return the build, as in {@code folder/churn#12} */
    @Exported
    public String getBuild() {
        return request.runId;
    }

    @Exported
    public String getModel() {
        return request.model;
    }

    @Exported
    public String getEnvironment() {
        return request.environment;
    }

    @Exported
    public boolean isRollBack() {
        return request.rollBack;
    }

    @Exported
    public String getState() {
        return request.state.name();
    }

    @Exported
    public String getOutcome() {
        return request.outcome;
    }

    @Exported
    public String getRequester() {
        return request.requester;
    }

    @Exported
    public String getReason() {
        return request.reason;
    }

    @Exported
    public String getCreated() {
        return request.created;
    }

    @Exported
    public String getExpires() {
        return request.expires;
    }

    @Exported
    public int getNeeded() {
        return request.needed;
    }

    /** @return what is still missing, in words; "" when nothing is */
    @Exported
    public String getMissing() {
        return request.missing();
    }

    @Exported
    public List<String> getApprovedBy() {
        return request.approvers();
    }

    /** @return what was changed after the holdout was scored, in sentences */
    @Exported
    public List<String> getLateChanges() {
        return request.lateChanges;
    }

    /** @return what is approved, as {@code name: digest} */
    @Exported
    public List<String> getBound() {
        return Stream.of(request.digests, request.bound)
                .flatMap(m -> m.entrySet().stream())
                .map(e -> e.getKey() + ": " + e.getValue())
                .toList();
    }
}
