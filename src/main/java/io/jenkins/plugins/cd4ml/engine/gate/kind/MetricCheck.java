package io.jenkins.plugins.cd4ml.engine.gate.kind;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.gate.limit.MeasuredMetric;
import io.jenkins.plugins.cd4ml.engine.gate.limit.NumberFormat;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;

/**
 * Holds one gate on a metric, on all rows or on one slice, against the numbers. Everything that is not a clear yes is not
 * PASSED.
 */
record MetricCheck(MetricGate gate, String slice, MetricSource source, Holm holm) {
    /** @param name of the item; slices of one gate need one each */
    GateResult run(String name) {
        MetricSource.Value value = source.value(gate.metric(), slice);
        Finding trouble = trouble(value);
        if (trouble != null) {
            return new GateResult(name, gate.metric(), slice, null, null, trouble, true);
        }
        Finding found = null;
        MeasuredMetric measured = measured(value);
        for (Limit limit : gate.limits()) {
            found = limit.comparative() ? found : Finding.worse(found, limit.check(measured));
        }
        Double baseline = null;
        if (gate.reference().against() == null) {
            found = lenient(found, value);
        } else {
            Finding incomparable = incomparable(value);
            baseline = incomparable == null ? Double.valueOf(value.champion()) : null;
            found = Finding.worse(found, incomparable == null ? change(found, value, measured) : incomparable);
        }
        return new GateResult(name, gate.metric(), slice, value.value(), baseline, found, true);
    }

    private MeasuredMetric measured(MetricSource.Value value) {
        return new MeasuredMetric(
                what(),
                value.value(),
                value.comparable(),
                value.champion(),
                gate.certainty().confidence(),
                question -> gate.comparison(source, slice, question),
                holm);
    }

    /** @return why no limit can be held against the number; null where one can */
    private Finding trouble(MetricSource.Value value) {
        if (value == null) {
            return unmeasured();
        }
        if (value.rows() < 0 && gate.minSupport() > 0) {
            return Finding.of(
                    Verdict.ERROR,
                    "on how many rows " + what() + " rests is not known, so minSupport cannot be checked");
        }
        if (value.rows() >= 0 && value.fewest() < support()) {
            return Finding.of(
                    Verdict.INCONCLUSIVE,
                    what() + " rests on "
                            + (value.fewest() == value.rows()
                                    ? ""
                                    : gate.metric().contains(".") ? "a slice of " : "no more than ")
                            + NumberFormat.rows(value.fewest()) + "; at least " + support() + " are wanted");
        }
        if (!Double.isFinite(value.value())) {
            return Finding.of(Verdict.ERROR, what() + " is " + NumberFormat.number(value.value()) + why(value));
        }
        String wrong = Directions.contradicts(gate, value.higherIsBetter());
        return wrong == null ? null : Finding.of(Verdict.ERROR, wrong);
    }

    private Finding unmeasured() {
        String noModelYet = source.noModelYet(gate.metric());
        if (noModelYet != null) {
            return Finding.of(
                    gate.reference().firstVersionPasses() ? Verdict.PASSED : Verdict.FAILED,
                    what() + ChampionBaseline.first(gate.reference(), noModelYet));
        }
        String unread = source.unread(gate.metric());
        if (unread != null) {
            return Finding.of(Verdict.ERROR, what() + " was not measured: " + unread);
        }
        return Finding.of(
                Verdict.ERROR,
                what() + (slice == null ? " was not measured" : " was not measured: the slice has no rows"));
    }

    /** @return rows below which the slice is too small to be judged, by the gate or by the evaluation */
    private int support() {
        return Math.max(gate.minSupport(), slice == null ? 0 : source.minSupport());
    }

    /** A pass says when the gate would let any bad model pass. */
    private Finding lenient(Finding found, MetricSource.Value value) {
        if (found.verdict() != Verdict.PASSED
                || value.higherIsBetter() == null
                || !gate.lenient(value.higherIsBetter())) {
            return found;
        }
        String reason = found.reason().replaceAll("\\.$", "") + ", but " + gate.metric() + " is better when "
                + Directions.better(value.higherIsBetter()) + ".";
        return new Finding(found.verdict(), reason, found.bound(), found.low(), found.high());
    }

    /** @return why there is no champion's value on the same rows; null where there is */
    private Finding incomparable(MetricSource.Value value) {
        Verdict verdict = ChampionBaseline.verdict(gate.reference(), source.champion());
        if (verdict != null) {
            return Finding.of(verdict, what() + ChampionBaseline.reason(gate.reference(), source.champion()));
        }
        String unlike = source.incomparable(gate.metric(), slice);
        if (unlike != null) {
            return Finding.of(Verdict.INCONCLUSIVE, what() + " cannot be compared: " + unlike);
        }
        String few = ChampionBaseline.few(source.champion(), value, support());
        if (few != null) {
            return Finding.of(Verdict.INCONCLUSIVE, what() + few);
        }
        return Double.isFinite(value.champion())
                ? null
                : Finding.of(
                        Verdict.ERROR,
                        what() + " of the champion is " + NumberFormat.number(value.champion())
                                + ", so no change is known" + why(value));
    }

    private Finding change(Finding found, MetricSource.Value value, MeasuredMetric measured) {
        Boolean known = value.higherIsBetter();
        Boolean direction = known != null ? known : gate.higherIsBetter();
        String wrong = Directions.problem(gate, direction);
        if (wrong != null) {
            return Finding.of(Verdict.ERROR, wrong);
        }
        Finding worst = found;
        for (Limit limit : gate.limits(direction)) {
            worst = limit.comparative() ? Finding.worse(worst, limit.check(measured)) : worst;
        }
        return worst;
    }

    private static String why(MetricSource.Value value) {
        return value.why() == null ? "" : ": " + value.why();
    }

    private String what() {
        return slice == null ? gate.metric() : gate.metric() + " of " + slice;
    }
}
