package io.jenkins.plugins.cd4ml.approval.cli;

import hudson.Extension;

/** {@code cd4ml-approve RUN REQUEST --reason TEXT}. */
@Extension
public final class ApproveCommand extends DecisionCommand {
    @Override
    public String getName() {
        return "cd4ml-approve";
    }

    @Override
    public String getShortDescription() {
        return Messages.ApproveCommand_description();
    }

    @Override
    boolean approves() {
        return true;
    }
}
