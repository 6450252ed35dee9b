package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Range;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Trait;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Unseen;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** One entry of {@link Metrics}: everything that the rest of the engine has to know of a metric. One use, one thread. */
final class MetricDefinition {
    private final String name;
    private final String task;
    private String undefinedWhen;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private boolean higherIsBetter = true;
    private Range range = Range.UNIT;
    private Unseen unseen = Unseen.UNKNOWN;

    private MetricDefinition(String name, String task, String undefinedWhen) {
        this.name = name;
        this.task = task;
        this.undefinedWhen = undefinedWhen;
    }

    static MetricDefinition classification(String name) {
        return new MetricDefinition(name, "classification", "a class has no row in the truth");
    }

    /** A function of the confusion matrix. */
    static MetricDefinition confusion(String name) {
        return new MetricDefinition(name, "classification", "no row is of the positive class")
                .with(Trait.CLASSES_ONLY)
                .unseen(Unseen.CLASSES);
    }

    static MetricDefinition regression(String name) {
        return new MetricDefinition(name, "regression", "the truth is constant").range(Range.NOT_NEGATIVE);
    }

    static MetricDefinition ranking(String name) {
        return new MetricDefinition(name, "ranking", "no group has two rows").unseen(Unseen.ROWS);
    }

    MetricDefinition with(Trait... more) {
        traits.addAll(Set.of(more));
        return this;
    }

    MetricDefinition lowerIsBetter() {
        higherIsBetter = false;
        return this;
    }

    MetricDefinition range(Range range) {
        this.range = range;
        return this;
    }

    MetricDefinition unseen(Unseen unseen) {
        this.unseen = unseen;
        return this;
    }

    /** @param reason why it can have no value, as the end of a sentence */
    MetricDefinition undefinedWhen(String reason) {
        undefinedWhen = reason;
        return this;
    }

    /** @param prepare computes it; see {@link PreparedMetric} */
    Metric by(Function<Sample, PreparedMetric> prepare) {
        return new Metric(name, higherIsBetter, task, Set.copyOf(traits), range, unseen, undefinedWhen, prepare);
    }

    Metric ofMatrix(ToDoubleFunction<Confusion.Matrix> formula) {
        return by(sample -> Confusion.of(sample, formula));
    }
}
