package io.jenkins.plugins.cd4ml.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;

/** What is said of a credential at an item: by this Jenkins and by the folders around the item. */
public final class CredentialLists {
    private CredentialLists() {}

    /**
     * A folder may say where its own credentials go, and tighten what is said outside; of credentials from outside it
     * alone decides nothing.
     *
     * @return the entries that must all allow it, the outermost first; empty when nobody who may decide said anything
     */
    public static List<CredentialHosts> of(String id, Item item) {
        List<CredentialHosts> found =
                new ArrayList<>(named(id, Environments.get().getCredentialHosts()));
        boolean kept = keeps(Jenkins.get(), id);
        for (ItemGroup<?> folder : EffectiveEnvironments.folders(item)) {
            if (kept && found.isEmpty()) {
                return List.of(); // it is a credential from outside this folder
            }
            found.addAll(named(id, FolderDefinitions.credentialHostsOf(folder)));
            kept = kept || keeps(folder, id);
        }
        return found;
    }

    private static List<CredentialHosts> named(String id, List<CredentialHosts> all) {
        return all.stream().filter(c -> c.getCredentialsId().equals(id)).toList();
    }

    private static boolean keeps(ItemGroup<?> group, String id) {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, group, ACL.SYSTEM2, List.of())
                .stream()
                .anyMatch(c -> c.getId().equals(id));
    }

    /** @throws IllegalArgumentException when an id is blank, or there twice */
    public static void check(List<CredentialHosts> all) {
        Set<String> ids = new HashSet<>();
        for (CredentialHosts entry : all) {
            if (entry.getCredentialsId().isEmpty()) {
                throw new IllegalArgumentException(Messages.CredentialHosts_noId());
            }
            if (!ids.add(entry.getCredentialsId())) {
                throw new IllegalArgumentException(Messages.CredentialHosts_twice(entry.getCredentialsId()));
            }
        }
    }
}
