package io.jenkins.plugins.cd4ml.approval.decision;

import java.util.Set;
import jenkins.model.IdStrategy;

/**
 * A name in an environment's policy: {@code user:bob}, {@code group:ml}, or a bare name, which means the user and the
 * group of that name.
 *
 * @param user  whether a user of that id is meant
 * @param group whether a group of that name is meant
 */
public record Principal(boolean user, boolean group, String id) {
    private static final String USER = "user:";
    private static final String GROUP = "group:";

    public static Principal parse(String text) {
        if (text.startsWith(USER)) {
            return new Principal(true, false, text.substring(USER.length()));
        }
        if (text.startsWith(GROUP)) {
            return new Principal(false, true, text.substring(GROUP.length()));
        }
        return new Principal(true, true, text);
    }

    /** @return whether that person is meant, as the security realm compares names */
    public boolean matches(String userId, Set<String> groupsOfUser, IdStrategy users, IdStrategy groups) {
        return user && users.equals(id, userId)
                || group && groupsOfUser.stream().anyMatch(g -> groups.equals(id, g));
    }
}
