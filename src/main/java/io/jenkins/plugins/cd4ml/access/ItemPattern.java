package io.jenkins.plugins.cd4ml.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of jobs in an environment's list: the full name of a job or a folder, which stands for all in it, or a pattern,
 * in which {@code *} and {@code ?} stand for anything but a slash and {@code **} for anything. A pattern stands for the
 * jobs that it matches and not for what is in a folder that it matches.
 */
final class ItemPattern {
    private ItemPattern() {}

    static boolean any(List<String> patterns, String fullName) {
        return patterns.stream().anyMatch(p -> matches(p, fullName));
    }

    static boolean matches(String pattern, String fullName) {
        String trimmed = pattern.replaceAll("^/+|/+$", "");
        if (trimmed.isEmpty()) {
            return false;
        }
        if (trimmed.indexOf('*') < 0 && trimmed.indexOf('?') < 0) {
            return fullName.equals(trimmed) || fullName.startsWith(trimmed + "/");
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (c == '*' && i + 1 < trimmed.length() && trimmed.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return fullName.matches(regex.toString());
    }
}
