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
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** Takes the current user's answer, wherever it comes from: the form, REST or the command line. */
public final class Decisions {
    private Decisions() {}

    /**
     * Writes the answer down and wakes the step that waits for it.
     *
     * @throws Failure in one sentence when it is not taken
     */
    public static ApprovalRequest take(Run<?, ?> run, String id, boolean approve, String reason) {
        run.getParent().checkPermission(Item.READ);
        String environment = Approvals.get().find(run, id).environment;
        Environment policy = environment(environment, run);
        Authentication who = Jenkins.getAuthentication2();
        String why = Util.fixEmptyAndTrim(reason);
        ApprovalRequest request = Approvals.get()
                .decide(
                        run,
                        id,
                        asked -> Approvers.check(asked, policy, who, approve, why),
                        who.getName(),
                        approve,
                        why);
        WaitingSteps.answered(id);
        return request;
    }

    private static Environment environment(String name, Run<?, ?> run) {
        try {
            return EffectiveEnvironments.named(name, run.getParent());
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
        return Json.tree(request).put("approvals", request.approvals());
    }
}
