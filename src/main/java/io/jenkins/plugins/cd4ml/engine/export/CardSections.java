package io.jenkins.plugins.cd4ml.engine.export;

import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What people wrote into a model's card, by heading: what they declare, and nobody measured. */
public final class CardSections {
    /** The card's file in a run's folder, and in a version's. */
    public static final String FILE = "model-card.md";

    private static final long MOST_BYTES = 4L << 20;
    /** What the built-in template says where nobody wrote anything. */
    private static final String EMPTY = "Not described.";

    /** Headings of the built-in template below which only recorded things stand. */
    private static final Set<String> GENERATED = Set.of("data", "metrics", "slices", "details", "gates", "lineage");

    private final Map<String, String> sections = new LinkedHashMap<>();

    private CardSections(String markdown) {
        String heading = "";
        StringBuilder body = new StringBuilder();
        boolean code = false;
        for (String line : markdown.lines().toList()) {
            code = line.startsWith("```") != code;
            if (!code && line.matches("#{1,6} .*")) {
                put(heading, body);
                heading = line.replaceFirst("#+ +", "").strip().toLowerCase(Locale.ROOT);
                body.setLength(0);
            } else {
                body.append(line).append('\n');
            }
        }
        put(heading, body);
    }

    private void put(String heading, StringBuilder body) {
        String text = body.toString().strip();
        boolean written = text.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("|")); // not only a table
        if (written && !text.startsWith(EMPTY) && !GENERATED.contains(heading)) {
            sections.putIfAbsent(heading, text);
        }
    }

    /** @param markdown of a card; "" for none */
    public static CardSections of(String markdown) {
        return new CardSections(markdown);
    }

    /** @return the sections of a file; none where it is missing, no plain file, or too large */
    public static CardSections read(Path card) {
        try {
            return Files.isRegularFile(card, LinkOption.NOFOLLOW_LINKS) && Files.size(card) <= MOST_BYTES
                    ? of(new String(Files.readAllBytes(card), StandardCharsets.UTF_8))
                    : of("");
        } catch (IOException e) {
            return of(""); // a card that cannot be read declares nothing
        }
    }

    static CardSections read(RunFolder run) {
        return read(run.file(FILE));
    }

    /**
     * @param headings a regular expression that a heading must hold, in lower case
     * @return what the first such section says; null where there is none
     */
    public String find(String headings) {
        Pattern pattern = Pattern.compile(headings);
        return sections.entrySet().stream()
                .filter(s -> pattern.matcher(s.getKey()).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** @return the heading of the section that {@link #find} finds; null where there is none */
    public String heading(String headings) {
        Pattern pattern = Pattern.compile(headings);
        return sections.keySet().stream()
                .filter(s -> pattern.matcher(s).find())
                .findFirst()
                .orElse(null);
    }
}
