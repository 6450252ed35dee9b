package io.jenkins.plugins.cd4ml.engine.train.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        assertTrue(diff().contains("+print(2)"), diff());
        assertTrue(dirty.digest().startsWith(clean.digest() + "+sha256:"), dirty.digest());
    }

    @Test
    void aLargeDifferenceIsCutInTheRecordButToldApartAsAWhole() throws Exception {
        commit("churn");
        String much = "x = 1\n".repeat(400_000);
        Files.writeString(folder.resolve("churn/train.py"), much + "a = 1\n");
        CodeState one = state();
        assertEquals(1 << 20, Files.size(folder.resolve("run/diff.patch")));
        assertTrue(
                (long) one.attributes().get("diffBytes") > much.length(),
                one.attributes().toString());
        Files.writeString(folder.resolve("churn/train.py"), much + "b = 1\n"); // beyond the first MiB
        assertNotEquals(one.digest(), state().digest());
    }

    @Test
    void binaryFilesAreInTheDifferenceAsGitAppliesIt() throws Exception {
        Files.write(folder.resolve("churn/weights"), new byte[] {0, 1, 2});
        commit("churn");
        Files.write(folder.resolve("churn/weights"), new byte[] {0, 1, (byte) 0xff});
        Files.write(folder.resolve("churn/train.py"), new byte[] {'#', (byte) 0xe4, '\n'}); // Latin-1
        state();
        git("checkout", "-q", ".");
        assertEquals(0, git("apply", folder.resolve("run/diff.patch").toString()));
        assertArrayEquals(new byte[] {0, 1, (byte) 0xff}, Files.readAllBytes(folder.resolve("churn/weights")));
        assertArrayEquals(new byte[] {'#', (byte) 0xe4, '\n'}, Files.readAllBytes(folder.resolve("churn/train.py")));
    }

    @Test
    void aDifferenceThatCannotBeReadIsNotTakenForNone() throws Exception {
        commit("churn");
        try (var objects = Files.walk(folder.resolve(".git/objects"))) { // the commit's own files among them
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                Files.delete(object);
            }
        }
        assertEquals("unknown", state().attributes().get("dirty"));
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
        CodeState state = CodeState.of(plain, plain.resolve("model"), plain.resolve("diff.patch"));
        assertNull(state.digest());
        assertEquals("none: not a git checkout", state.attributes().get("commit"));
        Files.delete(plain);
    }

    private CodeState state() {
        Path project = folder.resolve("churn");
        return CodeState.of(project, project.resolve("model"), folder.resolve("run/diff.patch"));
    }

    private String diff() throws Exception {
        return Files.readString(folder.resolve("run/diff.patch"), StandardCharsets.ISO_8859_1);
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
