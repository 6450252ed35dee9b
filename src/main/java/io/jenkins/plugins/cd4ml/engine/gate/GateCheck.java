package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/** Holds one gate, on all rows or on one slice, against the numbers. Everything that is not a clear yes is not PASSED. */
final class GateCheck {
    private final GateSpec spec;
    private final String slice;
    private final Measured measured;
    /** p-values after Holm's correction, by comparison; see {@link Gates}. */
    private final Map<JsonNode, double[]> adjusted;

    private Verdict verdict = Verdict.PASSED;
    private String reason;
    private Double observed;
    private Double bound;
    private Double baseline;
    private Double low;
    private Double high;

    GateCheck(GateSpec spec, String slice, Measured measured, Map<JsonNode, double[]> adjusted) {
        this.spec = spec;
        this.slice = slice;
        this.measured = measured;
        this.adjusted = adjusted;
    }

    GateItem run() {
        Measured.Value value = measured.value(spec.metric(), slice);
        if (value == null) {
            settle(Verdict.ERROR, what() + " was not measured");
        } else if (!Double.isFinite(value.value())) {
            settle(Verdict.ERROR, what() + " is " + value.value());
        } else if (spec.minSupport() != null && value.rows() < spec.minSupport()) {
            observed = value.value();
            settle(Verdict.INCONCLUSIVE, what() + " rests on " + value.rows() + " rows; the gate wants " + spec.minSupport());
        } else if (!spec.absolute() && !spec.relative()) {
            settle(Verdict.ERROR, "the gate on " + what() + " has no bound");
        } else {
            observed = value.value();
            absolute();
            if (spec.relative()) {
                relative(value);
            }
        }
        Verdict shown = spec.unstable() && (verdict == Verdict.FAILED || verdict == Verdict.INCONCLUSIVE)
                ? Verdict.WARNING
                : verdict;
        String name = spec.name() != null ? spec.name() : what() + (spec.against() == null ? "" : " against " + spec.against());
        return new GateItem(
                name, spec.metric(), slice, shown, observed, bound, baseline, low, high, reason,
                spec.unstable() ? "unstable" : "failure", spec.informational());
    }

    private void absolute() {
        if (spec.min() != null) {
            hold(observed >= spec.min(), spec.min(), "below the minimum", "not below the minimum");
        }
        if (spec.max() != null) {
            hold(observed <= spec.max(), spec.max(), "above the maximum", "not above the maximum");
        }
        if (spec.equal() != null) {
            hold(observed.doubleValue() == spec.equal(), spec.equal(), "not equal to", "equal to");
        }
    }

    private void hold(boolean holds, double limit, String broken, String held) {
        bound = limit;
        settle(holds ? Verdict.PASSED : Verdict.FAILED,
                what() + " " + text(observed) + " is " + (holds ? held : broken) + " " + text(limit));
    }

    private void relative(Measured.Value value) {
        JsonNode champion = measured.champion();
        if (spec.against() == null) {
            settle(Verdict.ERROR, "the gate on " + what() + " bounds a change but names nothing it is 'against'");
            return;
        }
        if (!champion.isObject()) {
            settle(Verdict.ERROR, what() + " was not compared with " + spec.against() + "; set evaluate.against");
            return;
        }
        String environment = champion.path("environment").asText();
        if (!"champion".equals(spec.against()) && !environment.equals(spec.against())) {
            settle(Verdict.ERROR, what() + " was compared with " + environment + ", not with " + spec.against());
            return;
        }
        if (champion.path("version").asInt() == 0) {
            settle(spec.firstVersionPasses() ? Verdict.PASSED : Verdict.FAILED,
                    environment + " serves no version yet" + (spec.firstVersionPasses()
                            ? ", and the gate lets the first one pass"
                            : "; the gate would pass with firstVersion: pass"));
            return;
        }
        if (!Double.isFinite(value.champion())) {
            settle(Verdict.ERROR, what() + " of the champion is " + value.champion());
            return;
        }
        baseline = value.champion();
        Boolean direction = spec.higherIsBetter() != null ? spec.higherIsBetter() : value.higherIsBetter();
        change(direction);
        if (spec.minRelativeChange() != null) {
            relativeChange();
        }
    }

    private void change(Boolean direction) {
        if (spec.minChange() == null && spec.maxChange() == null) {
            if (spec.minRelativeChange() != null) {
                return;
            }
            if (direction == null) {
                settle(Verdict.ERROR, "whether a higher " + what() + " is better is not known; say higherIsBetter");
                return;
            }
            decide(0, direction);
            return;
        }
        if (spec.minChange() != null) {
            decide(spec.minChange(), true);
        }
        if (spec.maxChange() != null) {
            decide(spec.maxChange(), false);
        }
    }

    /** @param above whether the change must be at least the limit, else at most */
    private void decide(double limit, boolean above) {
        double change = observed - baseline;
        bound = limit;
        String sentence = what() + " " + text(observed) + " is " + text(Math.abs(change)) + (change < 0 ? " below" : " above")
                + " champion " + text(baseline);
        if (spec.confidence() == null) {
            boolean holds = above ? change >= limit : change <= limit;
            settle(holds ? Verdict.PASSED : Verdict.FAILED,
                    sentence + ", " + (holds ? "within" : "beyond") + " the allowed change " + text(limit));
            return;
        }
        JsonNode comparison = measured.comparison(spec.metric(), slice, spec.confidence(), limit);
        double[] p = adjusted.get(comparison);
        if (p == null || Double.isNaN(p[0]) || Double.isNaN(p[1])) {
            settle(Verdict.ERROR, sentence + ", but the change was not compared at confidence " + text(spec.confidence()));
            return;
        }
        low = Measured.number(comparison.path("low"));
        high = Measured.number(comparison.path("high"));
        double level = (1 - spec.confidence()) / 2;
        boolean surelyAbove = p[0] < level;
        boolean surelyBelow = p[1] < level;
        String interval = sentence + "; " + text(spec.confidence() * 100) + " % interval " + text(low) + " … " + text(high);
        if (surelyAbove == surelyBelow) {
            long rows = comparison.path("rowsToSettle").asLong(-1);
            settle(Verdict.INCONCLUSIVE, interval + " does not settle it against " + text(limit)
                    + (rows > 0 ? "; about " + rows + " rows would" : ""));
        } else {
            settle(surelyAbove == above ? Verdict.PASSED : Verdict.FAILED,
                    interval + " lies " + (surelyAbove ? "above " : "below ") + text(limit));
        }
    }

    private void relativeChange() {
        if (baseline == 0) {
            settle(Verdict.ERROR, "the champion's " + what() + " is 0, so a relative change is undefined");
            return;
        }
        double change = (observed - baseline) / Math.abs(baseline);
        bound = spec.minRelativeChange();
        boolean holds = change >= spec.minRelativeChange();
        settle(holds ? Verdict.PASSED : Verdict.FAILED,
                what() + " " + text(observed) + " changed by " + text(change * 100) + " % from champion " + text(baseline)
                        + ", " + (holds ? "at least " : "less than ") + text(spec.minRelativeChange() * 100) + " %");
    }

    /** Keeps the worst verdict and the reason that belongs to it. */
    private void settle(Verdict next, String why) {
        if (reason == null || next.compareTo(verdict) > 0) {
            reason = why + ".";
        }
        verdict = verdict.worse(next);
    }

    private String what() {
        return slice == null ? spec.metric() : spec.metric() + " of " + slice;
    }

    /** Four significant digits: what a person compares. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        String text = String.format(Locale.ROOT, "%.4g", value);
        if (!text.contains("e") && text.contains(".")) {
            text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return text;
    }
}
