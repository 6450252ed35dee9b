package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import org.kohsuke.args4j.Option;

/** {@code cd4ml-requests}: the open requests that the user may see. */
@Extension
public final class RequestsCommand extends CLICommand {
    @Option(name = "--json", usage = "Print the requests as a JSON array, with all that they are bound to")
    public boolean json;

    @Override
    public String getName() {
        return "cd4ml-requests";
    }

    @Override
    public String getShortDescription() {
        return Messages.RequestsCommand_description();
    }

    @Override
    protected int run() {
        List<ApprovalRequest> requests = OpenRequests.visible();
        if (json) {
            stdout.println(Json.text(Decisions.json(requests)));
            return 0;
        }
        for (ApprovalRequest request : requests) {
            stdout.println(request.runId + "  " + request.id + "  " + request.model + " -> " + request.environment
                    + "  " + request.approvals() + "/" + request.needed + "  since " + request.created);
        }
        return 0;
    }
}
