package io.jenkins.plugins.cd4ml.engine.train.tabular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
    @TempDir
    Path folder;

    @Test
    void wordsAreCategoriesAndNumbersComeFirst() throws Exception {
        TrainingTable table = read("n,w,m,y", "1,b,2.5,0", "2,,3.5,1", "3,a,4.5,0");
        assertEquals(List.of("n", "m", "w"), table.names());
        Feature words = table.features().get(2);
        assertEquals(List.of("", "a", "b"), words.values());
        assertArrayEquals(new int[] {2, 0, 1}, words.codes());
        assertArrayEquals(
                new float[] {2.5f, 3.5f, 4.5f}, table.features().get(1).numbers());
    }

    @Test
    void keyWeightAndGroupAreNoFeatures() throws Exception {
        Files.writeString(folder.resolve("d.csv"), "k,w,g,x,y\n1,1,1,1,0\n2,1,1,2,1\n");
        assertEquals(List.of("x"), read("{}", "key: k, weight: w, group: g").names());
    }

    @Test
    void aWordAmongNumbersIsNamedWithItsRow() {
        String says = sentence("x,y", "1,0", "2,1", "n/a,0");
        assertTrue(says.contains("row 3, x: the built-in trainer needs a number"), says);
    }

    @Test
    void aTargetAmongTheFeaturesIsRefused() throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x,y\n1,0\n2,1\n");
        InputException e = assertThrows(InputException.class, () -> read("{features: [x, y]}", "key: x"));
        assertTrue(e.getMessage().contains("the target 'y' is among the features"), e.getMessage());
    }

    @Test
    void aMissingTargetIsRefused() {
        String says = sentence("x,y", "1,a", "2,", "3,b");
        assertTrue(says.contains("the target 'y' has rows without a value"), says);
    }

    @Test
    void oneClassIsNoClassification() {
        String says = sentence("x,y", "1,0", "2,0");
        assertTrue(says.contains("the target 'y' has 1 different values; classification needs 2 to 1000"), says);
    }

    @Test
    void aCategoryOfTooManyValuesIsRefused() throws Exception {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 1200; i++) {
            rows.append("name-").append(i).append(',').append(i % 2).append('\n');
        }
        Files.writeString(folder.resolve("d.csv"), rows);
        String says = assertThrows(InputException.class, () -> read("{}", "")).getMessage();
        assertTrue(says.contains("x: more than 1000 different values"), says);
    }

    @Test
    void theTargetsValuesTellTheTaskUnlessItIsSaid() throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x,y\n1,3\n2,10\n3,9\n");
        assertEquals(List.of("3", "9", "10"), read("{}", "").target().classes());
        assertTrue(read("{task: regression}", "").target().regression());
        assertTrue(read("{}", "metrics: [rmse]").target().regression());
        assertFalse(read("{task: classification}", "metrics: [rmse]").target().regression());
        Files.writeString(folder.resolve("d.csv"), "x,y\n1,3.5\n2,10\n3,9\n");
        assertTrue(read("{}", "").target().regression());
    }

    @Test
    void aColumnThatIsMissingIsNamed() throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x,y\n1,0\n2,1\n");
        String says = assertThrows(InputException.class, () -> read("{features: [z]}", ""))
                .getMessage();
        assertTrue(says.contains("d.csv has no column 'z'; it has x, y."), says);
    }

    @Test
    void encodingIsFittedOnTheRowsThatAreLearnedFrom() throws Exception {
        TrainingTable table = read("n,w,y", "1,a,0", "3,b,1", "100,c,0");
        Encoding encoding = Encoding.fit(table, new int[] {0, 1});
        assertArrayEquals(new float[] {2}, encoding.mean());
        assertArrayEquals(new float[] {1}, encoding.std());
        assertArrayEquals(new float[] {-1, 1, 0, 98, 0, 0}, new Encoder(table, encoding).encode(new int[] {0, 2}));
    }

    private String sentence(String... lines) {
        return assertThrows(InputException.class, () -> read(lines)).getMessage();
    }

    private TrainingTable read(String... lines) throws Exception {
        if (lines.length == 2 && lines[0].startsWith("{")) {
            String train = "model: t\ndata: {train: {path: d.csv}}\ntrain: {djl: " + lines[0] + "}\n";
            Files.writeString(
                    folder.resolve(Project.FILE),
                    train + "evaluate: {dataset: train, target: y" + (lines[1].isEmpty() ? "" : ", " + lines[1])
                            + "}\n");
            Project project = Project.read(folder, null);
            return TableReader.read(
                    project,
                    TableRequest.of(project, "train", project.section("train").get("djl"), false));
        }
        Files.writeString(folder.resolve("d.csv"), String.join("\n", lines) + "\n");
        return read("{}", "");
    }
}
