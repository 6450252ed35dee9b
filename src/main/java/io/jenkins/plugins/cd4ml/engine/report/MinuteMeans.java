package io.jenkins.plugins.cd4ml.engine.report;

import java.util.ArrayList;
import java.util.List;

/** Points in time, those of the same minutes as one. */
public final class MinuteMeans {
    private static final double MINUTE = 60_000;

    private MinuteMeans() {}

    /**
     * A point, or several as one.
     *
     * @param x    where it stands; of several, where their minutes begin
     * @param mean of their values, {@code low} and {@code high} their extremes
     */
    public record Bucket(double x, double mean, double low, double high, int count) {
        public static Bucket of(double x, double value) {
            return new Bucket(x, value, value, value, 1);
        }

        /** @param single points, at least one */
        public static Bucket of(double x, List<Bucket> single) {
            double sum = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Bucket point : single) {
                sum += point.mean();
                low = Math.min(low, point.low());
                high = Math.max(high, point.high());
            }
            return new Bucket(x, sum / single.size(), low, high, single.size());
        }
    }

    /**
     * @param points  each one alone, by {@code x} in milliseconds, ascending
     * @param minutes of a bucket; buckets begin at whole multiples of it
     */
    public static List<Bucket> of(List<Bucket> points, int minutes) {
        List<Bucket> means = new ArrayList<>();
        double width = minutes * MINUTE;
        for (int from = 0; from < points.size(); ) {
            double begin = Math.floor(points.get(from).x() / width);
            int to = from + 1;
            while (to < points.size() && Math.floor(points.get(to).x() / width) == begin) {
                to++;
            }
            means.add(Bucket.of(begin * width, points.subList(from, to)));
            from = to;
        }
        return means;
    }
}
