package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;

/** {@code cd4ml-withdraw RUN REQUEST --reason TEXT}. */
@Extension
public final class WithdrawCommand extends RequestCommand {
    @Override
    public String getName() {
        return "cd4ml-withdraw";
    }

    @Override
    public String getShortDescription() {
        return Messages.WithdrawCommand_description();
    }

    @Override
    Answer answer() {
        return Answer.WITHDRAW;
    }
}
