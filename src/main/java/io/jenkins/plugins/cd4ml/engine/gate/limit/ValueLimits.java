package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** {@code min}, {@code max} and {@code equals}: limits of the new model's value, whatever the champion's is. */
final class ValueLimits implements LimitKind {
    @Override
    public List<String> keys() {
        return List.of("min", "max", "equals");
    }

    @Override
    public Limit read(String key, JsonNode value) {
        Side side =
                switch (key) {
                    case "min" -> Side.AT_LEAST;
                    case "max" -> Side.AT_MOST;
                    default -> Side.EXACTLY;
                };
        return new ValueLimit(key, side, LimitKinds.finite(value));
    }

    private record ValueLimit(String key, Side side, double bound) implements Limit {
        @Override
        public String label() {
            return key + " " + NumberFormat.plain(bound);
        }

        @Override
        public boolean comparative() {
            return false;
        }

        @Override
        public IntervalQuestion question() {
            return side == Side.EXACTLY ? null : new IntervalQuestion(IntervalQuestion.VALUE, bound);
        }

        @Override
        public Finding check(MeasuredMetric measured) {
            double observed = measured.observed();
            String number = NumberFormat.number(observed, bound);
            if (measured.confidence() != null && side != Side.EXACTLY) {
                return new IntervalRule(question(), side, NumberFormat.Unit.PLAIN)
                        .decide(measured, observed, measured.what() + " is " + number);
            }
            boolean holds = side.holds(observed, bound);
            String is =
                    switch (side) {
                        case AT_LEAST -> holds ? "not below the minimum" : "below the minimum";
                        case AT_MOST -> holds ? "not above the maximum" : "above the maximum";
                        case EXACTLY -> holds ? "equal to" : "not equal to";
                    };
            return new Finding(
                    holds ? Verdict.PASSED : Verdict.FAILED,
                    measured.what() + " " + number + " is " + is + " " + NumberFormat.number(bound, observed) + ".",
                    bound,
                    null,
                    null);
        }
    }
}
