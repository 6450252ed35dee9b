package io.jenkins.plugins.cd4ml.approval.waiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.web.FormAnswer;
import io.jenkins.plugins.cd4ml.approval.web.JsonAnswer;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.BuildAction;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.springframework.security.authentication.AnonymousAuthenticationToken;

/**
 * A build's waivers: the list and the form on its page, and the address that takes them. Persists nothing of its own.
 */
public final class WaiverAction extends BuildAction {
    /** Builds name this class as it was called before. */
    @Initializer(before = InitMilestone.JOB_LOADED)
    public static void readEarlierBuilds() {
        Run.XSTREAM2.addCompatibilityAlias("io.jenkins.plugins.cd4ml.approval.WaiverAction", WaiverAction.class);
    }

    @Override
    public String getIconFileName() {
        return null; // the form is on the build's page
    }

    @Override
    public String getDisplayName() {
        return Messages.WaiverAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-waivers";
    }

    public List<GivenWaiver> getWaivers() {
        try {
            return Waivers.get().of(run);
        } catch (InputException e) {
            return List.of(); // a broken record is told where it is shown
        }
    }

    /** @return the gates that the current user may waive */
    public List<GateItem> getWaivable() {
        try {
            return isPermitted() ? Waivers.get().waivable(run) : List.of();
        } catch (InputException e) {
            return List.of();
        }
    }

    public boolean isPermitted() {
        return run.hasPermission(Permissions.WAIVE)
                && !(Jenkins.getAuthentication2() instanceof AnonymousAuthenticationToken);
    }

    /** @return what the form proposes: a week from today */
    public String getProposal() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(7).toString();
    }

    /** The build's waivers, for programs. */
    @GET
    public void doWaivers(StaplerResponse2 response) throws IOException {
        run.checkPermission(Item.READ);
        ArrayNode array = Json.MAPPER.createArrayNode();
        Waivers.get().of(run).forEach(w -> array.add(Json.tree(w)));
        JsonAnswer.send(response, HttpServletResponse.SC_OK, array);
    }

    /**
     * Waives one gate, from the form or over REST; a program says {@code Accept: application/json}.
     *
     * @param expires a date or an ISO-8601 instant
     */
    @RequirePOST
    public void doWaive(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String gate,
            @QueryParameter String reason,
            @QueryParameter String expires)
            throws IOException, InterruptedException {
        run.checkPermission(Permissions.WAIVE);
        FormAnswer.send(
                request, response, run, () -> Json.tree(Waivers.get().waive(run, Util.fixNull(gate), reason, expires)));
    }

    /** Takes a waiver back. */
    @RequirePOST
    public void doWithdraw(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String gate)
            throws IOException, InterruptedException {
        run.checkPermission(Permissions.WAIVE);
        FormAnswer.send(request, response, run, () -> {
            Waivers.get().withdraw(run, Util.fixNull(gate));
            return Json.object().put("gate", gate);
        });
    }

    /** Makes sure that a build whose gates were checked takes waivers. */
    @Extension
    public static final class Attach implements RecordListener {
        @Override
        public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) throws IOException {
            if ("check-gates".equals(verb) && run.getAction(WaiverAction.class) == null) {
                run.addAction(new WaiverAction());
                run.save();
            }
        }
    }
}
