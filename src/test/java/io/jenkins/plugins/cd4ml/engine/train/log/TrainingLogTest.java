package io.jenkins.plugins.cd4ml.engine.train.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @Test
    void timesAreRounded() {
        assertEquals("40 s", TrainingLog.duration(40));
        assertEquals("3 min", TrainingLog.duration(170));
        assertEquals("2 h 5 min", TrainingLog.duration(7_500));
    }

    @Test
    void whatTheMainRunTrackedIsToldApart(@TempDir Path folder) {
        try (TrainingLog log = new TrainingLog(new RunFolder(folder), "run", Progress.SILENT)) {
            log.param("given", "1");
            log.trackedParam("C", "2");
            log.metric("written", 0, 0.5);
            log.points().add("run", "tracked", new Point(0, 0, 0.25));
            assertEquals(Map.of("given", "1"), log.toldParams());
            assertEquals(Map.of("given", "1", "C", "2"), log.params());
            assertEquals(Map.of("written", 0.5), log.toldMetrics());
            assertEquals(Map.of("written", 0.5, "tracked", 0.25), log.metrics());
        }
    }
}
