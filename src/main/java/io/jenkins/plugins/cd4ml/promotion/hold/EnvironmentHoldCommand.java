package io.jenkins.plugins.cd4ml.promotion.hold;

import hudson.AbortException;
import hudson.Util;
import hudson.cli.CLICommand;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.AccessControlled;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.InputException;
import jenkins.model.Jenkins;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/**
 * A command about a hold, for whoever has CD4ML/Manage where the hold applies: on the folder that it names, or on all of
 * Jenkins.
 */
abstract class EnvironmentHoldCommand extends CLICommand {
    @Argument(index = 0, metaVar = "ENVIRONMENT", required = true, usage = "The environment's name")
    public String environment;

    @Option(name = "--reason", metaVar = "TEXT", usage = "Why; shown to those whom it stops, and in the audit log")
    public String reason;

    @Option(name = "--model", metaVar = "MODEL", usage = "Only this model; all models without it")
    public String model;

    @Option(name = "--folder", metaVar = "FOLDER", usage = "Only the jobs in this folder; all jobs without it")
    public String folder;

    @Override
    protected final int run() throws AbortException {
        Item place = folder().isEmpty() ? null : Jenkins.get().getItemByFullName(folder());
        boolean found = place instanceof ItemGroup<?>;
        // A folder that is gone is asked of Jenkins: its holds can still be lifted, and nobody learns whether it
        // exists.
        AccessControlled where = found ? place : Jenkins.get();
        where.checkPermission(Permissions.MANAGE);
        if (Util.fixEmptyAndTrim(reason) == null) {
            throw new AbortException("Say why, with --reason TEXT.");
        }
        try {
            change(
                    folder().isEmpty() || found,
                    place,
                    Jenkins.getAuthentication2().getName());
            return 0;
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }

    final String environment() {
        return environment.trim();
    }

    /** @return null for all models */
    final String model() {
        return Util.fixEmptyAndTrim(model);
    }

    /** @return a full name; empty for all of Jenkins */
    final String folder() {
        return Util.fixNull(folder).trim().replaceAll("^/+|/+$", "");
    }

    /**
     * Does it, all being permitted.
     *
     * @param exists whether there is such a folder
     * @param place  the folder; null for all of Jenkins
     * @param who    id of the user
     */
    abstract void change(boolean exists, Item place, String who) throws AbortException;
}
