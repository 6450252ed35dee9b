package io.jenkins.plugins.cd4ml.approval.barred;

import hudson.model.Run;
import hudson.model.User;
import hudson.scm.ChangeLogSet;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import jenkins.model.Jenkins;
import jenkins.scm.RunWithSCM;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * The authors of the changes in builds, mapped to users by the source control's own resolution; those whom the security
 * realm does not know are kept by the name that the source control gives them. Asks the security realm, which may be far
 * away: not for a lock.
 */
final class ChangeAuthors {
    private static final int MOST_BUILDS = 1_000;
    private static final String DELETED = "(authors of deleted builds)";

    final Set<String> users = new LinkedHashSet<>();
    final Set<String> unmapped = new TreeSet<>();

    /**
     * Adds those of a build and of the builds of its job before it.
     *
     * @param since     id of the build where they end, itself not counted; null when it is not known
     * @param sinceTime builds that started before are not counted; null for all
     */
    void add(Run<?, ?> run, String since, Instant sinceTime) {
        boolean here = since != null && since.startsWith(run.getParent().getFullName() + "#");
        Run<?, ?> build = run;
        for (int i = 0; build != null && i < MOST_BUILDS; i++) {
            if (build != run
                    && (build.getExternalizableId().equals(since)
                            || !here && sinceTime != null && build.getTimeInMillis() < sinceTime.toEpochMilli())) {
                return;
            }
            changes(build);
            Run<?, ?> previous = build.getPreviousBuild();
            int before = previous == null ? 0 : previous.getNumber();
            int end = here ? Integer.parseInt(since.substring(since.lastIndexOf('#') + 1)) : 0;
            if (here && before < build.getNumber() - 1 && build.getNumber() - 1 > end) {
                unmapped.add(DELETED);
                if (before < end) {
                    return;
                }
            }
            build = previous;
        }
    }

    private void changes(Run<?, ?> build) {
        if (build instanceof RunWithSCM<?, ?> scm) {
            for (ChangeLogSet<? extends ChangeLogSet.Entry> set : scm.getChangeSets()) {
                for (ChangeLogSet.Entry entry : set) {
                    author(entry);
                }
            }
        }
    }

    private void author(ChangeLogSet.Entry entry) {
        User author = entry.getAuthor();
        if (author == null || author.equals(User.getUnknown())) {
            unmapped.add(entry.getCommitId() == null ? "unknown" : "author of " + entry.getCommitId());
        } else {
            add(author.getId());
        }
    }

    /** @param id what may be a user's id, and may be any name */
    void add(String id) {
        if (known(id)) {
            users.add(id);
        } else {
            unmapped.add(id);
        }
    }

    private static boolean known(String id) {
        try {
            UserDetails details = Jenkins.get().getSecurityRealm().loadUserByUsername2(id);
            return details != null;
        } catch (AuthenticationException | UnsupportedOperationException e) {
            // a realm that cannot look up users knows those who have logged in
            User user = User.getById(id, false);
            return user != null
                    && user.getProperty(jenkins.security.LastGrantedAuthoritiesProperty.class) != null
                    && e instanceof UnsupportedOperationException;
        }
    }
}
