package io.jenkins.plugins.cd4ml.approval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import jenkins.model.Jenkins;

/** Takes the current user's answer, wherever it comes from: the form, REST or the command line. */
final class Decisions {
    private Decisions() {}

    /**
     * Writes the answer down and wakes the step that waits for it.
     *
     * @throws Failure in one sentence when it is not taken
     */
    static ApprovalRequest take(Run<?, ?> run, String id, boolean approve, String reason) {
        run.getParent().checkPermission(Item.READ);
        String environment = Approvals.get().find(run, id).environment;
        ApprovalRequest request = Approvals.get()
                .decide(
                        run,
                        id,
                        environment(environment),
                        Jenkins.getAuthentication2(),
                        approve,
                        Util.fixEmptyAndTrim(reason));
        Waiting.answered(id);
        return request;
    }

    private static Environment environment(String name) {
        try {
            return Environments.get().named(name);
        } catch (AbortException e) {
            throw new Failure(e.getMessage());
        }
    }

    /** @return the requests for programs: their documents, and each one's build */
    static ArrayNode json(List<ApprovalRequest> requests) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        requests.forEach(request -> array.add(json(request)));
        return array;
    }

    static ObjectNode json(ApprovalRequest request) {
        return Json.tree(request).put("approvals", request.approvals());
    }
}
