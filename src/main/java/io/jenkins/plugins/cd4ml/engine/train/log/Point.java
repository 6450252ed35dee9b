package io.jenkins.plugins.cd4ml.engine.train.log;

import java.util.Comparator;

/**
 * A value of a metric. Ordered as MLflow orders them to find the newest: by step, then time, then value.
 *
 * @param time milliseconds since 1970
 */
public record Point(long step, long time, double value) implements Comparable<Point> {
    private static final Comparator<Point> ORDER =
            Comparator.comparingLong(Point::step).thenComparingLong(Point::time).thenComparingDouble(Point::value);

    @Override
    public int compareTo(Point other) {
        return ORDER.compare(this, other);
    }
}
