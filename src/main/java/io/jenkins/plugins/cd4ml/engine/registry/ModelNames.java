package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.regex.Pattern;

/**
 * The names that become file names of the registry and label values of Kubernetes objects: models, environments,
 * promotion ids. They come from users and from agents, so nothing but this alphabet gets through.
 */
public final class ModelNames {
    /** A Kubernetes label value that is not empty; no slash, no leading dot, hence also a safe file name. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private ModelNames() {}

    /**
     * @param what what the name names, for the message: {@code model}, {@code environment}
     * @return {@code name}
     * @throws InputException when it has another alphabet, is empty or longer than 63 characters
     */
    public static String check(String what, String name) {
        if (name == null || !SAFE.matcher(name).matches()) {
            throw new InputException("'" + shown(name) + "' cannot be the name of a" + (vowel(what) ? "n " : " ") + what
                    + ": use 1 to 63 letters, digits, '.', '_' or '-', with a letter or digit at both ends.");
        }
        return name;
    }

    private static boolean vowel(String word) {
        return "aeiou".indexOf(word.charAt(0)) >= 0;
    }

    static String shown(String name) {
        if (name == null) {
            return "";
        }
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
    }
}
