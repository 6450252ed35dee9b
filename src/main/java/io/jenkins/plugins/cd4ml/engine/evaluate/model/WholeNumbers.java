package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import java.util.stream.IntStream;

/** Texts of whole numbers; those of small ones, as labels are, are made once. */
public final class WholeNumbers {
    private static final String[] SMALL =
            IntStream.range(0, 256).mapToObj(Integer::toString).toArray(String[]::new);

    private WholeNumbers() {}

    /** @return its decimal digits, as SQL's cast to text gives them */
    public static String text(long value) {
        return value >= 0 && value < SMALL.length ? SMALL[(int) value] : Long.toString(value);
    }
}
