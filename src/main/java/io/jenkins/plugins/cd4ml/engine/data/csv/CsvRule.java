package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.scan.UnsuitableFileException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A rule on numbers or times that were read here: the same verdict as {@link RuleSql}'s. Others are left to DuckDB.
 *
 * @param bit      of the record's mask
 * @param argument the number, or the microseconds
 * @param values   of {@link Rule.Kind#VALID_VALUES}
 */
record CsvRule(long bit, Rule.Kind kind, double argument, double[] values) {
    private static final double EXACT = 1L << 53;
    private static final double DAY = 86_400e6;

    /** A rule's condition that never holds for a number or a time in its usual spelling. */
    private static final CsvRule NEVER = new CsvRule(0, Rule.Kind.REQUIRED, 0, null);

    /**
     * @param type   the column's logical type
     * @param micros gives the microseconds of a time as DuckDB reads it
     * @throws UnsuitableFileException when the rule looks at more than the number
     */
    static CsvRule of(Rule rule, long bit, String type, boolean time, UnaryOperator<String> micros)
            throws UnsuitableFileException {
        return switch (rule.kind()) {
            case REQUIRED, NULL_VALUES -> NEVER;
            case TYPE ->
                "integer".equals(type) || "date".equals(type) ? new CsvRule(bit, Rule.Kind.TYPE, 0, null) : NEVER;
            case MINIMUM, MAXIMUM, EXCLUSIVE_MINIMUM, EXCLUSIVE_MAXIMUM ->
                new CsvRule(bit, rule.kind(), time ? micros(micros, rule) : number(rule.argument()), null);
            case VALID_VALUES -> {
                if (time || !(rule.argument() instanceof List<?> values) || values.isEmpty()) {
                    throw new UnsuitableFileException();
                }
                double[] numbers = new double[values.size()];
                for (int i = 0; i < numbers.length; i++) {
                    String text = values.get(i).toString();
                    if (!text.matches("-?[0-9]+(\\.[0-9]+)?") || text.length() > 15) {
                        throw new UnsuitableFileException();
                    }
                    numbers[i] = Double.parseDouble(text);
                }
                yield new CsvRule(bit, rule.kind(), 0, numbers);
            }
            default -> throw new UnsuitableFileException();
        };
    }

    private static double micros(UnaryOperator<String> micros, Rule rule) throws UnsuitableFileException {
        String found = micros.apply(String.valueOf(rule.argument()));
        if (found == null) {
            throw new UnsuitableFileException(); // 30 February
        }
        return Double.parseDouble(found);
    }

    private static double number(Object argument) throws UnsuitableFileException {
        double number = ((Number) argument).doubleValue();
        if (Math.abs(number) >= EXACT || argument.toString().length() > 15) {
            throw new UnsuitableFileException(); // SQL would read it as a decimal number of its own
        }
        return number;
    }

    boolean never() {
        return this == NEVER;
    }

    /** @param time whether {@code x} are microseconds */
    boolean broken(double x, boolean time) {
        return switch (kind) {
            case MINIMUM -> !(x >= argument);
            case MAXIMUM -> !(x <= argument);
            case EXCLUSIVE_MINIMUM -> !(x > argument);
            case EXCLUSIVE_MAXIMUM -> !(x < argument);
            case TYPE -> time ? x % DAY != 0 : x != Math.floor(x);
            default -> {
                for (double value : values) {
                    if (x == value) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }
}
