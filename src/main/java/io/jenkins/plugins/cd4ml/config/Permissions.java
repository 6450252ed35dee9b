package io.jenkins.plugins.cd4ml.config;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;

/**
 * The permissions of this plugin, on jobs, folders and all of Jenkins. Administrators have them all: who may change the
 * configuration could grant them to themselves. What an environment's policy asks beside them (who approves, who is
 * barred from it) holds for administrators, too.
 */
public final class Permissions {
    public static final PermissionGroup GROUP = new PermissionGroup(Permissions.class, Messages._Permissions_group());

    private static final PermissionScope[] ITEM = {PermissionScope.ITEM, PermissionScope.ITEM_GROUP};

    /** Whose builds may promote to an environment that lists the job, or roll it back. */
    public static final Permission PROMOTE =
            new Permission(GROUP, "Promote", Messages._Permissions_promote(), Jenkins.ADMINISTER, true, ITEM);

    /** Who may answer requests, where the environment's approvers name them. */
    public static final Permission APPROVE =
            new Permission(GROUP, "Approve", Messages._Permissions_approve(), Item.READ, true, ITEM);

    /** Who may waive a job's gates. */
    public static final Permission WAIVE =
            new Permission(GROUP, "Waive", Messages._Permissions_waive(), Jenkins.ADMINISTER, true, ITEM);

    /** Who may let a promotion through without the approvals it lacks; recorded and shown as such. */
    public static final Permission OVERRIDE =
            new Permission(GROUP, "Override", Messages._Permissions_override(), Jenkins.ADMINISTER, true, ITEM);

    /** Who may hold an environment and lift a hold, retire versions, and change what is said of models. */
    public static final Permission MANAGE =
            new Permission(GROUP, "Manage", Messages._Permissions_manage(), Jenkins.ADMINISTER, true, ITEM);

    private Permissions() {}

    /** Loads this class, so that the permissions are there before an authorisation strategy is read. */
    @Initializer(before = InitMilestone.PLUGINS_STARTED)
    public static void register() {
        if (GROUP.getPermissions().isEmpty()) {
            throw new IllegalStateException("no permissions");
        }
    }
}
