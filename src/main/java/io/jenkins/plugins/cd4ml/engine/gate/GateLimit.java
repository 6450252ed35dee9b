package io.jenkins.plugins.cd4ml.engine.gate;

/**
 * One limit of a gate. A change is always the new model's value minus the champion's, as a number; a relative change is
 * that difference divided by the champion's absolute value.
 *
 * @param limit finite
 */
record GateLimit(Kind kind, double limit) {
    /** What is bounded; the {@code key} is the gate's key in {@code cd4ml.yaml}. */
    enum Kind {
        MIN("min", "value", Boolean.TRUE),
        MAX("max", "value", Boolean.FALSE),
        EQUALS("equals", "value", null),
        MIN_CHANGE("minChange", "change", Boolean.TRUE),
        MAX_CHANGE("maxChange", "change", Boolean.FALSE),
        MIN_RELATIVE_CHANGE("minRelativeChange", "relativeChange", Boolean.TRUE),
        MAX_RELATIVE_CHANGE("maxRelativeChange", "relativeChange", Boolean.FALSE);

        final String key;
        /** value, change or relativeChange: the {@code of} of the comparison that answers it with confidence. */
        final String of;
        /** Whether what is bounded must be at least the limit, else at most; null: exactly. */
        final Boolean atLeast;

        Kind(String key, String of, Boolean atLeast) {
            this.key = key;
            this.of = of;
            this.atLeast = atLeast;
        }

        boolean relative() {
            return !"value".equals(of);
        }
    }

    boolean holds(double number) {
        if (kind.atLeast == null) {
            return number == limit;
        }
        return kind.atLeast ? number >= limit : number <= limit;
    }
}
