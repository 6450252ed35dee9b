package io.jenkins.plugins.cd4ml.engine.data.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;

/**
 * What the standard's {@code format} asks of values: of a text a pattern, as JSON Schema's formats of the same names; of a
 * whole number the range of its type.
 */
public final class TextFormat {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String IPV4 = "(" + OCTET + "\\.){3}" + OCTET;
    private static final String GROUP = "[0-9a-fA-F]{1,4}";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private static final String CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]";
    private static final String OFFSET = "([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)";

    /** A time of day: {@code 08:00}, {@code 08:00:00}, {@code 08:00:00.5}, {@code 08:00Z}, {@code 08:00+02:00}. */
    public static final String TIME = CLOCK + "(:[0-5][0-9](\\.[0-9]{1,9})?)?" + OFFSET + "?";

    /** Of signs that every database's syntax has with one meaning. */
    private static final Map<String, String> PATTERNS = Map.of(
            "email",
            "[^@\\s]+@[^@\\s]+",
            "uuid",
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            "uri",
            "[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+",
            "hostname",
            "(" + LABEL + "\\.)*" + LABEL,
            "ipv4",
            IPV4,
            "ipv6",
            ipv6(),
            "byte",
            "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", // base64
            "date",
            DATE,
            "date-time",
            DATE + "[Tt ]" + CLOCK + ":[0-5][0-9](\\.[0-9]+)?" + OFFSET,
            "time",
            CLOCK + ":[0-5][0-9](\\.[0-9]+)?" + OFFSET);

    /** Formats that say how people or memory hold a value, not which values there are. */
    private static final Set<String> NOTHING = Set.of(
            "password",
            "binary",
            "f32",
            "f64",
            "yyyy-MM-dd",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy-MM-dd HH:mm:ssZ",
            "yyyy-MM-dd'T'HH:mm:ssZ",
            "yyyy-MM-dd'T'HH:mm:ssXXX",
            "HH:mm",
            "HH:mm:ss");

    private TextFormat() {}

    /** @return what the whole text must match, or null for a format that is none of a text */
    public static String pattern(String format) {
        return PATTERNS.get(format);
    }

    /** @return seconds since midnight of a {@link #TIME}, as its clock shows it, in digits */
    public static String seconds(String time) {
        String second = time.replaceFirst("^..:..(:([0-9.]+))?.*", "$2");
        return new BigDecimal(time.substring(0, 2))
                .multiply(BigDecimal.valueOf(3600))
                .add(new BigDecimal(time.substring(3, 5)).multiply(BigDecimal.valueOf(60)))
                .add(second.isEmpty() ? BigDecimal.ZERO : new BigDecimal(second))
                .toPlainString();
    }

    /** @return whether there is nothing to check: any value has that format, or has it anyway */
    static boolean ofAnyValue(String format) {
        return NOTHING.contains(format);
    }

    /** @return the least and the greatest whole number of a format such as {@code i32} or {@code u8}, or null */
    static BigInteger[] range(String format) {
        if (!format.matches("[iu](8|16|32|64|128)")) {
            return null;
        }
        int bits = Integer.parseInt(format.substring(1));
        return format.charAt(0) == 'u'
                ? new BigInteger[] {BigInteger.ZERO, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE)}
                : new BigInteger[] {
                    BigInteger.TWO.pow(bits - 1).negate(),
                    BigInteger.TWO.pow(bits - 1).subtract(BigInteger.ONE)
                };
    }

    /** RFC 4291, without a zone: eight groups, or fewer with {@code ::}, the last two also as IPv4. */
    private static String ipv6() {
        String last = "(" + GROUP + ":" + GROUP + "|" + IPV4 + ")";
        return "((" + GROUP + ":){6}" + last
                + "|::(" + GROUP + ":){5}" + last
                + "|(" + GROUP + ")?::(" + GROUP + ":){4}" + last
                + "|((" + GROUP + ":){0,1}" + GROUP + ")?::(" + GROUP + ":){3}" + last
                + "|((" + GROUP + ":){0,2}" + GROUP + ")?::(" + GROUP + ":){2}" + last
                + "|((" + GROUP + ":){0,3}" + GROUP + ")?::" + GROUP + ":" + last
                + "|((" + GROUP + ":){0,4}" + GROUP + ")?::" + last
                + "|((" + GROUP + ":){0,5}" + GROUP + ")?::" + GROUP
                + "|((" + GROUP + ":){0,6}" + GROUP + ")?::)";
    }
}
