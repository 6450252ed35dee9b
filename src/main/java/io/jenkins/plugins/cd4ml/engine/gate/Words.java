package io.jenkins.plugins.cd4ml.engine.gate;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences: three or more significant digits, as many as it takes to tell them from their bound. */
final class Words {
    private static final int LEAST = 3;
    private static final int MOST = 17;

    private Words() {}

    /** @return {@code value} with a minus sign, as people print it */
    static String number(double value) {
        return number(value, Double.NaN);
    }

    /** @return {@code value}, told from {@code other} where the two are not equal */
    static String number(double value, double other) {
        int digits = LEAST;
        while (digits < MOST && value != other && text(value, digits).equals(text(other, digits))) {
            digits++;
        }
        return text(value, digits);
    }

    /** @return the number as one would write it in {@code cd4ml.yaml} */
    static String plain(double value) {
        return text(value, MOST).replace('\u2212', '-');
    }

    static String percent(double share) {
        return text(BigDecimal.valueOf(share).movePointRight(2).doubleValue(), 4) + " %";
    }

    private static String text(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value).replace('-', '\u2212');
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        // whole numbers are counts: rounding them would misquote
        BigDecimal rounded = value == Math.rint(value) && size < 1e15
                ? BigDecimal.valueOf((long) value)
                : new BigDecimal(Double.toString(value))
                        .round(new MathContext(digits))
                        .stripTrailingZeros();
        String text = size >= 1e15 || size < 1e-6 ? rounded.toString() : rounded.toPlainString();
        return text.replace('-', '\u2212');
    }
}
