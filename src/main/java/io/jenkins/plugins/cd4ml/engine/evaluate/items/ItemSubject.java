package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ItemMetrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;

/**
 * What a metric of items is measured on.
 *
 * @param metric   of these
 * @param fresh    the new model's items
 * @param champion the champion's, the same ones in the same order; null where the new model stands alone
 * @param why      there is no value, as the end of a sentence; null where there is one
 * @param unlike   why the two cannot be compared, as the end of a sentence; null where they can
 */
record ItemSubject(Metric metric, Sample fresh, Sample champion, String why, String unlike) {
    /** @param champion null where the new model stands alone */
    static ItemSubject means(String name, Boolean higherIsBetter, double[] fresh, double[] champion, String unlike) {
        boolean share = share(fresh) && (champion == null || share(champion));
        long missing = Arrays.stream(fresh).filter(v -> !Double.isFinite(v)).count();
        boolean old = champion != null && !Arrays.stream(champion).allMatch(Double::isFinite);
        return new ItemSubject(
                ItemMetrics.mean(name, !Boolean.FALSE.equals(higherIsBetter), share),
                ItemMetrics.sample(fresh, share),
                champion == null ? null : ItemMetrics.sample(champion, share),
                missing > 0
                        ? missing + " of " + fresh.length + " items have no value of it"
                        : old ? "the champion's items have no value of it" : null,
                unlike);
    }

    private static boolean share(double[] values) {
        return Arrays.stream(values).allMatch(v -> v == 0 || v == 1);
    }
}
