package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.report.ChartPoints;
import io.jenkins.plugins.cd4ml.engine.report.MinuteMeans;
import io.jenkins.plugins.cd4ml.engine.report.MinuteMeans.Bucket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What charts of a job's runs are drawn from: one value over another, or several values of each run side by side. */
final class RunCharts {
    /** More axes stand too close to be told apart. */
    static final int AXES = 12;

    /** Not of the index: how long after the first of the runs. */
    private static final String ELAPSED = "elapsed";

    /** @param x a {@link Double} or a text. @param build of the run; 0 where several are one */
    private record Point(Comparable<?> x, double y, double low, double high, int count, int build) {
        static Point of(Bucket bucket, Comparable<?> x) {
            return new Point(x, bucket.mean(), bucket.low(), bucket.high(), bucket.count(), 0);
        }
    }

    private RunCharts() {}

    /**
     * A number of each run over another value of it.
     *
     * @param x       a key, or {@code elapsed}: milliseconds since the first of the runs
     * @param minutes that become one point where {@code x} is a time; 0 for none
     * @param grouped whether runs with the same {@code x} become one point, for bars
     * @return points ascending by {@code x}, each x, mean, lowest, highest, how many, build; whether {@code x} is a text
     */
    static ObjectNode values(List<RunFacts> runs, String x, String y, int minutes, boolean grouped) {
        double first = runs.stream().mapToLong(RunFacts::time).min().orElse(0);
        List<Point> points = new ArrayList<>();
        boolean texts = false;
        for (RunFacts run : runs) {
            double number = run.number(y);
            Object at = x.equals(ELAPSED) ? (Object) (run.time() - first) : run.value(x);
            if (!Double.isNaN(number) && at != null) {
                texts |= at instanceof String;
                points.add(new Point((Comparable<?>) at, number, number, number, 1, run.build()));
            }
        }
        int measured = points.size();
        if (texts) {
            points.replaceAll(p -> new Point(p.x().toString(), p.y(), p.low(), p.high(), p.count(), p.build()));
            points.sort(Comparator.comparing(p -> (String) p.x()));
        } else {
            points.sort(Comparator.comparingDouble(p -> (Double) p.x()));
        }
        boolean inTime = x.equals("time") || x.equals(ELAPSED);
        if (inTime && minutes > 0) {
            List<Bucket> buckets =
                    points.stream().map(p -> Bucket.of((Double) p.x(), p.y())).toList();
            points = MinuteMeans.of(buckets, minutes).stream()
                    .map(b -> Point.of(b, b.x()))
                    .toList();
        } else if (grouped && !inTime && !x.equals("build")) {
            points = grouped(points);
        }
        ObjectNode chart = Json.object().put("runs", measured).put("text", texts);
        ArrayNode shown = chart.putArray("points");
        for (Point point : ChartPoints.thinned(points, Point::y)) {
            ArrayNode told = shown.addArray();
            add(told, point.x());
            told.add(point.y()).add(point.low()).add(point.high());
            told.add(point.count()).add(point.build());
        }
        return chart;
    }

    private static List<Point> grouped(List<Point> points) {
        TreeMap<Comparable<?>, List<Bucket>> groups = new TreeMap<>(); // all numbers, or all texts
        points.forEach(
                p -> groups.computeIfAbsent(p.x(), k -> new ArrayList<>()).add(Bucket.of(0, p.y())));
        List<Point> means = new ArrayList<>();
        groups.forEach((x, of) -> means.add(Point.of(Bucket.of(0, of), x)));
        return means;
    }

    /**
     * Values of the first runs, in their order, for parallel coordinates.
     *
     * @param keys at most {@value #AXES} count
     * @return the axes, each a key and whether it has texts; rows, each the build and its value on each axis
     */
    static ObjectNode parallel(List<RunFacts> runs, List<String> keys) {
        List<String> axes = keys.stream().distinct().limit(AXES).toList();
        List<RunFacts> shown = runs.stream()
                .filter(run -> axes.stream().anyMatch(axis -> run.value(axis) != null))
                .limit(ChartPoints.MOST)
                .toList();
        ObjectNode chart = Json.object().put("runs", runs.size());
        ArrayNode told = chart.putArray("axes");
        for (String axis : axes) {
            boolean text = shown.stream().anyMatch(run -> run.value(axis) instanceof String);
            told.addObject().put("key", axis).put("text", text);
        }
        ArrayNode rows = chart.putArray("rows");
        for (RunFacts run : shown) {
            ArrayNode row = rows.addArray().add(run.build());
            axes.forEach(axis -> add(row, run.value(axis)));
        }
        return chart;
    }

    private static void add(ArrayNode to, Object value) {
        if (value instanceof Double number) {
            to.add(number);
        } else if (value == null) {
            to.addNull();
        } else {
            to.add(value.toString());
        }
    }
}
