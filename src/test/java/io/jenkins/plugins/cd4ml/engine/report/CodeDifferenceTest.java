package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.LineDiff.Line;
import io.jenkins.plugins.cd4ml.engine.train.capture.CodeFiles;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How two runs' code differs, from what a training keeps of it. */
class CodeDifferenceTest {
    @TempDir
    Path folder;

    private static List<String> side(List<Line> lines, char sign) {
        return lines.stream()
                .filter(l -> l.sign() == ' ' || l.sign() == sign)
                .map(Line::text)
                .toList();
    }

    @Test
    void anyTwoTextsAreToldWithAsFewChangesAsTheirLongestCommonSubsequenceLeaves() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            List<String> before = words(random);
            List<String> after = words(random);
            List<Line> lines = LineDiff.of(before, after);
            assertEquals(before, side(lines, '-'));
            assertEquals(after, side(lines, '+'));
            long same = lines.stream().filter(l -> l.sign() == ' ').count();
            assertEquals(common(before, after), same, before + " " + after);
        }
    }

    private static List<String> words(Random random) {
        return IntStream.range(0, random.nextInt(12))
                .mapToObj(i -> "abc".substring(random.nextInt(3)))
                .toList();
    }

    /** The textbook's table. */
    private static int common(List<String> a, List<String> b) {
        int[][] longest = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                longest[i][j] = a.get(i - 1).equals(b.get(j - 1))
                        ? longest[i - 1][j - 1] + 1
                        : Math.max(longest[i - 1][j], longest[i][j - 1]);
            }
        }
        return longest[a.size()][b.size()];
    }

    @Test
    void hostileTextsAreToldAsReplaced() {
        List<String> before = IntStream.range(0, 20_000).mapToObj(i -> "a" + i).toList();
        List<String> after = IntStream.range(0, 20_000).mapToObj(i -> "b" + i).toList();
        assertEquals(40_000, LineDiff.of(before, after).size());
    }

    @Test
    void manyHostileFilesTakeNoMoreTimeThanAFewOfThem() {
        int files = 1_200;
        CodeDifference difference = assertTimeoutPreemptively(
                Duration.ofSeconds(15), () -> CodeDifference.of(unlike(files, 1_000, "a"), unlike(files, 1_000, "b")));
        assertEquals(files, difference.files().size());
        assertEquals(1_000, difference.files().get(files - 1).added());
        assertTrue(difference.cut());
    }

    @Test
    void inALongTextFewerChangesAreLookedFor() {
        int block = 200_000;
        assertEquals(
                block + 20,
                LineDiff.of(around(block, 5, "a"), around(block, 5, "b")).size());
        assertEquals(
                2 * (block + 40),
                LineDiff.of(around(block, 20, "a"), around(block, 20, "b")).size());
    }

    private static RecordedCode unlike(int files, int lines, String word) {
        String text = IntStream.range(0, lines).mapToObj(i -> word + i).collect(Collectors.joining("\n"));
        Map<String, RecordedCode.File> code = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            code.put("f" + i, new RecordedCode.File("sha256:" + word, text.length(), text));
        }
        return new RecordedCode(code, 0);
    }

    private static List<String> around(int block, int lines, String word) {
        List<String> all = new ArrayList<>(Collections.nCopies(lines, word));
        all.addAll(Collections.nCopies(block, "same"));
        all.addAll(Collections.nCopies(lines, word + word));
        return all;
    }

    private RunFolder recorded(String name) {
        RunFolder run = new RunFolder(folder.resolve("runs/" + name));
        CodeFiles.record(folder, Set.of(folder.resolve("runs"), folder.resolve("model")), run.file(RunFolder.CODE));
        return run;
    }

    private void write(String name, String text) throws Exception {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void filesOfTheTrainingAreComparedAndNoOthers() throws Exception {
        write("train.py", IntStream.range(0, 40).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
        write("lib/old.py", "x = 1\n");
        write(".env", "SECRET=1");
        write("lib/.hidden/key.txt", "SECRET=2");
        write("model/weights.json", "{}");
        write("data.csv", "a,b\n");
        Files.createSymbolicLink(folder.resolve("passwd.txt"), Path.of("/etc/passwd"));
        RecordedCode first = RecordedCode.of(recorded("1"));
        assertEquals(Set.of("lib/old.py", "train.py"), first.files().keySet());
        Files.delete(folder.resolve("lib/old.py"));
        write("train.py", Files.readString(folder.resolve("train.py")).replace("line 20", "line twenty\nand more"));
        write("lib/new.py", "y = 2\n");
        write("lib/blob.py", "a\0b");
        CodeDifference difference = CodeDifference.of(first, RecordedCode.of(recorded("2")));
        List<String> told = difference.files().stream()
                .map(f -> f.path() + " " + f.kind() + " +" + f.added() + " -" + f.removed())
                .toList();
        assertEquals(
                List.of(
                        "lib/blob.py ADDED +0 -0",
                        "lib/new.py ADDED +1 -0",
                        "lib/old.py REMOVED +0 -1",
                        "train.py CHANGED +2 -1"),
                told);
        assertFalse(difference.files().get(0).text());
        List<Line> lines = difference.files().get(3).lines();
        assertEquals(9, lines.size(), "three lines around the change");
        assertEquals(new Line('-', 21, 0, "line 20"), lines.get(3));
        assertFalse(difference.cut());
        assertTrue(CodeDifference.of(first, first).files().isEmpty());
    }

    @Test
    void filesOfLibrariesDoNotCrowdOutTheProjectsOwn() throws Exception {
        for (int i = 0; i < 1_010; i++) {
            write((i % 20 == 0 ? ".venv/lib/hidden" : "apps/lib/deep") + i + ".py", "");
        }
        for (int i = 0; i < 60; i++) {
            write("apps/lib/more" + i + ".py", "");
        }
        write("train.py", "x = 1\n");
        write("zoo/model.py", "y = 2\n");
        RecordedCode code = RecordedCode.of(recorded("1"));
        assertTrue(code.files().keySet().containsAll(Set.of("train.py", "zoo/model.py")));
        assertEquals(1_000, code.files().size());
        assertEquals(21, code.more());
    }

    @Test
    void linesBetweenChangesAreLeftOut() {
        List<String> before =
                new ArrayList<>(IntStream.range(0, 40).mapToObj(i -> "l" + i).toList());
        List<String> after = new ArrayList<>(before);
        after.set(5, "changed");
        after.set(30, "changed");
        List<Line> hunks = LineDiff.hunks(LineDiff.of(before, after), 3);
        assertNull(hunks.get(8));
        assertEquals(17, hunks.size());
    }

    @Test
    void brokenAndHugeRecordsAreRefused() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("runs/3"));
        assertTrue(RecordedCode.of(run).files().isEmpty(), "a run of before");
        Files.createDirectories(run.file("train"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(run.file(RunFolder.CODE)))) {
            for (int i = 0; i < 9; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThrows(InputException.class, () -> RecordedCode.of(run));
        Files.writeString(run.file(RunFolder.CODE), "{}");
        assertThrows(InputException.class, () -> RecordedCode.of(run));
    }
}
