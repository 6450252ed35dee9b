package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;

/** {@code cd4ml-reject RUN REQUEST --reason TEXT}. */
@Extension
public final class RejectCommand extends RequestCommand {
    @Override
    public String getName() {
        return "cd4ml-reject";
    }

    @Override
    public String getShortDescription() {
        return Messages.RejectCommand_description();
    }

    @Override
    Answer answer() {
        return Answer.REJECT;
    }
}
