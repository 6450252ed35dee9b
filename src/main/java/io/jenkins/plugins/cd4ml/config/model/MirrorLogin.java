package io.jenkins.plugins.cd4ml.config.model;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MlflowApi;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The login of a mirror: one of this Jenkins where an administrator chose it, one that the folder itself keeps elsewhere. */
public final class MirrorLogin {
    private MirrorLogin() {}

    /**
     * @param home the folder that says where to mirror; null for this Jenkins
     * @return value of the header {@code Authorization}; null where no credential is named
     * @throws AbortException when it cannot be used
     */
    @CheckForNull
    public static String of(MlflowMirror mirror, @CheckForNull ItemGroup<?> home) throws AbortException {
        String id = mirror.getCredentialsId();
        if (id == null) {
            return null;
        }
        List<StandardCredentials> found = named(id, Jenkins.get());
        if (home != null) { // who manages a folder lends out what is the folder's
            found = found.isEmpty() ? named(id, home) : List.of();
        }
        for (StandardCredentials credentials : found) {
            if (credentials instanceof StringCredentials token) {
                return MlflowApi.bearer(Secret.toString(token.getSecret()));
            }
            if (credentials instanceof StandardUsernamePasswordCredentials login) {
                return MlflowApi.basic(login.getUsername(), Secret.toString(login.getPassword()));
            }
        }
        throw new AbortException("The mirror to " + mirror.getServer()
                + (home instanceof Item folder ? " of the folder " + folder.getFullName() : "")
                + " names the credentials '" + id
                + "', which do not exist or are neither a user name with password nor a"
                + " secret text" + (home == null ? "" : " that the folder itself keeps")
                + "; whoever configured it must correct that.");
    }

    private static List<StandardCredentials> named(String id, ItemGroup<?> place) {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, place, ACL.SYSTEM2, List.of())
                .stream()
                .filter(c -> c.getId().equals(id))
                .toList();
    }
}
