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
import java.util.Set;
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

        Files.writeString(folder.resolve("other.txt"), "2\n"); // another project's, but who knows what the script reads
        assertEquals(true, state().attributes().get("dirty"));
        git("checkout", "-q", ".");
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
        commit("churn", "other.txt");
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
        commit("churn", "other.txt");
        Files.writeString(folder.resolve("churn/model/model.onnx"), "2");
        assertEquals(false, state().attributes().get("dirty"));
    }

    @Test
    void filesThatGitDoesNotKnowAreNamedAndKept() throws Exception {
        commit("churn", "other.txt");
        Files.writeString(folder.resolve("churn/new.py"), "print(1)\n");
        Files.write(folder.resolve("churn/large.bin"), new byte[300 << 10]);
        CodeState one = state();
        assertEquals(true, one.attributes().get("dirty"));
        assertEquals("churn/large.bin, churn/new.py", one.attributes().get("untracked"));
        assertTrue(diff().contains("+print(1)"), diff());
        Files.write(folder.resolve("churn/large.bin"), new byte[301 << 10]);
        assertNotEquals(one.digest(), state().digest());
        Files.delete(folder.resolve("churn/new.py"));
        Files.delete(folder.resolve("churn/large.bin"));
        assertEquals(false, state().attributes().get("dirty"));
    }

    @Test
    void whatTheUserConfiguredOfGitDoesNotCount() throws Exception {
        commit("churn");
        Files.writeString(folder.resolve("churn/train.py"), "print(2)\n");
        String plain = state().digest();
        for (String setting : new String[] {
            "color.diff=always",
            "color.ui=always",
            "diff.noprefix=true",
            "diff.mnemonicPrefix=true",
            "diff.external=false"
        }) {
            git("config", setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        assertEquals(plain, state().digest());
    }

    @Test
    void changesInsideASubmoduleAreChangesOfTheCode() throws Exception {
        Path library = folder.resolve("library");
        Files.createDirectories(library);
        Files.writeString(library.resolve("a.txt"), "1\n");
        for (String[] call : new String[][] {{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "x"}}) {
            git(library, call);
        }
        assertEquals(
                0, git("-c", "protocol.file.allow=always", "submodule", "add", "-q", library.toString(), "churn/lib"));
        Files.writeString(folder.resolve(".gitignore"), "library\n");
        commit(".");
        CodeState clean = state();
        assertEquals(false, clean.attributes().get("dirty"), clean.attributes().toString());
        Files.writeString(folder.resolve("churn/lib/a.txt"), "2\n");
        String two = state().digest();
        assertTrue(diff().contains("b/churn/lib/a.txt"), diff());
        Files.writeString(folder.resolve("churn/lib/a.txt"), "3\n");
        assertNotEquals(two, state().digest());
        git(folder.resolve("churn/lib"), "checkout", "-q", "a.txt");
        Files.writeString(folder.resolve("churn/lib/new.py"), "print(3)\n");
        assertEquals("churn/lib/new.py", state().attributes().get("untracked"));
        assertTrue(diff().contains("b/churn/lib/new.py") && diff().contains("+print(3)"), diff());
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
        CodeState state = CodeState.of(plain, Set.of(plain.resolve("model")), plain.resolve("diff.patch"));
        assertNull(state.digest());
        assertEquals("none: not a git checkout", state.attributes().get("commit"));
        Files.delete(plain);
    }

    private CodeState state() {
        Path project = folder.resolve("churn");
        return CodeState.of(
                project, Set.of(project.resolve("model"), folder.resolve("run")), folder.resolve("run/diff.patch"));
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
        return git(folder, arguments);
    }

    private static int git(Path at, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=ann", "-c", "user.email=ann@example.org"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(at.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
