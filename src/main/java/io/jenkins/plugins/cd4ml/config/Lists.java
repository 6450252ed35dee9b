package io.jenkins.plugins.cd4ml.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lists that people write into one field. */
final class Lists {
    private Lists() {}

    /** @return what spaces, commas and semicolons separate; empty for null */
    static List<String> words(String text) {
        return split(text, "[\\s,;]+");
    }

    /** @return what line ends and semicolons separate, trimmed: names of jobs may have spaces and commas in them */
    static List<String> lines(String text) {
        return split(text, "[\\r\\n;]+");
    }

    private static List<String> split(String text, String separator) {
        return text == null
                ? new ArrayList<>()
                : new ArrayList<>(Stream.of(text.split(separator))
                        .map(String::trim)
                        .filter(w -> !w.isEmpty())
                        .toList());
    }
}
