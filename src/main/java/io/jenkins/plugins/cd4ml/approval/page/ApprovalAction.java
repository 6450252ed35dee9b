package io.jenkins.plugins.cd4ml.approval.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Approvers;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.web.JsonAnswer;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * A build's approval requests: the form on its page and the address that takes answers. Persists nothing of its own;
 * the requests are in their file.
 */
public final class ApprovalAction implements RunAction2 {
    private transient Run<?, ?> run;

    /** Builds name this class as it was called before. */
    @Initializer(before = InitMilestone.JOB_LOADED)
    public static void readEarlierBuilds() {
        Run.XSTREAM2.addCompatibilityAlias("io.jenkins.plugins.cd4ml.approval.ApprovalAction", ApprovalAction.class);
    }

    /** Makes sure that the build shows its requests. */
    public static void attach(Run<?, ?> run) {
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
        List<ApprovalRequest> requests =
                new java.util.ArrayList<>(Approvals.get().of(run));
        java.util.Collections.reverse(requests);
        return requests;
    }

    /** @return why the current user may not answer, or null when they may */
    @CheckForNull
    public String refusal(ApprovalRequest request) {
        try {
            return Approvers.refusal(
                    request,
                    EffectiveEnvironments.named(request.environment, run.getParent()),
                    Jenkins.getAuthentication2());
        } catch (AbortException e) {
            return e.getMessage();
        }
    }

    public boolean isReasonRequired(ApprovalRequest request) {
        try {
            return EffectiveEnvironments.named(request.environment, run.getParent())
                    .isReasonRequired();
        } catch (AbortException e) {
            return true;
        }
    }

    /** The build's requests, for programs. */
    @GET
    public void doRequests(StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        JsonAnswer.send(
                response,
                HttpServletResponse.SC_OK,
                Decisions.json(Approvals.get().of(run)));
    }

    /**
     * Takes an answer, from the form or over REST; a program says {@code Accept: application/json}.
     *
     * @param decision approve or reject
     */
    @RequirePOST
    public void doDecide(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String id,
            @QueryParameter String decision,
            @QueryParameter String reason)
            throws IOException {
        run.getParent().checkPermission(Item.READ);
        boolean json = JsonAnswer.wanted(request);
        try {
            ApprovalRequest answered = Decisions.take(run, Util.fixNull(id), approves(decision), reason);
            if (json) {
                JsonAnswer.send(response, HttpServletResponse.SC_OK, Decisions.json(answered));
            } else {
                response.sendRedirect(HttpServletResponse.SC_SEE_OTHER, request.getContextPath() + "/" + run.getUrl());
            }
        } catch (Failure e) {
            if (!json) {
                throw e;
            }
            ObjectNode error = Json.object().put("error", e.getMessage());
            JsonAnswer.send(response, HttpServletResponse.SC_BAD_REQUEST, error);
        }
    }

    private static boolean approves(String decision) {
        if (!"approve".equals(decision) && !"reject".equals(decision)) {
            throw new Failure(Messages.ApprovalAction_decision());
        }
        return "approve".equals(decision);
    }
}
