package io.jenkins.plugins.cd4ml.engine.gate.kind;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import java.util.List;

/** One entry of {@code gates:}, read and found to make sense. Immutable; one class a kind, see {@link GateKind}. */
public interface Gate {
    /** @return what every entry has */
    GateHead head();

    /** @return the gates that it judges by; empty unless it is a group */
    default List<Gate> members() {
        return List.of();
    }

    /** @return the gates on metrics in it, which say what the evaluation must measure; empty when it needs none */
    default List<MetricGate> metricGates() {
        return members().stream().flatMap(m -> m.metricGates().stream()).toList();
    }

    /** @return whether one passing member makes it pass, so that its members' chances of passing wrongly add up */
    default boolean oneSuffices() {
        return false;
    }

    /** Adds the statistical tests by which it, without its members, will be judged. Called for all gates before any check. */
    default void addTests(MetricSource source, Holm holm) {}

    /**
     * Judges. {@code onFailure} and waivers are the caller's to apply.
     *
     * @param members what each counted member came to, in order; empty unless it is a group
     * @return one result, or one for each slice that the gate speaks of; never empty
     */
    List<GateResult> check(MetricSource source, Holm holm, List<Finding> members);
}
