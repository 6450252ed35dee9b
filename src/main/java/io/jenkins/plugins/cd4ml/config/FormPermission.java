package io.jenkins.plugins.cd4ml.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.AccessControlled;
import jenkins.model.Jenkins;

/** Who may fill in environments and lists of credentials: administrators, and on a folder whoever has CD4ML/Manage there. */
public final class FormPermission {
    private FormPermission() {}

    /** @param folder null for the page of this Jenkins */
    public static boolean has(@CheckForNull Item folder) {
        AccessControlled place = folder == null ? Jenkins.get() : folder;
        return place.hasPermission(folder == null ? Jenkins.ADMINISTER : Permissions.MANAGE);
    }
}
