package io.jenkins.plugins.cd4ml.access;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import io.jenkins.plugins.cd4ml.config.CredentialLists;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import java.util.List;

/** Whether a build may be given a credential, and where that may be sent to. Stateless; reads only. */
public final class CredentialAccess {
    private static final String WHERE = "under Manage Jenkins » System » CD4ML » Hosts of credentials,"
            + " or on the folder that keeps the credential";

    private CredentialAccess() {}

    /**
     * Asks all who have a say: this Jenkins and the folders around the job.
     *
     * @param id      of the credential as it was resolved
     * @param servers where it would be sent to
     * @param place   where the repository names the server, for sentences
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void check(Run<?, ?> run, String id, List<ServerAddress> servers, String place)
            throws AccessRefusedException {
        EnvironmentAccess.trusted(CauseChain.of(run), "The credentials '" + id + "' are given to");
        String job = run.getParent().getFullName();
        List<CredentialHosts> entries = CredentialLists.of(id, run.getParent());
        if (entries.isEmpty()) {
            throw refused("No list says where the credentials '" + id + "' may be sent to, and " + place
                    + " needs them; an administrator adds them " + WHERE + ".");
        }
        for (CredentialHosts entry : entries) {
            if (!ItemPattern.any(entry.itemPatterns(), job)) {
                throw refused("The credentials '" + id + "' are not for " + job
                        + "; an administrator can add the job, its folder or a pattern to their items " + WHERE + ".");
            }
            ServerAddress elsewhere = entry.allowed().refused(servers);
            if (elsewhere != null) {
                throw refused("The credentials '" + id + "' may not be sent to " + elsewhere.shown() + ", which "
                        + place + " names; correct it, or an administrator adds the host " + WHERE + ".");
            }
        }
    }

    private static AccessRefusedException refused(String sentence) {
        return new AccessRefusedException(Reason.CREDENTIALS, sentence);
    }
}
