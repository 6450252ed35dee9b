package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;

/** Judges by the interval and the corrected p-value that the evaluation recorded for exactly this bound. */
record IntervalRule(IntervalQuestion question, Side side, NumberFormat.Unit unit) {
    /**
     * @param point    of what is limited, as the sentence tells it
     * @param sentence its beginning, with the numbers
     */
    Finding decide(MeasuredMetric measured, double point, String sentence) {
        double confidence = measured.confidence();
        JsonNode comparison = measured.comparisons().apply(question);
        double from = MetricSource.number(comparison.path("low"));
        double to = MetricSource.number(comparison.path("high"));
        double p = measured.holm().p(comparison, confidence, atLeast());
        if (comparison.hasNonNull("why")) {
            return Finding.of(
                    Verdict.INCONCLUSIVE,
                    sentence + ", but these rows allow no interval: "
                            + comparison.get("why").asText(),
                    question);
        }
        if (!Double.isFinite(from) || !Double.isFinite(to) || Double.isNaN(p)) {
            return Finding.of(Verdict.ERROR, sentence + ", but " + missing(comparison, confidence), question);
        }
        boolean above = from > question.bound();
        boolean below = to < question.bound();
        String interval = sentence + "; " + NumberFormat.percent(confidence) + " interval " + range(from, to);
        if (!above && !below) {
            String rest = " contains " + bound(point) + power(measured, comparison);
            return finding(Verdict.INCONCLUSIVE, interval + rest, from, to);
        }
        String lies = interval + " lies " + (above ? "above " : "below ") + bound(above ? from : to);
        if (above != atLeast()) {
            return finding(Verdict.FAILED, lies, from, to);
        }
        double level = (1 - confidence) / 2;
        return p <= level
                ? finding(Verdict.PASSED, lies, from, to)
                : finding(Verdict.INCONCLUSIVE, lies + corrected(measured, comparison, p, level), from, to);
    }

    private boolean atLeast() {
        return side == Side.AT_LEAST;
    }

    private Finding finding(Verdict verdict, String clause, double from, double to) {
        return new Finding(verdict, clause + ".", question.bound(), from, to);
    }

    private static String missing(JsonNode comparison, double confidence) {
        return comparison.isMissingNode()
                ? "no interval at confidence " + NumberFormat.number(confidence)
                        + " was recorded; evaluate again with these gates, or remove confidence"
                        + " from a number that is no metric of the evaluation"
                : "these rows allow no interval at confidence " + NumberFormat.number(confidence);
    }

    /** Why an interval on the good side does not pass: the p-value, alone or after the correction for several tests. */
    private String corrected(MeasuredMetric measured, JsonNode comparison, double p, double level) {
        Holm holm = measured.holm();
        double own = Holm.alone(comparison, atLeast());
        boolean alone = own > level;
        String but = alone
                ? ", but its p-value "
                : ", but not after Holm's correction for " + holm.size(measured.confidence()) + " tests: p ";
        double shown = alone ? own : p;
        String is = NumberFormat.number(shown, level) + " is above " + NumberFormat.number(level, shown);
        int tests = holm.multiplier(comparison, measured.confidence(), atLeast());
        long few = Power.fewResamples(comparison, measured.confidence(), tests);
        return but
                + is
                + (few > 0
                        ? "; so many tests take at least " + few + " resamples (evaluate.resamples)"
                        : power(measured, comparison));
    }

    private String power(MeasuredMetric measured, JsonNode comparison) {
        int tests = measured.holm().multiplier(comparison, measured.confidence(), atLeast());
        long rows = Power.rows(comparison, measured.confidence(), atLeast(), tests);
        return Power.sentence(comparison, rows);
    }

    private String range(double from, double to) {
        return unit.text(from, question.bound()) + "…" + unit.text(to, question.bound());
    }

    private String bound(double other) {
        return unit.text(question.bound(), other, -other);
    }
}
