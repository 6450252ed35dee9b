package io.jenkins.plugins.cd4ml.engine.gate;

import io.jenkins.plugins.cd4ml.engine.gate.kind.Gate;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateHead;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateResult;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One check of all gates: first collects the tests that are corrected for each other, then judges. */
final class GateRun {
    /** Items that stand in the report, whatever the gates ask, where the numbers are not those of unseen rows. */
    private static final String LEAKAGE = "leakage";

    private static final String REPEATS = "repeated rows";

    private final MetricSource measured;
    private final List<Waiver> waivers;
    private final Instant now;
    /** Of each gate the tests that its own are corrected for. */
    private final Map<Gate, Holm> families = new IdentityHashMap<>();

    private final Set<String> names = new HashSet<>();

    GateRun(MetricSource measured, List<Waiver> waivers, Instant now) {
        this.measured = measured;
        this.waivers = waivers;
        this.now = now;
    }

    List<GateItem> items(List<Gate> gates) {
        Holm all = "all-gates".equals(measured.multipleTests()) ? new Holm() : null;
        gates.forEach(gate -> tests(gate, all));
        List<GateItem> items = new ArrayList<>();
        gates.forEach(gate -> items.addAll(items(gate)));
        String trainedOn = measured.trainedOn();
        if (trainedOn != null) {
            items.add(unasked(
                    LEAKAGE,
                    Verdict.INCONCLUSIVE,
                    trainedOn + "; that says little of other rows, so evaluate on rows that were held out"));
        }
        String repeated = measured.repeatedRows();
        if (repeated != null) {
            items.add(unasked(
                    REPEATS,
                    measured.repeatsUncounted() ? Verdict.INCONCLUSIVE : Verdict.WARNING,
                    repeated + "; remove the copies, or say evaluate.repeatedRows: independent where equal rows are"
                            + " news of each other"));
        }
        return items;
    }

    private GateItem unasked(String name, Verdict verdict, String reason) {
        GateHead head = new GateHead("", unique(name), false, false);
        GateResult result = new GateResult(head.name(), Finding.of(verdict, reason));
        return finish(head, GateItem.of(head, head.name(), result, List.of()));
    }

    /**
     * Gates that must all pass need no correction: a wrong release takes a wrong pass of each gate that should have held
     * it back, so each at full level keeps the level (intersection–union; Berger, Technometrics 24 (1982) 295–300). Where
     * one of several suffices, chances add up, and slices are told one by one: those share Holm's correction.
     *
     * @param shared of a group around the gate of which one member suffices, or of all gates; null without
     */
    private void tests(Gate gate, Holm shared) {
        if (gate.head().informational()) {
            return; // what is not counted must not make the others harder
        }
        boolean none = "none".equals(measured.multipleTests());
        Holm inner = shared == null && gate.oneSuffices() && !none ? new Holm() : shared;
        gate.members().forEach(member -> tests(member, inner));
        boolean sliced = gate.metricGates().stream().anyMatch(g -> g.slice() != null);
        if (inner != null || sliced && !none) {
            Holm holm = inner == null ? new Holm() : inner;
            families.put(gate, holm);
            gate.addTests(measured, holm);
        }
    }

    private List<GateItem> items(Gate gate) {
        List<GateItem> members = new ArrayList<>();
        List<Finding> counted = new ArrayList<>();
        for (Gate member : gate.members()) {
            List<GateItem> items = items(member);
            members.addAll(items);
            // a gate over a column passes in a group as it does outside: when all of its values do
            items.stream()
                    .filter(i -> !i.informational())
                    .reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a)
                    .ifPresent(worst -> counted.add(new Finding(worst.verdict(), worst.reason(), null, null, null)));
        }
        List<GateItem> items = new ArrayList<>();
        for (GateResult result : gate.check(measured, families.getOrDefault(gate, new Holm()), counted)) {
            items.add(finish(gate.head(), GateItem.of(gate.head(), unique(result.name()), result, members)));
        }
        return items;
    }

    /** What {@code onFailure} and a waiver make of it. */
    private GateItem finish(GateHead head, GateItem item) {
        Verdict verdict = item.verdict();
        if (verdict == Verdict.PASSED) {
            return item;
        }
        String reason = item.reason();
        Waiver waived = null;
        for (Waiver waiver : waivers) {
            if (item.name().equals(waiver.gate())) {
                boolean holds = waiver.holds(now);
                reason += holds
                        ? " Waived by " + waiver.by() + " until " + waiver.expires() + ": " + waiver.reason()
                        : " A waiver by " + waiver.by() + " is void; it expired on " + waiver.expires() + ".";
                waived = holds ? waiver : waived;
            }
        }
        // an ERROR says that the gate could not be checked: no softness of the gate answers that
        boolean soft = head.unstable() && (verdict == Verdict.FAILED || verdict == Verdict.INCONCLUSIVE);
        return item.with(soft || waived != null ? Verdict.WARNING : verdict, reason, waived);
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + " (" + i + ")";
        }
        return unique;
    }
}
