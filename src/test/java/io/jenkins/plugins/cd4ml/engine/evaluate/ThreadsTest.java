package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More rows than one inference takes, shared among threads. */
class ThreadsTest {
    private static final int ROWS = 5_003;

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void rows() throws Exception {
        project = new ModelProject(folder);
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("rows.csv")));
        int few = lines.size() - 1;
        for (int i = few; i < ROWS; i++) {
            lines.add(lines.get(1 + i % few).replaceFirst("^[^,]*", "n" + i));
        }
        Files.write(folder.resolve("rows.csv"), lines);
    }

    private byte[] predictions(String threads) throws Exception {
        project.evaluate("target: churned\nmetrics: [auc]\n" + threads).run(null);
        assertEquals(ROWS, project.evaluation().at("/dataset/rows").asInt());
        return Files.readAllBytes(folder.resolve("run/evaluate/predictions.parquet"));
    }

    @Test
    void answersAreTheSameWhateverTheThreadsAndTheBatch() throws Exception {
        project.model("zipmap.onnx", "age", "income");
        byte[] alone = predictions("threads: 1");
        assertArrayEquals(alone, predictions("threads: 2"));
        assertArrayEquals(alone, predictions("threads: 7\nbatch: 3000"));
        assertArrayEquals(alone, predictions("threads: 2\nbatch: 2048"));
    }
}
