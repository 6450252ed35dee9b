package io.jenkins.plugins.cd4ml.engine.train.log;

/**
 * A metric as it is shown.
 *
 * @param count  points in all
 * @param newest the point of the highest step
 * @param steps  of at most 321 of the points, evenly chosen in the order they came, the last one among them
 * @param values of those points
 */
public record MetricSummary(
        String run, String name, long count, Point newest, double min, double max, long[] steps, double[] values) {}
