package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;

/** {@code cd4ml-approve RUN REQUEST --reason TEXT}. */
@Extension
public final class ApproveCommand extends RequestCommand {
    @Override
    public String getName() {
        return "cd4ml-approve";
    }

    @Override
    public String getShortDescription() {
        return Messages.ApproveCommand_description();
    }

    @Override
    Answer answer() {
        return Answer.APPROVE;
    }
}
