package io.jenkins.plugins.cd4ml.promotion.hold;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Hold;

/** {@code cd4ml-hold ENVIRONMENT --reason TEXT [--model MODEL] [--folder FOLDER]}. */
@Extension
public final class HoldCommand extends EnvironmentHoldCommand {
    @Override
    public String getName() {
        return "cd4ml-hold";
    }

    @Override
    public String getShortDescription() {
        return Messages.HoldCommand_description();
    }

    @Override
    void change(boolean exists, Item place, String who) throws AbortException {
        if (!exists) {
            throw new AbortException("There is no folder '" + folder() + "'; give its full name, such as team/models.");
        }
        EffectiveEnvironments.named(environment(), place);
        Hold hold = HoldChanges.set(folder(), environment(), model(), who, reason, null);
        stdout.println(hold.shown() + ".");
        stdout.println("To lift it: cd4ml-lift-hold " + hold.arguments() + " --reason TEXT");
    }
}
