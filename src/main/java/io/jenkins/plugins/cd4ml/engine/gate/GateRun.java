package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One check of all gates: first collects the tests that share a confidence, then judges. */
final class GateRun {
    private final MetricSource measured;
    private final List<Waiver> waivers;
    private final Instant now;
    private final Holm holm = new Holm();
    private final Set<String> names = new HashSet<>();

    GateRun(MetricSource measured, List<Waiver> waivers, Instant now) {
        this.measured = measured;
        this.waivers = waivers;
        this.now = now;
    }

    List<GateItem> items(List<GateSpec> specs) {
        specs.forEach(this::tests);
        List<GateItem> items = new ArrayList<>();
        specs.forEach(spec -> items.addAll(items(spec)));
        return items;
    }

    private void tests(GateSpec spec) {
        if (spec.informational()) {
            return; // what is not counted must not make the others harder
        }
        spec.members().forEach(this::tests);
        if (spec.confidence() == null) {
            return;
        }
        for (String slice : slices(spec)) {
            List<GateLimit> bounds = new ArrayList<>(spec.bounds());
            if (spec.against() != null
                    && bounds.stream().noneMatch(b -> b.kind().relative())) {
                MetricSource.Value value = measured.value(spec.metric(), slice);
                Boolean better = value == null || value.higherIsBetter() == null
                        ? spec.higherIsBetter()
                        : value.higherIsBetter();
                bounds.add(ChampionBaseline.notWorse(Boolean.TRUE.equals(better)));
            }
            for (GateLimit b : bounds) {
                JsonNode comparison = measured.comparison(spec, slice, b);
                if (b.kind().atLeast != null && !comparison.isMissingNode()) {
                    holm.add(comparison, spec.confidence(), b.kind().atLeast);
                }
            }
        }
    }

    /** @return the slices that the gate speaks of; null in it stands for all rows */
    private List<String> slices(GateSpec spec) {
        List<String> slices = new ArrayList<>();
        if (spec.slice() == null) {
            slices.add(null);
        } else {
            slices.addAll(measured.slices(spec.metric(), spec.slice()));
        }
        return slices;
    }

    private List<GateItem> items(GateSpec spec) {
        if (!spec.members().isEmpty()) {
            return List.of(finish(spec, group(spec)));
        }
        List<String> slices = slices(spec);
        if (slices.isEmpty()) {
            slices.add(spec.slice()); // measured by nobody: the check says so
        }
        List<GateItem> items = new ArrayList<>();
        List<GateItem> small = new ArrayList<>();
        for (String slice : slices) {
            String name = slices.size() > 1 || !slice(spec, slice) ? spec.name() + ": " + slice : spec.name();
            GateItem item = new GateCheck(spec, slice, measured, holm).run(unique(name));
            (slices.size() > 1 && item.verdict() == Verdict.INCONCLUSIVE && item.observed() == null ? small : items)
                    .add(item);
        }
        // small values of a column are shown and not counted, unless no value is large enough
        boolean counted = items.isEmpty();
        small.forEach(i -> items.add(i.with(i.verdict(), i.reason(), i.informational() || !counted, null)));
        return items.stream().map(i -> finish(spec, i)).toList();
    }

    /** Whether the slice is the one that the gate names itself. */
    private static boolean slice(GateSpec spec, String slice) {
        return slice == null || slice.equals(spec.slice());
    }

    /** A gate over a column passes in a group as it does outside: when all of its values do. */
    private GateItem group(GateSpec spec) {
        List<GateItem> members = new ArrayList<>();
        GateItem decisive = null;
        int counted = 0;
        int passed = 0;
        for (GateSpec member : spec.members()) {
            List<GateItem> items = items(member);
            members.addAll(items);
            GateItem worst = items.stream()
                    .filter(i -> !i.informational())
                    .reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a)
                    .orElse(null);
            if (worst == null) {
                continue;
            }
            counted++;
            passed += worst.verdict() == Verdict.PASSED ? 1 : 0;
            int order = decisive == null ? 0 : worst.verdict().compareTo(decisive.verdict());
            decisive = decisive == null || (spec.any() ? order < 0 : order > 0) ? worst : decisive;
        }
        Verdict verdict = decisive == null ? Verdict.ERROR : decisive.verdict();
        String reason = passed + " of " + counted + " passed, " + (spec.any() ? "one" : "all") + " must"
                + (decisive == null ? "." : ": " + decisive.reason());
        return new GateItem(
                unique(spec.name()),
                null,
                null,
                verdict,
                null,
                null,
                null,
                null,
                null,
                reason,
                spec.unstable() ? "unstable" : "failure",
                spec.informational(),
                null,
                members);
    }

    /** What {@code onFailure} and a waiver make of it. */
    private GateItem finish(GateSpec spec, GateItem item) {
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
        boolean soft = spec.unstable() && (verdict == Verdict.FAILED || verdict == Verdict.INCONCLUSIVE);
        return item.with(soft || waived != null ? Verdict.WARNING : verdict, reason, item.informational(), waived);
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + " (" + i + ")";
        }
        return unique;
    }
}
