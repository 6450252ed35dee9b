package io.jenkins.plugins.cd4ml.approval.decision;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/** Whether those who approved may still do so when it comes to deploying. Asks the security realm: for no lock. */
public final class ApproversNow {
    private ApproversNow() {}

    /** @return who lost the right meanwhile, in one sentence, or null */
    @CheckForNull
    public static String refusal(Run<?, ?> run, ApprovalRequest request, Environment environment) {
        for (ApprovalRequest.Decision decision : request.decisions) {
            if (decision.approved() && !holds(run, request, environment, decision)) {
                return Messages.ApproversNow_lost(decision.userId(), environment.getName());
            }
        }
        return null;
    }

    private static boolean holds(
            Run<?, ?> run, ApprovalRequest request, Environment environment, ApprovalRequest.Decision decision) {
        User user = User.getById(decision.userId(), false);
        if (user == null) {
            return false;
        }
        try {
            Authentication now = user.impersonate2();
            Person person = Person.of(now, decision.channel());
            return run.getACL().hasPermission2(now, Item.READ)
                    && run.getACL().hasPermission2(now, Permissions.APPROVE)
                    && Approvers.named(environment, request.roles, person)
                    && Approvers.rolesOf(request.roles, person).containsAll(decision.roles());
        } catch (AuthenticationException e) {
            return false;
        }
    }
}
