package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.TrainingCurve.Axis;
import io.jenkins.plugins.cd4ml.engine.train.log.MetricLog;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves of what a training's own log wrote, and of what a hostile one would leave. */
class TrainingCurveTest {
    private static final long START = 1_700_000_000_000L / 3_600_000 * 3_600_000;

    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void aRun() throws Exception {
        run = new RunFolder(folder);
        Files.createDirectories(run.file("train"));
    }

    private void trained() {
        try (MetricLog log = new MetricLog(run.file("train/points.tmp"))) {
            for (int i = 0; i < 10; i++) {
                long time = START + i * 30_000L; // two a minute
                log.add("main,1", "epoch", new Point(i, time, i / 4.0));
                log.add("main,1", "loss", new Point(i, time, 10 - i));
                log.add("other", "loss", new Point(i, time, 99));
            }
            log.add("main,1", "loss", new Point(10, START + 300_000, Double.NaN));
            log.add("system", "cpu", new Point(1, START, 0.5));
            log.writeCsv(run.file(RunFolder.POINTS));
        }
    }

    private TrainingCurve curve(Axis axis, int minutes) {
        return TrainingCurve.of(run, "main,1", "loss", axis, minutes);
    }

    @Test
    void runsAlongStepsEpochsAndTime() {
        trained();
        assertEquals(10, curve(Axis.STEP, 0).points().size(), "no point that is no number, and none of another run");
        assertEquals(9, curve(Axis.STEP, 5).points().get(9).x(), "minutes mean nothing along steps");
        assertEquals(2.25, curve(Axis.EPOCH, 0).points().get(9).x());
        assertEquals(START, curve(Axis.TIME, 0).points().get(0).x());
        assertEquals(270_000, curve(Axis.ELAPSED, 0).points().get(9).x());
        assertEquals(
                1, TrainingCurve.of(run, "main,1", "cpu", Axis.STEP, 0).points().size(), "the machine's, too");
        assertTrue(
                TrainingCurve.of(run, "main,1", "gain", Axis.STEP, 0).points().isEmpty());
        assertTrue(
                TrainingCurve.of(run, "other", "loss", Axis.EPOCH, 0).points().isEmpty(), "it told no epochs");
    }

    @Test
    void minutesBecomeOnePoint() {
        trained();
        List<MinuteMeans.Bucket> minutes = curve(Axis.ELAPSED, 1).points();
        assertEquals(5, minutes.size());
        assertEquals(new MinuteMeans.Bucket(60_000, 7.5, 7, 8, 2), minutes.get(1));
        assertEquals(1, curve(Axis.TIME, 5).points().size());
        assertEquals(START, curve(Axis.TIME, 60).points().get(0).x());
        assertEquals(5.5, curve(Axis.TIME, 60).points().get(0).mean());
    }

    @Test
    void summaryIsOfAllPoints() {
        trained();
        assertEquals(
                new TrainingCurve.Statistics(10, 1, 1, 10, 5.5, Math.sqrt(82.5 / 9)),
                curve(Axis.EPOCH, 0).statistics());
    }

    @Test
    void neverMoreThanAChartHasRoomForAndNoOutlierIsLost() {
        try (MetricLog log = new MetricLog(run.file("train/points.tmp"))) {
            for (int i = 0; i < 50_000; i++) {
                log.add("main,1", "loss", new Point(i, START + i, i == 31_234 ? 1e6 : i % 7));
            }
            log.writeCsv(run.file(RunFolder.POINTS));
        }
        TrainingCurve curve = curve(Axis.STEP, 0);
        assertTrue(curve.points().size() <= ChartPoints.MOST, curve.points().size() + " points");
        assertTrue(curve.points().stream().anyMatch(p -> p.mean() == 1e6));
        assertEquals(49_999, curve.points().get(curve.points().size() - 1).x());
        assertEquals(50_000, curve.statistics().count());
        assertFalse(curve.cut());
    }

    @Test
    void hostileFilesCostLittle() throws Exception {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(run.file(RunFolder.POINTS)))) {
            out.write("run,metric,step,time,value\n\n,,,,\n\"main,1\",loss,x,y,z\n".getBytes());
            out.write("\"main,1\",loss,1,2,3\n\"main,1\",loss,99999999999999999999,2,3\n".getBytes());
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 200; i++) { // one line of 200 MiB in 200 kB
                out.write(block);
            }
            out.write("\n\"main,1\",loss,2,2,4\n".getBytes());
        }
        TrainingCurve curve = curve(Axis.STEP, 0);
        assertEquals(1, curve.points().size());
        assertTrue(curve.cut());
        Files.writeString(run.file(RunFolder.POINTS), "no gzip");
        assertThrows(InputException.class, () -> curve(Axis.STEP, 0));
        Files.delete(run.file(RunFolder.POINTS));
        assertThrows(InputException.class, () -> curve(Axis.STEP, 0));
    }
}
