package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.MinuteMeans.Bucket;
import io.jenkins.plugins.cd4ml.engine.report.TrainingCurve;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The trainings of some runs over their steps, epochs or time, and in summary, from the points in the runs' records. */
final class RunCurves {
    /** More lines are not told apart. */
    static final int MOST = 10;

    private static final int NAMES = 300;
    private static final int NAME = 300;
    /** So long a page waits for the next curve to be read: an agent wrote them. */
    private static final long NANOS = 3_000_000_000L;

    private RunCurves() {}

    /**
     * @param runs   newest first; of the first {@value #MOST} with a finished training
     * @param metric the training's own; the first by name where it is empty
     * @return {@code names} of their metrics; {@code runs}, each with build, points (x, mean, lowest, highest, how many),
     *     statistics; {@code more} runs that are not shown
     */
    static ObjectNode of(RunIndex index, List<RunFacts> runs, String metric, TrainingCurve.Axis axis, int minutes) {
        List<RunFacts> trained = runs.stream()
                .filter(run -> index.record(run.build()).has(RunFolder.POINTS))
                .limit(MOST + 1L)
                .toList();
        TreeSet<String> names = new TreeSet<>();
        List<String> mains = new ArrayList<>();
        for (RunFacts run : trained) {
            JsonNode live = new PageDocuments(index.record(run.build())).readOrEmpty(RunFolder.LIVE);
            mains.add(live.path("run").asText()); // not the document: eleven large ones would take much memory
            live.path("metrics").fieldNames().forEachRemaining(name -> {
                if (names.size() < NAMES && name.length() <= NAME) {
                    names.add(name);
                }
            });
        }
        String wanted = metric.isEmpty() && !names.isEmpty() ? names.first() : metric;
        ObjectNode curves = Json.object().put("metric", wanted);
        names.forEach(curves.putArray("names")::add);
        ArrayNode shown = curves.putArray("runs");
        long end = System.nanoTime() + NANOS;
        int read = 0;
        for (; read < Math.min(MOST, trained.size()) && System.nanoTime() < end; read++) {
            RunFacts run = trained.get(read);
            try {
                TrainingCurve curve =
                        TrainingCurve.of(index.record(run.build()), mains.get(read), wanted, axis, minutes);
                if (curve.statistics() != null) {
                    add(shown.addObject().put("build", run.build()), curve);
                }
            } catch (InputException e) {
                // the others are shown; the build's own page says what is wrong with its record
            }
        }
        return curves.put("more", trained.size() > read);
    }

    private static void add(ObjectNode to, TrainingCurve curve) {
        ArrayNode points = to.putArray("points");
        for (Bucket point : curve.points()) {
            points.addArray()
                    .add(point.x())
                    .add(point.mean())
                    .add(point.low())
                    .add(point.high())
                    .add(point.count());
        }
        to.set("statistics", Json.tree(curve.statistics()));
        to.put("cut", curve.cut());
    }
}
