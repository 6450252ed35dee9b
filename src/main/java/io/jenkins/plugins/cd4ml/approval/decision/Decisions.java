package io.jenkins.plugins.cd4ml.approval.decision;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.RequestStore;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.util.List;
import java.util.Locale;
import org.springframework.security.access.AccessDeniedException;

/** The one place through which every answer goes, wherever it comes from: form, REST or command line. */
public final class Decisions {
    /** Longest reason or comment, in characters. */
    public static final int LONGEST_REASON = 2_000;

    /** What can be done with an open request. */
    public enum Answer {
        APPROVE,
        REJECT,
        WITHDRAW,
        OVERRIDE,
        COMMENT;

        /** @throws Failure when it is none */
        public static Answer parse(String text) {
            for (Answer answer : values()) {
                if (answer.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return answer;
                }
            }
            throw new Failure(Messages.Decisions_unknown());
        }
    }

    private Decisions() {}

    /**
     * Writes the answer down, in the build's folder and in the audit log, and wakes the step that waits for it.
     *
     * @throws Failure in one sentence when it is not taken
     */
    public static ApprovalRequest take(Run<?, ?> run, String id, Answer answer, String reason, Person who) {
        run.checkPermission(Item.READ);
        try {
            return answer(run, id, answer, reason, who);
        } catch (NotPermittedFailure | AccessDeniedException e) {
            JenkinsAudit.notPermitted(run, answer.name().toLowerCase(Locale.ROOT), who.id(), e.getMessage());
            throw e;
        }
    }

    private static ApprovalRequest answer(Run<?, ?> run, String id, Answer answer, String reason, Person who) {
        String text = Util.fixEmptyAndTrim(reason);
        if (text != null && text.length() > LONGEST_REASON) {
            throw new Failure(Messages.Decisions_tooLong(LONGEST_REASON));
        }
        ApprovalRequest request = Approvals.get().find(run, id);
        Environment policy = policy(run, request);
        checkPolicy(run, request, policy);
        return switch (answer) {
            case APPROVE, REJECT -> decide(run, request, policy, who, answer == Answer.APPROVE, text);
            case WITHDRAW -> withdraw(run, request, who, text);
            case OVERRIDE -> override(run, request, policy, who, text);
            case COMMENT -> comment(run, request, who, text);
        };
    }

    private static ApprovalRequest decide(
            Run<?, ?> run, ApprovalRequest request, Environment policy, Person who, boolean approve, String reason) {
        run.checkPermission(Permissions.APPROVE);
        ApprovalRequest.Decision decision = new ApprovalRequest.Decision(
                who.id(),
                approve,
                reason,
                RequestStore.now().toString(),
                who.channel(),
                Approvers.rolesOf(request.roles, who));
        return Approvals.get()
                .decide(run, request.id, asked -> Approvers.check(asked, policy, who, approve, reason), decision);
    }

    private static ApprovalRequest withdraw(Run<?, ?> run, ApprovalRequest request, Person who, String reason) {
        if (!mayWithdraw(run, request, who)) {
            throw new NotPermittedFailure(Messages.Decisions_withdraw());
        }
        return Approvals.get()
                .settle(
                        run,
                        request.id,
                        Approvers::checkOpen,
                        ApprovalRequest.State.WITHDRAWN,
                        said(who, reason),
                        "Withdrawn by " + who.id() + (reason == null ? "." : ": " + reason));
    }

    /** @return whether this person may take the request back: who asked for it, or who may stop the build */
    public static boolean mayWithdraw(Run<?, ?> run, ApprovalRequest request, Person who) {
        return !who.anonymous()
                && (request.requester != null && who.is(request.requester) || run.hasPermission(Item.CANCEL));
    }

    private static ApprovalRequest override(
            Run<?, ?> run, ApprovalRequest request, Environment policy, Person who, String reason) {
        run.checkPermission(Permissions.OVERRIDE);
        if (who.anonymous()) {
            throw new NotPermittedFailure(Messages.Approvers_anonymous());
        }
        if (policy.isInteractiveOnly() && who.channel() != ApprovalRequest.Channel.SESSION) {
            throw new NotPermittedFailure(Messages.Approvers_interactiveOnly(policy.getName()));
        }
        if (reason == null) {
            throw new Failure(Messages.Decisions_overrideReason());
        }
        return Approvals.get()
                .settle(
                        run,
                        request.id,
                        Approvers::checkOpen,
                        ApprovalRequest.State.OVERRIDDEN,
                        said(who, reason),
                        "Overridden by " + who.id() + " with " + request.approvals() + " of " + request.needed
                                + " approvals: " + reason);
    }

    private static ApprovalRequest comment(Run<?, ?> run, ApprovalRequest request, Person who, String text) {
        run.checkPermission(Permissions.APPROVE);
        if (who.anonymous()) {
            throw new NotPermittedFailure(Messages.Approvers_anonymous());
        }
        if (text == null) {
            throw new Failure(Messages.Decisions_emptyComment());
        }
        return Approvals.get().comment(run, request.id, said(who, text));
    }

    private static ApprovalRequest.Comment said(Person who, String text) {
        return new ApprovalRequest.Comment(who.id(), text, RequestStore.now().toString(), who.channel());
    }

    /** A request that was made under another policy is void, and nobody's answer to it counts. */
    private static void checkPolicy(Run<?, ?> run, ApprovalRequest request, Environment policy) {
        String bound = request.bound.get("policy");
        if (request.open() && bound != null && !bound.equals(policy.policyDigest())) {
            Approvals.get().voidRequest(run, request.id, Messages.Decisions_policyChanged(request.environment));
            throw new Failure(Messages.Decisions_policyChanged(request.environment));
        }
    }

    private static Environment policy(Run<?, ?> run, ApprovalRequest request) {
        try {
            return EffectiveEnvironments.named(request.environment, run.getParent());
        } catch (AbortException e) {
            throw new Failure(e.getMessage());
        }
    }

    /** @return the requests for programs: their documents, and each one's build */
    public static ArrayNode json(List<ApprovalRequest> requests) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        requests.forEach(request -> array.add(json(request)));
        return array;
    }

    public static ObjectNode json(ApprovalRequest request) {
        ObjectNode json = Json.tree(request).put("approvals", request.approvals());
        json.remove("unaudited");
        return json.put("missing", request.missing());
    }
}
