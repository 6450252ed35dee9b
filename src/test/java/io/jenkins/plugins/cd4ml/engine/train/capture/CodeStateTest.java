package io.jenkins.plugins.cd4ml.engine.train.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeStateTest {
    @TempDir
    Path folder;

    @BeforeEach
    void repository() throws Exception {
        assumeTrue(git("init", "-q", "-b", "main") == 0, "no git");
        Files.createDirectories(folder.resolve("churn"));
        Files.writeString(folder.resolve("churn/train.py"), "print(1)\n");
        Files.writeString(folder.resolve("other.txt"), "1\n");
    }

    @Test
    void namesTheCommitAndKeepsWhatDiffersFromIt() throws Exception {
        commit("churn", "other.txt");
        git("remote", "add", "origin", "https://ann:secret@example.org/churn.git");
        CodeState clean = state();
        assertTrue(clean.digest().matches("git:[0-9a-f]{40}"), clean.digest());
        assertEquals("main", clean.attributes().get("branch"));
        assertEquals("https://example.org/churn.git", clean.attributes().get("remote"));
        assertEquals(false, clean.attributes().get("dirty"));

        Files.writeString(folder.resolve("other.txt"), "2\n"); // another project's
        assertEquals(false, state().attributes().get("dirty"));
        Files.writeString(folder.resolve("churn/train.py"), "print(2)\n");
        CodeState dirty = state();
        assertEquals(true, dirty.attributes().get("dirty"));
        assertTrue(dirty.diff().contains("+print(2)"), dirty.diff());
        assertTrue(dirty.digest().startsWith(clean.digest() + "+sha256:"), dirty.digest());
    }

    @Test
    void whatTheTrainingMadeIsNoDifference() throws Exception {
        Files.createDirectories(folder.resolve("churn/model"));
        Files.writeString(folder.resolve("churn/model/model.onnx"), "1");
        commit("churn");
        Files.writeString(folder.resolve("churn/model/model.onnx"), "2");
        assertEquals(false, state().attributes().get("dirty"));
    }

    @Test
    void aRepositoryAroundItThatDoesNotTrackItIsNotItsCode() throws Exception {
        commit("other.txt");
        CodeState state = state();
        assertNull(state.digest());
        assertEquals(
                "none: the git repository around the project does not track it",
                state.attributes().get("commit"));
    }

    @Test
    void afolderWithoutGitIsSaidToBeOne() throws Exception {
        Path plain = Files.createTempDirectory("plain");
        CodeState state = CodeState.of(plain, plain.resolve("model"));
        assertNull(state.digest());
        assertEquals("none: not a git checkout", state.attributes().get("commit"));
        Files.delete(plain);
    }

    private CodeState state() {
        Path project = folder.resolve("churn");
        return CodeState.of(project, project.resolve("model"));
    }

    private void commit(String... paths) throws Exception {
        List<String> add = new ArrayList<>(List.of("add"));
        add.addAll(List.of(paths));
        git(add.toArray(String[]::new));
        git("-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "code");
    }

    private int git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
