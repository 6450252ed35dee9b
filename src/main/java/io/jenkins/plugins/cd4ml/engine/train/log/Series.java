package io.jenkins.plugins.cd4ml.engine.train.log;

import java.util.Arrays;

/**
 * One metric of one run in little memory: its newest point, its bounds, and evenly chosen points for a curve, at most
 * {@value #MOST_POINTS}. The points themselves are in the {@link MetricLog}'s file. Guarded by the log.
 */
final class Series {
    static final int MOST_POINTS = 320;

    final int id;
    final String run;
    final String name;
    private long count;
    private Point last;
    private Point newest;
    private double min = Double.NaN;
    private double max = Double.NaN;
    private long[] steps = new long[4];
    private double[] values = new double[4];
    private int kept;
    private long stride = 1;

    Series(int id, String run, String name) {
        this.id = id;
        this.run = run;
        this.name = name;
    }

    /** @return false for a repetition of the point before, as a client sends that tries again */
    boolean add(Point point) {
        if (point.equals(last)) {
            return false;
        }
        last = point;
        newest = newest == null || point.compareTo(newest) > 0 ? point : newest;
        min = count == 0 || Double.isNaN(min) || point.value() < min ? point.value() : min;
        max = count == 0 || Double.isNaN(max) || point.value() > max ? point.value() : max;
        if (count % stride == 0) {
            keep(point);
        }
        count++;
        return true;
    }

    long lastTime() {
        return last.time();
    }

    private void keep(Point point) {
        if (kept == MOST_POINTS) { // every other one from now on, and of those so far
            for (int i = 0; i < kept / 2; i++) {
                steps[i] = steps[2 * i];
                values[i] = values[2 * i];
            }
            kept /= 2;
            stride *= 2;
            if (count % stride != 0) {
                return;
            }
        }
        if (kept == steps.length) {
            steps = Arrays.copyOf(steps, Math.min(2 * kept, MOST_POINTS));
            values = Arrays.copyOf(values, steps.length);
        }
        steps[kept] = point.step();
        values[kept++] = point.value();
    }

    MetricSummary curve() {
        int size = kept;
        boolean ends = steps[size - 1] == last.step() && Double.compare(values[size - 1], last.value()) == 0;
        long[] x = Arrays.copyOf(steps, ends ? size : size + 1);
        double[] y = Arrays.copyOf(values, x.length);
        if (!ends) {
            x[size] = last.step();
            y[size] = last.value();
        }
        return new MetricSummary(run, name, count, newest, min, max, x, y);
    }
}
