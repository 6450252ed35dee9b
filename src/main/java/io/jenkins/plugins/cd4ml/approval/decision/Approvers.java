package io.jenkins.plugins.cd4ml.approval.decision;

import hudson.Util;
import hudson.model.Failure;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.config.Environment;
import jenkins.model.IdStrategy;
import jenkins.model.Jenkins;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Who may answer a request. Administrators get no way round: what is approved here is theirs to configure only. */
public final class Approvers {
    private Approvers() {}

    /** @throws Failure in one sentence when {@code who} may not give this answer now */
    static void check(
            ApprovalRequest request, Environment environment, Authentication who, boolean approve, String reason) {
        if (!request.open()) {
            throw new Failure(Messages.Approvers_settled(request.outcome));
        }
        String refusal = refusal(request, environment, who);
        if (refusal != null) {
            throw new Failure(refusal);
        }
        if (Util.fixEmptyAndTrim(reason) == null && (!approve || environment.isReasonRequired())) {
            throw new Failure(approve ? Messages.Approvers_reason() : Messages.Approvers_rejectReason());
        }
    }

    /** @return why this person may not answer, or null when they may */
    public static String refusal(ApprovalRequest request, Environment environment, Authentication who) {
        if (who instanceof AnonymousAuthenticationToken) {
            return Messages.Approvers_anonymous();
        }
        if (!named(environment, who)) {
            return Messages.Approvers_notNamed(who.getName(), environment.getName());
        }
        IdStrategy users = Jenkins.get().getSecurityRealm().getUserIdStrategy();
        if (!environment.isRequesterMayApprove()
                && request.requester != null
                && users.equals(request.requester, who.getName())) {
            return Messages.Approvers_requester();
        }
        boolean answered = request.decisions.stream().anyMatch(d -> users.equals(d.userId(), who.getName()));
        return answered ? Messages.Approvers_twice() : null;
    }

    /** @return whether every layer of the environment that names approvers names this person */
    private static boolean named(Environment environment, Authentication who) {
        return environment.layers().stream()
                .allMatch(
                        l -> l != environment.layers().get(0) && l.approverIds().isEmpty() || namedBy(l, who));
    }

    private static boolean namedBy(Environment environment, Authentication who) {
        SecurityRealm realm = Jenkins.get().getSecurityRealm();
        for (String id : environment.approverIds()) {
            if (realm.getUserIdStrategy().equals(id, who.getName())) {
                return true;
            }
            for (GrantedAuthority authority : who.getAuthorities()) {
                // "authenticated" is a group of everybody who logged in; naming it is the administrator's choice
                if (realm.getGroupIdStrategy().equals(id, authority.getAuthority())) {
                    return true;
                }
            }
        }
        return false;
    }
}
