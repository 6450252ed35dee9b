package io.jenkins.plugins.cd4ml.engine.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultRowsTest {
    @TempDir
    Path folder;

    /** Without the last row of our own, some of these repetitions end early and say nothing. */
    @RepeatedTest(40)
    void aFileThatBreaksOffFarBehindIsNeverReadInSilence() throws Exception {
        Path file = Files.writeString(folder.resolve("r.csv"), "a,b\n" + "1,2\n".repeat(60_000) + "1\n");
        try (Duck duck = Duck.streaming()) {
            Dataset dataset = Dataset.open(duck, file);
            assertThrows(SQLException.class, () -> {
                try (ResultRows rows = ResultRows.of(duck, List.of("a", "b"), dataset.from())) {
                    while (rows.next()) {
                        rows.row().getString(1);
                    }
                }
            });
        }
    }

    @Test
    void everyRowComesInOrderAndNoneOfOurOwn() throws Exception {
        StringBuilder text = new StringBuilder("a\n");
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("n.csv"), text);
        try (Duck duck = Duck.streaming();
                ResultRows rows = ResultRows.of(
                        duck,
                        List.of("CAST(a AS BIGINT)"),
                        Dataset.open(duck, file).from())) {
            for (int i = 0; i < 300_000; i++) {
                rows.next();
                assertEquals(i, rows.row().getLong(1));
            }
            assertFalse(rows.next());
            assertFalse(rows.next());
        }
    }
}
