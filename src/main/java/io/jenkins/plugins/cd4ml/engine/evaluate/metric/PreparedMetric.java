package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/**
 * A metric bound to a sample: what resamples of the same rows share is sorted or summed once. Immutable, thread-safe.
 *
 * <p>Its units are what a bootstrap draws: rows, or whole groups for ranking metrics.
 */
@FunctionalInterface
public interface PreparedMetric {
    /**
     * @param counts how often each unit is taken; all ones give the metric of the sample itself
     * @return the value, or NaN where it is undefined, such as AUC with one class only
     */
    double value(int[] counts);
}
