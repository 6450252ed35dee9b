package io.jenkins.plugins.cd4ml.approval.notify;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.RequestListener;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails.ChecksDetailsBuilder;
import io.jenkins.plugins.checks.api.ChecksOutput.ChecksOutputBuilder;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import jenkins.model.Jenkins;

/** Shows a request as a check on the platform that the sources came from, where checks-api and a publisher are. */
@Extension(optional = true)
public final class CheckNotifier implements RequestListener {
    @Override
    public void changed(Run<?, ?> run, ApprovalRequest request, String event) {
        ChecksDetailsBuilder details = new ChecksDetailsBuilder()
                .withName("CD4ML approval for " + request.environment)
                .withStatus(request.open() ? ChecksStatus.IN_PROGRESS : ChecksStatus.COMPLETED)
                .withOutput(new ChecksOutputBuilder()
                        .withTitle(request.approvals() + " of " + request.needed + " approvals")
                        .withSummary(request.open() ? "Still missing: " + request.missing() : request.state.name())
                        .build());
        if (!request.open()) {
            details.withConclusion(conclusion(request));
        }
        if (Jenkins.get().getRootUrl() != null) {
            details.withDetailsURL(WebhookNotifier.url(run, request));
        }
        ChecksPublisherFactory.fromRun(run, TaskListener.NULL).publish(details.build());
    }

    private static ChecksConclusion conclusion(ApprovalRequest request) {
        return switch (request.state) {
            case APPROVED -> ChecksConclusion.SUCCESS;
            case OVERRIDDEN -> ChecksConclusion.NEUTRAL;
            case WITHDRAWN, SUPERSEDED -> ChecksConclusion.CANCELED;
            case EXPIRED -> ChecksConclusion.TIME_OUT;
            default -> ChecksConclusion.FAILURE;
        };
    }
}
