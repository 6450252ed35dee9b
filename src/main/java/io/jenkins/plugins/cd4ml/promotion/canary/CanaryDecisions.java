package io.jenkins.plugins.cd4ml.promotion.canary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Approvers;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.CanaryDecision;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.util.Arrays;
import java.util.List;

/**
 * The one door for decisions about a canary. To go on is to let a model through that the measurements did not: where the
 * environment needs approvals, only who may answer the build's request may; elsewhere who has CD4ML/Promote on the job. Both
 * may have it measured again or end it.
 */
public final class CanaryDecisions {
    private static final int LONGEST_REASON = 2000;

    private CanaryDecisions() {}

    /**
     * @param word go-on, again or abort
     * @return what it came to, with {@code sentence}
     * @throws Failure in one sentence when it is not taken
     */
    public static ObjectNode take(Run<?, ?> run, String word, String reason, Person who) {
        run.checkPermission(Item.READ);
        CanaryDecision decision = Arrays.stream(CanaryDecision.values())
                .filter(d -> d.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Failure(Messages.CanaryDecisions_word(Util.fixNull(word))));
        HeldCanary held = HeldCanary.of(run);
        if (held == null) {
            throw new Failure(Messages.CanaryDecisions_none(run.getFullDisplayName()));
        }
        String why = Util.fixEmptyAndTrim(reason);
        if (why != null && why.length() > LONGEST_REASON) {
            throw new Failure(Messages.CanaryDecisions_tooLong(LONGEST_REASON));
        }
        Environment environment = environment(run, held);
        String refusal = refusal(run, environment, decision, who);
        if (refusal != null) {
            JenkinsAudit.notPermitted(run, "canary " + word, who.id(), refusal);
            throw new NotPermittedFailure(refusal);
        }
        if (why == null && (decision == CanaryDecision.GO_ON || environment.isReasonRequired())) {
            throw new Failure(Messages.CanaryDecisions_reason());
        }
        return decided(run, held, decision, who, why);
    }

    private static ObjectNode decided(Run<?, ?> run, HeldCanary held, CanaryDecision decision, Person who, String why) {
        ObjectNode details = Json.object()
                .put("run", run.getExternalizableId())
                .put("model", held.model())
                .put("environment", held.environment())
                .put("step", held.step())
                .put("since", held.since())
                .put("inconclusive", held.reason())
                .put("channel", who.channel().name());
        // first: what cannot be written there does not happen
        JenkinsAudit.append("canary " + decision.word(), who.id(), why, details);
        try {
            Outcome outcome = decision.decide(
                    BuildRecord.registry(run, held.model()),
                    held.model(),
                    held.environment(),
                    held.since(),
                    who.id(),
                    why);
            return Json.object().put("decision", decision.word()).put("sentence", outcome.sentence());
        } catch (InputException e) {
            throw new Failure(e.getMessage());
        }
    }

    private static Environment environment(Run<?, ?> run, HeldCanary held) {
        try {
            return EffectiveEnvironments.named(held.environment(), run.getParent());
        } catch (AbortException e) {
            throw new Failure(e.getMessage());
        }
    }

    /** @return why this person may not decide so; null when they may */
    @CheckForNull
    static String refusal(Run<?, ?> run, Environment environment, CanaryDecision decision, Person who) {
        boolean promoter = run.hasPermission(Permissions.PROMOTE) && !who.anonymous();
        if (decision != CanaryDecision.GO_ON && promoter) {
            return null;
        }
        List<ApprovalRequest> granted = Approvals.get().of(run).stream()
                .filter(r -> r.environment.equals(environment.getName()) && r.granted())
                .toList();
        if (granted.isEmpty() && environment.getApprovals() == 0) {
            return promoter ? null : Messages.CanaryDecisions_promote(who.id(), environment.getName());
        }
        if (!run.hasPermission(Permissions.APPROVE)) {
            return Messages.CanaryDecisions_approve(who.id(), environment.getName());
        }
        if (granted.isEmpty()) { // approvals are needed only since it began
            return !who.anonymous() && Approvers.named(environment, environment.getRoles(), who)
                    ? null
                    : Messages.CanaryDecisions_approve(who.id(), environment.getName());
        }
        return Approvers.refusal(granted.get(granted.size() - 1), environment, who);
    }

    /** @return why this person may not decide so about the canary that waits; null when they may */
    @CheckForNull
    static String refusal(Run<?, ?> run, HeldCanary held, CanaryDecision decision, Person who) {
        try {
            return refusal(run, environment(run, held), decision, who);
        } catch (Failure e) {
            return e.getMessage();
        }
    }
}
