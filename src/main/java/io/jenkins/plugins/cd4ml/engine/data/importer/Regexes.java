package io.jenkins.plugins.cd4ml.engine.data.importer;

/** Regular expressions of tools that look for one anywhere, or at the start, as one of the whole value. */
final class Regexes {
    private static final String ANYTHING = "(.|\\n)*"; // of signs that every database reads

    private Regexes() {}

    /** @return what matches a whole value in which {@code regex} is found */
    static String search(String regex) {
        return whole(regex, false);
    }

    /** @return what matches a whole value that starts with {@code regex}, as Python's {@code re.match} */
    static String match(String regex) {
        return whole(regex, true);
    }

    private static String whole(String regex, boolean start) {
        boolean alternatives = regex.contains("|");
        boolean from = !alternatives && regex.startsWith("^");
        boolean to = !alternatives && regex.endsWith("$") && !regex.endsWith("\\$");
        String inner = regex.substring(from ? 1 : 0, regex.length() - (to ? 1 : 0));
        return (from || start ? "" : ANYTHING) + (alternatives ? "(" + inner + ")" : inner) + (to ? "" : ANYTHING);
    }
}
