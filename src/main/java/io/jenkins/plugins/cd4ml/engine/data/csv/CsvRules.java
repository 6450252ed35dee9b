package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import java.util.List;

/** The rules of one column of numbers or times: one comparison tells most values that break none of them. */
final class CsvRules {
    private static final int MOST = 8;

    private final List<CsvRule> rules;
    private final boolean time;
    private double low = Double.NEGATIVE_INFINITY;
    private double high = Double.POSITIVE_INFINITY;
    private boolean whole;
    private double[] values;

    CsvRules(List<CsvRule> rules, boolean time) {
        this.rules = rules;
        this.time = time;
        for (CsvRule rule : rules) {
            switch (rule.kind()) {
                case MINIMUM -> low = Math.max(low, rule.argument());
                case MAXIMUM -> high = Math.min(high, rule.argument());
                case EXCLUSIVE_MINIMUM -> low = Math.max(low, Math.nextUp(rule.argument()));
                case EXCLUSIVE_MAXIMUM -> high = Math.min(high, Math.nextDown(rule.argument()));
                case TYPE -> whole = true;
                default -> values = values == null ? rule.values() : new double[0]; // of several, mask() decides
            }
        }
    }

    /** @return how many digits a value may have before its point and break no rule, whatever digits they are */
    int digits() {
        return digits(low <= 0 ? high : 0);
    }

    /** @return the same of a value with a minus */
    int negativeDigits() {
        return digits(high >= 0 ? -low : 0);
    }

    private int digits(double most) {
        int digits = 0;
        for (double power = 10; digits < MOST && power - (whole ? 1 : 0) <= most; power *= 10) {
            digits++; // with so many every value is less than the power, and a whole one at most one less
        }
        return values == null ? digits : 0;
    }

    /** @return whether a value of many digits may be told from a bound by these digits alone */
    boolean tie(double x) {
        for (CsvRule rule : rules) {
            if (rule.kind() == Rule.Kind.VALID_VALUES ? listed(rule.values(), x) : x == rule.argument()) {
                return true;
            }
        }
        return false;
    }

    /** @return whether values must be whole numbers, or days */
    boolean whole() {
        return whole;
    }

    /**
     * @param spelledWhole whether it was written as digits, or a date, alone
     * @return whether the value breaks no rule; where not, {@link #mask} has the last word
     */
    boolean fine(double x, boolean spelledWhole) {
        return x >= low && x <= high && (spelledWhole || !whole) && (values == null || listed(values, x));
    }

    private static boolean listed(double[] values, double x) {
        for (double value : values) {
            if (x == value) {
                return true;
            }
        }
        return false;
    }

    /** @return the bits of the rules that the value breaks */
    long mask(double x) {
        long mask = 0;
        for (CsvRule rule : rules) {
            if (rule.broken(x, time)) {
                mask |= rule.bit();
            }
        }
        return mask;
    }
}
