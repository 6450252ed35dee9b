package io.jenkins.plugins.cd4ml.access;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.io.IOException;

/**
 * Asks another system (ServiceNow, Jira) whether a change ticket is approved. Where an environment requires one, every
 * implementation that is installed must approve; with none installed nothing is promoted.
 */
public abstract class ChangeTickets implements ExtensionPoint {
    /**
     * Called on a background thread, each time before a deployment; may take seconds.
     *
     * @param ticket as the step gave it, never blank
     * @return whether it is approved for this change now
     * @throws IOException when the system cannot be asked, which refuses the promotion
     */
    public abstract boolean approves(String ticket, Run<?, ?> run, String model, String environment)
            throws IOException, InterruptedException;

    static ExtensionList<ChangeTickets> all() {
        return ExtensionList.lookup(ChangeTickets.class);
    }
}
