package io.jenkins.plugins.cd4ml.approval.decision;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Quorum;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.Environment;
import java.util.List;

/** Who may answer a request. Administrators get no way round: what is approved here is theirs to configure only. */
public final class Approvers {
    private Approvers() {}

    /** @throws Failure in one sentence when {@code who} may not give this answer now */
    public static void check(
            ApprovalRequest request, Environment environment, Person who, boolean approve, String reason) {
        checkOpen(request);
        String refusal = refusal(request, environment, who);
        if (refusal != null) {
            throw new NotPermittedFailure(refusal);
        }
        if (answered(request, who)) {
            throw new Failure(Messages.Approvers_twice());
        }
        if (Util.fixEmptyAndTrim(reason) == null && (!approve || environment.isReasonRequired())) {
            throw new Failure(approve ? Messages.Approvers_reason() : Messages.Approvers_rejectReason());
        }
    }

    static void checkOpen(ApprovalRequest request) {
        if (!request.open()) {
            throw new Failure(Messages.Approvers_settled(request.outcome));
        }
    }

    /** @return why this person may not answer, or null when they may */
    @CheckForNull
    public static String refusal(ApprovalRequest request, Environment environment, Person who) {
        if (who.anonymous()) {
            return Messages.Approvers_anonymous();
        }
        if (!named(environment, request.roles, who)) {
            return Messages.Approvers_notNamed(who.id(), environment.getName());
        }
        for (ApprovalRequest.Barred barred : request.barred) {
            boolean allowed = barred.kind().equals("cause") && environment.isRequesterMayApprove();
            if (!allowed && who.is(barred.userId())) {
                return barred.why();
            }
        }
        if (environment.isInteractiveOnly() && who.channel() != Channel.SESSION) {
            return Messages.Approvers_interactiveOnly(environment.getName());
        }
        return null;
    }

    /** @return whether this person's answer is there already */
    public static boolean answered(ApprovalRequest request, Person who) {
        return request.decisions.stream().anyMatch(d -> who.is(d.userId()));
    }

    /** @return whether every layer of the policy that names approvers names this person, or a role does */
    public static boolean named(Environment environment, String roles, Person who) {
        if (who.among(List.copyOf(Quorum.roles(roles).keySet()))) {
            return true;
        }
        Environment outer = environment.layers().get(0);
        return environment.layers().stream()
                .allMatch(layer -> layer != outer && layer.approverIds().isEmpty() || who.among(layer.approverIds()));
    }

    /** @return the roles that this person has */
    public static List<String> rolesOf(String roles, Person who) {
        return Quorum.roles(roles).keySet().stream()
                .filter(role -> who.among(List.of(role)))
                .toList();
    }
}
