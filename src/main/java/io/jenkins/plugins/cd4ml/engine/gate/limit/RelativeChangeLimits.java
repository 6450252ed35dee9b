package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * {@code minRelativeChange} and {@code maxRelativeChange}: limits of the change as a share of the champion's absolute value.
 */
final class RelativeChangeLimits implements LimitKind {
    @Override
    public List<String> keys() {
        return List.of("minRelativeChange", "maxRelativeChange");
    }

    @Override
    public Limit read(String key, JsonNode value) {
        return new RelativeChangeLimit(key, Side.of(key.startsWith("min")), LimitKinds.finite(value));
    }

    private record RelativeChangeLimit(String key, Side side, double bound) implements Limit {
        @Override
        public String label() {
            return key + " " + NumberFormat.plain(bound);
        }

        @Override
        public boolean comparative() {
            return true;
        }

        @Override
        public IntervalQuestion question() {
            return new IntervalQuestion(IntervalQuestion.RELATIVE_CHANGE, bound);
        }

        @Override
        public Finding check(MeasuredMetric measured) {
            double size = Math.abs(measured.baseline());
            if (size == 0) {
                return Finding.of(
                        Verdict.INCONCLUSIVE,
                        "the champion's " + measured.what() + " is 0, so a relative change is undefined",
                        question());
            }
            return new ChangeRule(question(), side, NumberFormat.Unit.PERCENT)
                    .check(measured, measured.difference() / size, measured.rounding() / size);
        }
    }
}
