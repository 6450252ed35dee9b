package io.jenkins.plugins.cd4ml.promotion.canary;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.web.FormAnswer;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.CanaryDecision;
import io.jenkins.plugins.cd4ml.record.BuildAction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The canary of a build that waits for a person: the form on the build's page and the address that takes decisions. Persists
 * nothing of its own.
 */
@ExportedBean
public final class CanaryAction extends BuildAction {
    /** Makes sure that the build shows its canary. */
    public static void attach(Run<?, ?> run) throws IOException {
        if (run.getAction(CanaryAction.class) == null) {
            run.addAction(new CanaryAction());
            run.save();
        }
    }

    /** @return null while there is nothing to decide: no tab, no link */
    @Override
    public String getIconFileName() {
        return getHeld() == null ? null : "symbol-pause-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.CanaryAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-canary";
    }

    /** @return {@code api/json} */
    public Api getApi() {
        return new Api(this);
    }

    /** @return the canary that waits; null for none */
    @CheckForNull
    public HeldCanary getHeld() {
        try {
            return HeldCanary.of(run);
        } catch (InputException e) { // its file is written this moment, or cannot be read
            return null;
        }
    }

    /** @return model, environment, since, reason, step and steps of the canary that waits; null for none */
    @Exported(name = "held", visibility = 2)
    public Map<String, Object> getExportedHeld() {
        HeldCanary held = getHeld();
        if (held == null) {
            return null;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("model", held.model());
        shown.put("environment", held.environment());
        shown.put("since", held.since());
        shown.put("reason", held.reason());
        shown.put("step", held.step());
        shown.put("steps", held.steps());
        return shown;
    }

    /** @return why the reader may not let it go on; null when they may */
    @CheckForNull
    public String getRefusal() {
        return refusal(CanaryDecision.GO_ON);
    }

    /** @return whether the reader may end it, or have it measured again */
    public boolean isEnder() {
        return refusal(CanaryDecision.ABORT) == null;
    }

    private String refusal(CanaryDecision decision) {
        HeldCanary held = getHeld();
        return held == null
                ? Messages.CanaryDecisions_none(run.getFullDisplayName())
                : CanaryDecisions.refusal(run, held, decision, Person.current(Channel.SESSION));
    }

    /**
     * Takes a decision, from the form or over REST; a program says {@code Accept: application/json}.
     *
     * @param decision go-on, again or abort
     */
    @RequirePOST
    public void doDecide(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String decision,
            @QueryParameter String reason)
            throws IOException, InterruptedException {
        run.checkPermission(Item.READ);
        FormAnswer.send(request, response, run, () -> CanaryDecisions.take(run, decision, reason, Person.current()));
    }
}
