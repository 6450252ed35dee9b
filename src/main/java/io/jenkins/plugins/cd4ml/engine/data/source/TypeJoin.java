package io.jenkins.plugins.cd4ml.engine.data.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type that holds all values of two types of DuckDB, unchanged. */
final class TypeJoin {
    /** Of a column without any value. */
    static final String NOTHING = "NULL";

    private static final List<String> SIGNED = List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");
    private static final List<String> UNSIGNED = List.of("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT");
    private static final List<Integer> DIGITS = List.of(3, 5, 10, 20, 39);
    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
    private static final int MOST_DIGITS = 38;
    private static final int EXACT = 15; // digits of a decimal number that a floating-point number keeps

    private TypeJoin() {}

    /** @return null where there is none, or where only the values can tell: whole numbers of 64 bits beside fractions */
    static String of(String a, String b) {
        if (a.equals(b) || b.equals(NOTHING)) {
            return a;
        }
        if (a.equals(NOTHING)) {
            return b;
        }
        if (isInteger(a) && isInteger(b)) {
            return integers(a, b);
        }
        String joined = join(a, b);
        return joined == null ? join(b, a) : joined;
    }

    static boolean isInteger(String type) {
        return SIGNED.contains(type) || UNSIGNED.contains(type);
    }

    static boolean isFloat(String type) {
        return type.matches("FLOAT|DOUBLE");
    }

    private static String integers(String a, String b) {
        boolean signed = SIGNED.contains(a);
        if (signed == SIGNED.contains(b)) {
            List<String> order = signed ? SIGNED : UNSIGNED;
            return order.get(Math.max(order.indexOf(a), order.indexOf(b)));
        }
        int needed = UNSIGNED.indexOf(signed ? b : a) + 1; // one size more holds the sign, too
        return needed < SIGNED.size() ? SIGNED.get(Math.max(needed, SIGNED.indexOf(signed ? a : b))) : null;
    }

    private static String join(String a, String b) {
        if (a.equals("VARCHAR")
                && b.matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)|DOUBLE|DECIMAL.*|BOOLEAN|DATE|UUID|TIME"
                        + "|TIMESTAMP")) {
            return a;
        }
        if (isFloat(a)) {
            boolean small = b.matches("U?(TINY|SMALL)INT|U?INTEGER");
            return isFloat(b)
                            || small
                            || digits(b) <= EXACT && DECIMAL.matcher(b).matches()
                    ? "DOUBLE"
                    : null;
        }
        if (DECIMAL.matcher(a).matches()) {
            Matcher one = decimal(a);
            int scale = Integer.parseInt(one.group(2));
            int whole = Integer.parseInt(one.group(1)) - scale;
            if (DECIMAL.matcher(b).matches()) {
                Matcher two = decimal(b);
                int otherScale = Integer.parseInt(two.group(2));
                return decimal(
                        Math.max(whole, Integer.parseInt(two.group(1)) - otherScale), Math.max(scale, otherScale));
            }
            return isInteger(b) ? decimal(Math.max(whole, digits(b)), scale) : null;
        }
        return a.matches("TIMESTAMP(_S|_MS|_NS)?") && b.matches("DATE|TIMESTAMP(_S|_MS|_NS)?") ? "TIMESTAMP" : null;
    }

    private static Matcher decimal(String type) {
        Matcher matcher = DECIMAL.matcher(type);
        matcher.matches();
        return matcher;
    }

    private static String decimal(int whole, int scale) {
        return whole + scale <= MOST_DIGITS ? "DECIMAL(" + (whole + scale) + "," + scale + ")" : null;
    }

    private static int digits(String type) {
        Matcher decimal = DECIMAL.matcher(type);
        if (decimal.matches()) {
            return Integer.parseInt(decimal.group(1));
        }
        return isInteger(type) ? DIGITS.get(Math.max(SIGNED.indexOf(type), UNSIGNED.indexOf(type))) : MOST_DIGITS + 1;
    }
}
