package io.jenkins.plugins.cd4ml.approval;

import hudson.Extension;
import hudson.model.RootAction;
import hudson.model.Run;
import java.util.List;

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

    public Run<?, ?> run(ApprovalRequest request) {
        return Run.fromExternalizableId(request.runId);
    }
}
