package io.jenkins.plugins.cd4ml.engine.evaluate;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the repository's template of the model card with the run, for the gates are checked without the repository. */
final class CardTemplate {
    private static final String FILE = "evaluate/model-card-template.md";
    private static final long MOST_BYTES = 1L << 20;
    /** The parts that the card fills in. */
    private static final Set<String> PARTS =
            new TreeSet<>(Set.of("model", "run", "digest", "data", "metrics", "slices", "details", "gates", "lineage"));

    private static final Pattern PART = Pattern.compile("\\{\\{([^{}\\n]*)}}");

    private CardTemplate() {}

    /** @throws InputException when there is no such file, or it names a part that a card has not */
    static void keep(Project project, RunFolder run) {
        Path kept = run.file(FILE);
        Path card = project.section("evaluate").hasNonNull("card")
                ? project.existing(project.section("evaluate").get("card").asText(), "/evaluate/card")
                : null;
        try {
            Files.deleteIfExists(kept);
            if (card == null) {
                return;
            }
            if (Files.size(card) > MOST_BYTES) {
                throw new InputException(card + " has more than " + MOST_BYTES + " bytes; that is no template.");
            }
            known(card, Files.readString(card));
            Files.createDirectories(kept.getParent());
            Files.copy(card, kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (CharacterCodingException e) {
            throw new InputException(card + " is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new InputException(
                    (card == null ? kept : card) + " cannot be copied: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static void known(Path card, String text) {
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (!PARTS.contains(part.group(1))) {
                long line = 1
                        + text.substring(0, part.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                throw new InputException(card + " line " + line + ": a model card has no part " + part.group()
                        + "; it has " + String.join(", ", PARTS) + ".");
            }
        }
    }
}
