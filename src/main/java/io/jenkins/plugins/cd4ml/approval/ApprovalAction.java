package io.jenkins.plugins.cd4ml.approval;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environments;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A build's approval requests: the form on its page and the address that takes answers. Persists nothing of its own;
 * the requests are in their file.
 */
public final class ApprovalAction implements RunAction2 {
    private transient Run<?, ?> run;

    /** Makes sure that the build shows its requests. */
    static void attach(Run<?, ?> run) {
        if (run.getAction(ApprovalAction.class) == null) {
            run.addAction(new ApprovalAction());
        }
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        this.run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        this.run = loaded;
    }

    @Override
    public String getIconFileName() {
        return null; // the form is on the build's page
    }

    @Override
    public String getDisplayName() {
        return Messages.ApprovalAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-approvals";
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** @return the requests, newest first, their time checked */
    public List<ApprovalRequest> getRequests() {
        List<ApprovalRequest> requests = new java.util.ArrayList<>(Approvals.get().of(run));
        java.util.Collections.reverse(requests);
        return requests;
    }

    /** @return why the current user may not answer, or null when they may */
    @CheckForNull
    public String refusal(ApprovalRequest request) {
        try {
            return Approvers.refusal(
                    request, Environments.get().named(request.environment), Jenkins.getAuthentication2());
        } catch (AbortException e) {
            return e.getMessage();
        }
    }

    public boolean isReasonRequired(ApprovalRequest request) {
        try {
            return Environments.get().named(request.environment).isReasonRequired();
        } catch (AbortException e) {
            return true;
        }
    }

    /**
     * Takes an answer, from the form or over REST.
     *
     * @param decision approve or reject
     */
    @RequirePOST
    public HttpResponse doDecide(
            StaplerRequest2 request,
            @QueryParameter(required = true) String id,
            @QueryParameter(required = true) String decision,
            @QueryParameter String reason)
            throws AbortException {
        run.getParent().checkPermission(Item.READ);
        boolean approve = "approve".equals(decision);
        if (!approve && !"reject".equals(decision)) {
            throw new Failure(Messages.ApprovalAction_decision());
        }
        ApprovalRequest open = Approvals.get().find(run, id);
        Approvals.get()
                .decide(
                        run,
                        id,
                        Environments.get().named(open.environment),
                        Jenkins.getAuthentication2(),
                        approve,
                        Util.fixEmptyAndTrim(reason));
        Waiting.answered(id);
        return HttpResponses.redirectTo(request.getContextPath() + "/" + run.getUrl());
    }
}
