package io.jenkins.plugins.cd4ml.engine.gate.limit;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences: three or more significant digits, as many as it takes to tell them from their bound. */
public final class NumberFormat {
    /** How a number is written: as it is, or as a share in percent. */
    enum Unit {
        PLAIN,
        PERCENT;

        /** @return {@code value} told from each of {@code others} that it is not */
        String text(double value, double... others) {
            return this == PLAIN ? number(value, others) : percent(value, others);
        }
    }

    private static final int LEAST = 3;
    private static final int PERCENT_LEAST = 4;
    private static final int MOST = 17;

    private NumberFormat() {}

    /** @return {@code value} with a minus sign as people print it, told from each of {@code others} that it is not */
    public static String number(double value, double... others) {
        return number(value, 0, LEAST, others);
    }

    private static String number(double value, int shift, int least, double... others) {
        int digits = least;
        while (digits < MOST && misleads(value, shift, digits, others)) {
            digits++;
        }
        return text(value, shift, digits);
    }

    /** Whether so few digits would show a broken number as a whole one, or two numbers as one. */
    private static boolean misleads(double value, int shift, int digits, double... others) {
        String text = text(value, shift, digits);
        if (Double.isFinite(value) && shift == 0 && value != Math.rint(value) && text.matches("\u2212?[0-9]+")) {
            return true;
        }
        for (double other : others) {
            if (value != other && text.equals(text(other, shift, digits))) {
                return true;
            }
        }
        return false;
    }

    /** @return the number as one would write it in {@code cd4ml.yaml} */
    public static String plain(double value) {
        return text(value, 0, MOST).replace('\u2212', '-');
    }

    /** @return a share in percent, told from each of {@code others} that it is not */
    public static String percent(double share, double... others) {
        return number(share, 2, PERCENT_LEAST, others) + " %";
    }

    public static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }

    /** @param shift how many places the point moves to the right */
    private static String text(double value, int shift, int digits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value).replace('-', '\u2212');
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).movePointRight(shift);
        double size = Math.abs(exact.doubleValue());
        // whole numbers are counts: rounding them would misquote
        BigDecimal rounded = exact.stripTrailingZeros().scale() <= 0 && size < 1e15
                ? exact.setScale(0)
                : exact.round(new MathContext(digits)).stripTrailingZeros();
        String text = size >= 1e15 || size < 1e-6 ? rounded.toString() : rounded.toPlainString();
        return text.replace('-', '\u2212');
    }
}
