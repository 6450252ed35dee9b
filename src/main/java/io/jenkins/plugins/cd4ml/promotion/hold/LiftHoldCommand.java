package io.jenkins.plugins.cd4ml.promotion.hold;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.config.Hold;
import io.jenkins.plugins.cd4ml.config.Holds;
import java.util.List;
import java.util.Optional;

/** {@code cd4ml-lift-hold ENVIRONMENT --reason TEXT [--model MODEL] [--folder FOLDER]}. */
@Extension
public final class LiftHoldCommand extends EnvironmentHoldCommand {
    @Override
    public String getName() {
        return "cd4ml-lift-hold";
    }

    @Override
    public String getShortDescription() {
        return Messages.LiftHoldCommand_description();
    }

    /** Neither the environment nor the folder need be there any more. */
    @Override
    void change(boolean exists, Item place, String who) throws AbortException {
        Optional<Hold> lifted = HoldChanges.lift(folder(), environment(), model(), who, reason);
        if (lifted.isEmpty()) {
            List<String> others = Holds.get().all().stream()
                    .filter(h -> h.environment().equals(environment()))
                    .filter(h ->
                            folder().isEmpty() || h.folder().equals(folder())) // no names of other people's folders
                    .map(Hold::arguments)
                    .toList();
            throw new AbortException("There is no such hold; "
                    + (others.isEmpty()
                            ? "nothing holds " + environment() + (folder().isEmpty() ? "." : " there.")
                            : "holds there are: " + String.join("; ", others) + "."));
        }
        stdout.println("Lifted: " + lifted.get().shown() + ".");
    }
}
