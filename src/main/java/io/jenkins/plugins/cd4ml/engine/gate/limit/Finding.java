package io.jenkins.plugins.cd4ml.engine.gate.limit;

/**
 * What a check found.
 *
 * @param reason one sentence with the numbers
 * @param bound  the limit that decided; null where none was reached
 * @param low    of the interval of what is limited; null without {@code confidence}
 */
public record Finding(Verdict verdict, String reason, Double bound, Double low, Double high) {
    /** @param clause a sentence without its full stop */
    public static Finding of(Verdict verdict, String clause) {
        return new Finding(verdict, clause + ".", null, null, null);
    }

    /** @param clause a sentence without its full stop */
    static Finding of(Verdict verdict, String clause, IntervalQuestion limit) {
        return new Finding(verdict, clause + ".", limit.bound(), null, null);
    }

    /** @return the worse of both, of equal ones {@code next}; it keeps the bound of the other where it has none itself */
    public static Finding worse(Finding first, Finding next) {
        if (first == null) {
            return next;
        }
        if (next.verdict.compareTo(first.verdict) < 0) {
            return first;
        }
        return next.bound != null ? next : new Finding(next.verdict, next.reason, first.bound, next.low, next.high);
    }
}
