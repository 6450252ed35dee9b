package io.jenkins.plugins.cd4ml.access;

import io.jenkins.plugins.cd4ml.engine.Wildcards;
import java.util.List;

/**
 * Names of jobs in an environment's list: the full name of a job or a folder, which stands for all in it, or a pattern,
 * in which {@code *} and {@code ?} stand for anything but a slash and {@code **} for anything. A pattern stands for the
 * jobs that it matches and not for what is in a folder that it matches.
 */
public final class ItemPattern {
    private ItemPattern() {}

    public static boolean any(List<String> patterns, String fullName) {
        return patterns.stream().anyMatch(p -> matches(p, fullName));
    }

    static boolean matches(String pattern, String fullName) {
        String trimmed = pattern.replaceAll("^/+|/+$", "");
        if (trimmed.isEmpty()) {
            return false;
        }
        return Wildcards.in(trimmed)
                ? Wildcards.match(trimmed, fullName, '/')
                : fullName.equals(trimmed) || fullName.startsWith(trimmed + "/");
    }
}
