package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Holds one gate, on all rows or on one slice, against the numbers. Everything that is not a clear yes is not PASSED. */
final class GateCheck {
    private final GateSpec spec;
    private final String slice;
    private final MetricSource measured;
    private final Holm holm;

    private Verdict verdict;
    private String reason;
    private Double observed;
    private Double bound;
    private Double baseline;
    private double paired;
    private Double low;
    private Double high;

    GateCheck(GateSpec spec, String slice, MetricSource measured, Holm holm) {
        this.spec = spec;
        this.slice = slice;
        this.measured = measured;
        this.holm = holm;
    }

    /** @param name of the item; slices of one gate need one each */
    GateItem run(String name) {
        MetricSource.Value value = measured.value(spec.metric(), slice);
        if (value == null && measured.noModelYet(spec.metric()) != null) {
            settle(
                    spec.firstVersionPasses() ? Verdict.PASSED : Verdict.FAILED,
                    what() + ChampionBaseline.first(spec, measured.noModelYet(spec.metric())));
        } else if (value == null) {
            settle(
                    Verdict.ERROR,
                    what() + (slice == null ? " was not measured" : " was not measured: the slice has no rows"));
        } else if (value.rows() < 0 && spec.minSupport() > 0) {
            settle(
                    Verdict.ERROR,
                    "on how many rows " + what() + " rests is not known, so minSupport cannot be checked");
        } else if (tooFew(value)) {
            settle(
                    Verdict.INCONCLUSIVE,
                    what() + " rests on " + (value.fewest() < value.rows() ? "a slice of " : "")
                            + NumberFormat.rows(value.fewest()) + "; at least " + support() + " are wanted");
        } else if (!Double.isFinite(value.value())) {
            String why = value.why() == null ? "" : ": " + value.why();
            settle(Verdict.ERROR, what() + " is " + NumberFormat.number(value.value()) + why);
        } else if (Directions.contradicts(spec, value.higherIsBetter()) != null) {
            settle(Verdict.ERROR, Directions.contradicts(spec, value.higherIsBetter()));
        } else {
            observed = value.value();
            for (GateLimit b : spec.bounds()) {
                if (!b.kind().relative()) {
                    absolute(b);
                }
            }
            if (spec.against() != null) {
                relative(value);
            } else if (verdict == Verdict.PASSED && Directions.lenient(spec, value.higherIsBetter())) {
                reason = reason.replaceAll("\\.$", "") + ", but " + spec.metric() + " is better when "
                        + (value.higherIsBetter() ? "higher." : "lower.");
            }
        }
        return new GateItem(
                name,
                spec.metric(),
                slice,
                verdict,
                observed,
                bound,
                baseline,
                low,
                high,
                reason,
                spec.unstable() ? "unstable" : "failure",
                spec.informational(),
                null,
                List.of());
    }

    /** Whether the slice is too small to be judged, by the gate or by the evaluation. */
    private boolean tooFew(MetricSource.Value value) {
        return value.rows() >= 0 && value.fewest() < support();
    }

    private int support() {
        return Math.max(spec.minSupport(), slice == null ? 0 : measured.minSupport());
    }

    private void absolute(GateLimit b) {
        if (spec.confidence() != null && b.kind().atLeast != null) {
            String sentence = what() + " is " + NumberFormat.number(observed, b.limit());
            decide(b, observed, sentence);
            return;
        }
        boolean holds = b.holds(observed);
        String is =
                switch (b.kind()) {
                    case MIN -> holds ? "not below the minimum" : "below the minimum";
                    case MAX -> holds ? "not above the maximum" : "above the maximum";
                    default -> holds ? "equal to" : "not equal to";
                };
        settle(
                b,
                holds ? Verdict.PASSED : Verdict.FAILED,
                what() + " " + NumberFormat.number(observed, b.limit()) + " is " + is + " "
                        + NumberFormat.number(b.limit(), observed));
    }

    private void relative(MetricSource.Value value) {
        Verdict verdict = ChampionBaseline.verdict(spec, measured.champion());
        if (verdict != null) {
            settle(verdict, what() + ChampionBaseline.reason(spec, measured.champion()));
            return;
        }
        String few = ChampionBaseline.few(measured.champion(), value, support());
        if (few != null) {
            settle(Verdict.INCONCLUSIVE, what() + few);
            return;
        }
        if (!Double.isFinite(value.champion())) {
            settle(
                    Verdict.ERROR,
                    what() + " of the champion is " + NumberFormat.number(value.champion()) + ", so no change is known"
                            + (value.why() == null ? "" : ": " + value.why()));
            return;
        }
        baseline = value.champion();
        paired = value.comparable();
        Boolean known = value.higherIsBetter();
        Boolean direction = known != null ? known : spec.higherIsBetter();
        String wrong = Directions.problem(spec, direction);
        if (wrong != null) {
            settle(Verdict.ERROR, wrong);
            return;
        }
        boolean any = false;
        for (GateLimit b : spec.bounds()) {
            if (b.kind().relative()) {
                change(b);
                any = true;
            }
        }
        if (!any) { // 'against' alone: not worse
            change(ChampionBaseline.notWorse(direction));
        }
    }

    private void change(GateLimit b) {
        double difference = paired - baseline;
        boolean share = b.kind().of.equals("relativeChange");
        if (share && baseline == 0) {
            settle(b, Verdict.INCONCLUSIVE, "the champion's " + what() + " is 0, so a relative change is undefined");
            return;
        }
        double change = rounded(b, share ? difference / Math.abs(baseline) : difference, share);
        double other = change * b.limit() > 0 ? Math.abs(b.limit()) : 0;
        String by =
                share ? NumberFormat.percent(Math.abs(change), other) : NumberFormat.number(Math.abs(change), other);
        String sentence = what() + " " + NumberFormat.number(paired, baseline)
                + (difference == 0 ? " equals" : " is " + by + (difference < 0 ? " below" : " above"))
                + " champion " + NumberFormat.number(baseline, paired);
        if (spec.confidence() != null) {
            decide(b, change, sentence);
            return;
        }
        boolean holds = b.holds(change);
        settle(
                b,
                holds ? Verdict.PASSED : Verdict.FAILED,
                sentence + "; the change is " + (holds ? "" : "not ") + "at " + (b.kind().atLeast ? "least " : "most ")
                        + limit(b, change));
    }

    /** 0.87 − 0.88 is not quite −0.01 to a computer: a limit that is met but for that is met. */
    private double rounded(GateLimit b, double change, boolean share) {
        double slack = 4 * Math.ulp(Math.max(Math.abs(paired), Math.abs(baseline)));
        return Math.abs(change - b.limit()) <= (share ? slack / Math.abs(baseline) : slack) ? b.limit() : change;
    }

    /** By the interval and the corrected p-value that the evaluation recorded for exactly this bound. */
    private void decide(GateLimit b, double point, String sentence) {
        JsonNode comparison = measured.comparison(spec, slice, b);
        double from = MetricSource.number(comparison.path("low"));
        double to = MetricSource.number(comparison.path("high"));
        double p = holm.p(comparison, spec.confidence(), b.kind().atLeast);
        if (!Double.isFinite(from) || !Double.isFinite(to) || Double.isNaN(p)) {
            settle(
                    b,
                    Verdict.ERROR,
                    sentence + ", but "
                            + (comparison.isMissingNode()
                                    ? "no interval at confidence " + NumberFormat.number(spec.confidence())
                                            + " was recorded; evaluate again with these gates, or remove confidence"
                                            + " from a number that is no metric of the evaluation"
                                    : "these rows allow no interval at confidence "
                                            + NumberFormat.number(spec.confidence())));
            return;
        }
        boolean above = from > b.limit();
        boolean below = to < b.limit();
        boolean good = b.kind().atLeast ? above : below;
        double level = (1 - spec.confidence()) / 2;
        String interval = sentence + "; " + NumberFormat.percent(spec.confidence()) + " interval " + range(b, from, to);
        String lies = " lies " + (above ? "above " : "below ") + limit(b, above ? from : to);
        if (!above && !below) {
            settle(b, Verdict.INCONCLUSIVE, interval + " contains " + limit(b, point) + power(comparison, b), from, to);
        } else if (!good) {
            settle(b, Verdict.FAILED, interval + lies, from, to);
        } else if (p <= level) {
            settle(b, Verdict.PASSED, interval + lies, from, to);
        } else {
            boolean alone = Holm.alone(comparison, b.kind().atLeast) > level;
            String but = alone
                    ? ", but its p-value "
                    : ", but not after Holm's correction for " + holm.size(spec.confidence()) + " tests: p ";
            double shown = alone ? Holm.alone(comparison, b.kind().atLeast) : p;
            String is = NumberFormat.number(shown, level) + " is above " + NumberFormat.number(level, shown);
            int tests = holm.multiplier(comparison, spec.confidence(), b.kind().atLeast);
            long few = Power.fewResamples(comparison, spec.confidence(), tests);
            String way = few > 0
                    ? "; so many tests take at least " + few + " resamples (evaluate.resamples)"
                    : power(comparison, b);
            settle(b, Verdict.INCONCLUSIVE, interval + lies + but + is + way, from, to);
        }
    }

    private String power(JsonNode comparison, GateLimit b) {
        int tests = holm.multiplier(comparison, spec.confidence(), b.kind().atLeast);
        long rows = Power.rows(comparison, spec.confidence(), b.kind().atLeast, tests);
        return rows > 0 ? "; about " + rows + " rows would settle it" : "";
    }

    private static String range(GateLimit b, double from, double to) {
        return share(b)
                ? NumberFormat.percent(from, b.limit()) + "…" + NumberFormat.percent(to, b.limit())
                : NumberFormat.number(from, b.limit()) + "…" + NumberFormat.number(to, b.limit());
    }

    private static String limit(GateLimit b, double other) {
        return share(b)
                ? NumberFormat.percent(b.limit(), other, -other)
                : NumberFormat.number(b.limit(), other, -other);
    }

    private static boolean share(GateLimit b) {
        return b.kind().of.equals("relativeChange");
    }

    private void settle(Verdict next, String why) {
        settle(null, next, why);
    }

    private void settle(GateLimit b, Verdict next, String why) {
        settle(b, next, why, null, null);
    }

    /** Keeps the worst verdict with its reason and numbers; of equal ones the last, which is the relative one. */
    private void settle(GateLimit b, Verdict next, String why, Double from, Double to) {
        if (verdict == null || next.compareTo(verdict) >= 0) {
            verdict = next;
            reason = why + ".";
            bound = b == null ? bound : Double.valueOf(b.limit());
            low = from;
            high = to;
        }
    }

    private String what() {
        return slice == null ? spec.metric() : spec.metric() + " of " + slice;
    }
}
