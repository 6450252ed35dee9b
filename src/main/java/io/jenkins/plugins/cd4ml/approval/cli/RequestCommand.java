package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.AbortException;
import hudson.cli.CLICommand;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import java.util.List;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** Answers an approval request on Jenkins' command line, as the user who is logged in there. */
abstract class RequestCommand extends CLICommand {
    @Argument(index = 0, metaVar = "RUN", required = true, usage = "The build, such as folder/churn#12")
    public String run;

    @Argument(
            index = 1,
            metaVar = "REQUEST",
            required = true,
            usage = "The request's id, or the environment of the build's only open request for it")
    public String request;

    @Option(name = "--reason", metaVar = "TEXT", usage = "Why; recorded with the answer")
    public String reason;

    /** @return what this command does with the request */
    abstract Answer answer();

    @Override
    protected int run() throws AbortException {
        Run<?, ?> build = build();
        try {
            ApprovalRequest answered = Decisions.take(build, id(build), answer(), reason, Person.current(Channel.CLI));
            stdout.println(
                    answered.open()
                            ? answered.approvals() + " of " + answered.needed + " approvals."
                            : answered.outcome);
            return 0;
        } catch (Failure e) {
            throw new AbortException(e.getMessage());
        }
    }

    private Run<?, ?> build() throws AbortException {
        Run<?, ?> build;
        try {
            build = Run.fromExternalizableId(run);
        } catch (IllegalArgumentException e) {
            build = null;
        }
        if (build == null) {
            throw new AbortException(
                    "There is no build '" + run + "' that you may see; name it as in folder/churn#12.");
        }
        return build;
    }

    private String id(Run<?, ?> build) throws AbortException {
        List<ApprovalRequest> open = Approvals.get().of(build).stream()
                .filter(r -> r.open() && r.environment.equals(request))
                .toList();
        if (open.size() > 1) {
            throw new AbortException(
                    run + " has " + open.size() + " open requests for " + request + "; name one by its id.");
        }
        return open.isEmpty() ? request : open.get(0).id;
    }
}
