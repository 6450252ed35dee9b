package io.jenkins.plugins.cd4ml.engine;

import java.util.regex.Pattern;

/**
 * Patterns that people write into lists of what is allowed: {@code *} and {@code ?} stand for anything but the separator
 * of the names' parts, {@code **} for anything.
 */
public final class Wildcards {
    private Wildcards() {}

    /** @return whether the pattern has a wildcard in it */
    public static boolean in(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** @return whether the whole text is as the pattern says */
    public static boolean match(String pattern, String text, char separator) {
        String other = "[^" + Pattern.quote(String.valueOf(separator)) + "]";
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append(other).append('*');
            } else if (c == '?') {
                regex.append(other);
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return text.matches(regex.toString());
    }
}
