package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;

/** {@code cd4ml-reject RUN REQUEST --reason TEXT}. */
@Extension
public final class RejectCommand extends DecisionCommand {
    @Override
    public String getName() {
        return "cd4ml-reject";
    }

    @Override
    public String getShortDescription() {
        return Messages.RejectCommand_description();
    }

    @Override
    boolean approves() {
        return false;
    }
}
