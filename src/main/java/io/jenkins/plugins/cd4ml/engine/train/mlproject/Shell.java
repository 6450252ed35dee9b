package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import java.util.regex.Pattern;

/** Words for a POSIX shell. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /** @return the text as one word: as Python's {@code shlex.quote}, which MLflow uses */
    static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
