package io.jenkins.plugins.cd4ml.approval.page;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Api;
import hudson.model.RootAction;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Approvers;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.approval.web.JsonAnswer;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.management.Badge;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.GET;

/** All open approval requests that the current user may see, on one page: those that wait for this user first. */
@Extension
@ExportedBean
public final class OpenApprovalsPage implements RootAction {
    /**
     * What the page shows.
     *
     * @param mine       open requests that the current user may answer, oldest first
     * @param others     the rest
     * @param unreadable builds whose file of requests cannot be read
     */
    public record Requests(List<Row> mine, List<Row> others, List<Run<?, ?>> unreadable) {
        public boolean nothing() {
            return mine.isEmpty() && others.isEmpty() && unreadable.isEmpty();
        }
    }

    /** A request and its build. */
    public record Row(ApprovalRequest request, Run<?, ?> run) {}

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

    /** @return {@code api/json} */
    public Api getApi() {
        return new Api(this);
    }

    /** @return the count in the side panel: the requests that wait for the current user; null for none */
    public Badge getBadge() {
        int waiting = requests().mine().size();
        return waiting == 0
                ? null
                : new Badge(
                        Integer.toString(waiting), Messages.OpenApprovalsPage_waiting(waiting), Badge.Severity.INFO);
    }

    /** @return what the current user may see, in one look */
    public Requests requests() {
        OpenRequests.Visible visible = OpenRequests.look();
        Person person = Person.current(Channel.SESSION);
        List<Row> mine = new ArrayList<>();
        List<Row> others = new ArrayList<>();
        for (ApprovalRequest request : visible.open()) {
            Run<?, ?> run = Run.fromExternalizableId(request.runId);
            if (run != null) {
                (waitsFor(person, request, run) ? mine : others).add(new Row(request, run));
            }
        }
        return new Requests(mine, others, visible.unreadable());
    }

    private static boolean waitsFor(Person person, ApprovalRequest request, Run<?, ?> run) {
        try {
            return !Approvers.answered(request, person)
                    && Approvers.refusal(
                                    request, EffectiveEnvironments.named(request.environment, run.getParent()), person)
                            == null;
        } catch (AbortException e) {
            return false; // the environment is gone
        }
    }

    @Exported(name = "requests", visibility = 2)
    public List<RequestBean> getExportedRequests() {
        return OpenRequests.visible().stream().map(RequestBean::new).toList();
    }

    /** The same for programs. */
    @GET
    public void doRequests(StaplerResponse2 response) throws IOException {
        JsonAnswer.send(response, HttpServletResponse.SC_OK, Decisions.json(OpenRequests.visible()));
    }
}
