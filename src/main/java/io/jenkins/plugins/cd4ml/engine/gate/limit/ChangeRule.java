package io.jenkins.plugins.cd4ml.engine.gate.limit;

/** Judges a change against its limit, by the point or by the interval, and says so in one sentence. */
record ChangeRule(IntervalQuestion question, Side side, NumberFormat.Unit unit) {
    /**
     * @param exact    the change as computed
     * @param rounding by which it may differ from the true one: a limit that is met but for that is met
     */
    Finding check(MeasuredMetric measured, double exact, double rounding) {
        double bound = question.bound();
        double change = Math.abs(exact - bound) <= rounding ? bound : exact;
        double other = change * bound > 0 ? Math.abs(bound) : 0;
        double difference = measured.difference();
        String by = unit.text(Math.abs(change), other) + (difference < 0 ? " below" : " above");
        String sentence = measured.what() + " " + NumberFormat.number(measured.paired(), measured.baseline())
                + (difference == 0 ? " equals" : " is " + by)
                + " champion " + NumberFormat.number(measured.baseline(), measured.paired());
        if (measured.confidence() != null) {
            return new IntervalRule(question, side, unit).decide(measured, change, sentence);
        }
        boolean holds = side.holds(change, bound);
        return Finding.of(
                holds ? Verdict.PASSED : Verdict.FAILED,
                sentence + "; the change is " + (holds ? "" : "not ") + "at "
                        + (side == Side.AT_LEAST ? "least " : "most ") + unit.text(bound, change, -change),
                question);
    }
}
