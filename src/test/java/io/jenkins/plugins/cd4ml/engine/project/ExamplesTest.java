package io.jenkins.plugins.cd4ml.engine.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example projects can be trained where they are checked out. */
class ExamplesTest {
    private static final Path HOME = Path.of(System.getProperty("cd4ml.home", "."));

    @Test
    void gitTracksNothingThatTrainingReplaces() throws IOException {
        assumeTrue(Files.exists(HOME.resolve(".git")), "no checkout");
        try (DirectoryStream<Path> examples = Files.newDirectoryStream(HOME.resolve("examples"))) {
            for (Path example : examples) {
                String output =
                        Project.read(example, null).root().at("/train/output").asText("model");
                Process git = new ProcessBuilder("git", "ls-files", "--", output)
                        .directory(example.toFile())
                        .redirectErrorStream(true)
                        .start();
                assertEquals("", new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8), output);
            }
        }
    }
}
