package io.jenkins.plugins.cd4ml.approval.page;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Approvers;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.web.FormAnswer;
import io.jenkins.plugins.cd4ml.approval.web.JsonAnswer;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.record.BuildAction;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jenkins.management.Badge;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * A build's approval requests: the form on its page and the address that takes answers. Persists nothing of its own;
 * the requests are in their file.
 */
@ExportedBean
public final class ApprovalAction extends BuildAction {
    /** Builds name this class as it was called before. */
    @Initializer(before = InitMilestone.JOB_LOADED)
    public static void readEarlierBuilds() {
        Run.XSTREAM2.addCompatibilityAlias("io.jenkins.plugins.cd4ml.approval.ApprovalAction", ApprovalAction.class);
    }

    /** Makes sure that the build shows its requests, also after a crash: the build is on the disk when it returns. */
    public static void attach(Run<?, ?> run) throws IOException {
        if (run.getAction(ApprovalAction.class) == null) {
            run.addAction(new ApprovalAction());
            run.save();
        }
    }

    @Override
    public String getIconFileName() {
        return "symbol-checkmark-done-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.ApprovalAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-approvals";
    }

    /** @return how many requests wait; null for none */
    @Override
    public Badge getBadge() {
        long open = getRequests().stream().filter(ApprovalRequest::open).count();
        return open == 0
                ? null
                : new Badge(Long.toString(open), Messages.ApprovalAction_open(open), Badge.Severity.WARNING);
    }

    /** @return {@code api/json} */
    public Api getApi() {
        return new Api(this);
    }

    /** @return the requests, newest first; none when their file cannot be read, which {@link #getBroken} says */
    public List<ApprovalRequest> getRequests() {
        try {
            List<ApprovalRequest> requests = new ArrayList<>(Approvals.get().of(run));
            Collections.reverse(requests);
            return requests;
        } catch (InputException e) {
            return List.of();
        }
    }

    @Exported(name = "requests", visibility = 2)
    public List<RequestBean> getExportedRequests() {
        return getRequests().stream().map(RequestBean::new).toList();
    }

    /** @return why the requests cannot be read, or null */
    @CheckForNull
    public String getBroken() {
        try {
            Approvals.get().of(run);
            return null;
        } catch (InputException e) {
            return e.getMessage();
        }
    }

    /** @return why the current user may not answer, or null when they may */
    @CheckForNull
    public String refusal(ApprovalRequest request) {
        try {
            Person person = Person.current(Channel.SESSION);
            return Approvers.answered(request, person)
                    ? Messages.ApprovalAction_answered()
                    : Approvers.refusal(request, environment(request), person);
        } catch (AbortException e) {
            return e.getMessage();
        }
    }

    public boolean isReasonRequired(ApprovalRequest request) {
        try {
            return environment(request).isReasonRequired();
        } catch (AbortException e) {
            return true;
        }
    }

    private Environment environment(ApprovalRequest request) throws AbortException {
        return EffectiveEnvironments.named(request.environment, run.getParent());
    }

    public boolean mayWithdraw(ApprovalRequest request) {
        return Decisions.mayWithdraw(run, request, Person.current(Channel.SESSION));
    }

    /** @return whether the current user may let it through without the approvals it lacks */
    public boolean isOverrider() {
        return run.hasPermission(Permissions.OVERRIDE)
                && !Person.current(Channel.SESSION).anonymous();
    }

    public boolean isCommenter() {
        return run.hasPermission(Permissions.APPROVE)
                && !Person.current(Channel.SESSION).anonymous();
    }

    /** The build's requests, for programs. */
    @GET
    public void doRequests(StaplerResponse2 response) throws IOException {
        run.checkPermission(Item.READ);
        JsonAnswer.send(
                response,
                HttpServletResponse.SC_OK,
                Decisions.json(Approvals.get().of(run)));
    }

    /**
     * Takes an answer, from the form or over REST; a program says {@code Accept: application/json}.
     *
     * @param decision approve, reject, withdraw, override or comment
     */
    @RequirePOST
    public void doDecide(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String id,
            @QueryParameter String decision,
            @QueryParameter String reason)
            throws IOException, InterruptedException {
        run.checkPermission(Item.READ);
        FormAnswer.send(
                request,
                response,
                run,
                () -> Decisions.json(
                        Decisions.take(run, Util.fixNull(id), Answer.parse(decision), reason, Person.current())));
    }
}
