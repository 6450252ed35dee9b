package io.jenkins.plugins.cd4ml.approval.page;

import hudson.Extension;
import hudson.model.RootAction;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.approval.web.JsonAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** All open approval requests that the current user may see, on one page. */
@Extension
public final class OpenApprovalsPage implements RootAction {
    @Override
    public String getIconFileName() {
        return "symbol-checkmark-done-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.OpenApprovalsPage_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-approvals";
    }

    public List<ApprovalRequest> getRequests() {
        return OpenRequests.visible();
    }

    /** The same for programs. */
    @GET
    public void doRequests(StaplerResponse2 response) throws IOException {
        JsonAnswer.send(response, HttpServletResponse.SC_OK, Decisions.json(getRequests()));
    }

    public Run<?, ?> run(ApprovalRequest request) {
        return Run.fromExternalizableId(request.runId);
    }
}
