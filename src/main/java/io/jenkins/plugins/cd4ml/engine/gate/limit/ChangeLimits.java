package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** {@code minChange} and {@code maxChange}: limits of new value minus champion's, on the same rows. */
public final class ChangeLimits implements LimitKind {
    @Override
    public List<String> keys() {
        return List.of("minChange", "maxChange");
    }

    @Override
    public Limit read(String key, JsonNode value) {
        return new ChangeLimit(Side.of(key.startsWith("min")), LimitKinds.finite(value));
    }

    /** @return what {@code against} alone asks for: not worse than the champion */
    public static Limit notWorse(boolean higherIsBetter) {
        return new ChangeLimit(Side.of(higherIsBetter), 0);
    }

    private record ChangeLimit(Side side, double bound) implements Limit {
        @Override
        public String key() {
            return side == Side.AT_LEAST ? "minChange" : "maxChange";
        }

        @Override
        public String label() {
            return key() + " " + NumberFormat.plain(bound);
        }

        @Override
        public boolean comparative() {
            return true;
        }

        @Override
        public IntervalQuestion question() {
            return new IntervalQuestion(IntervalQuestion.CHANGE, bound);
        }

        @Override
        public Finding check(MeasuredMetric measured) {
            return new ChangeRule(question(), side, NumberFormat.Unit.PLAIN)
                    .check(measured, measured.difference(), measured.rounding());
        }
    }
}
