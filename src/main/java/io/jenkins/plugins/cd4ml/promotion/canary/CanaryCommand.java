package io.jenkins.plugins.cd4ml.promotion.canary;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code cd4ml-canary RUN go-on|again|abort --reason TEXT}. */
@Extension
public final class CanaryCommand extends CLICommand {
    @Argument(index = 0, metaVar = "RUN", required = true, usage = "The build, such as folder/churn#12")
    public String run;

    @Argument(index = 1, metaVar = "DECISION", required = true, usage = "go-on, again or abort")
    public String decision;

    @Option(name = "--reason", metaVar = "TEXT", usage = "Why; recorded with the decision")
    public String reason;

    @Override
    public String getName() {
        return "cd4ml-canary";
    }

    @Override
    public String getShortDescription() {
        return Messages.CanaryCommand_description();
    }

    @Override
    protected int run() throws AbortException {
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
        try {
            stdout.println(CanaryDecisions.take(build, decision, reason, Person.current(Channel.CLI))
                    .get("sentence")
                    .asText());
            return 0;
        } catch (Failure e) {
            throw new AbortException(e.getMessage());
        }
    }
}
