package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.core.io.NumberInput;

/**
 * Numbers and times in their usual spelling, read from bytes: what DuckDB's casts give for them, to the last bit. All
 * other spellings are left to DuckDB. Not thread-safe.
 */
final class PlainCells {
    private static final int EXACT = 15; // so many decimal digits fit into a double's 53 bits
    private static final int LONG = 18;
    private static final int LONGEST = 40;
    private static final long DAY = 86_400_000_000L;
    private static final double[] POWERS = new double[23];
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++, power *= 10) { // exact to 10^22
            POWERS[i] = power;
        }
    }

    private final char[] chars = new char[LONGEST];

    /** What was read last. */
    double value;

    /** The same as an integer, where {@link #whole}. */
    long integer;

    /** Whether the number was written as digits alone, at most 18 of them. */
    boolean whole;

    /** @return where the number ends, or −1 when it is not in its usual spelling; what follows is not looked at */
    int number(byte[] b, int start) {
        int at = start;
        boolean negative = b[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long digits = 0;
        int d;
        while ((d = b[at] - '0') >= 0 && d <= 9) {
            digits = digits * 10 + d;
            at++;
        }
        int count = at - first;
        if (count == 0) {
            return -1;
        }
        int fraction = 0;
        if (b[at] == '.') {
            int point = ++at;
            while ((d = b[at] - '0') >= 0 && d <= 9) {
                digits = digits * 10 + d;
                at++;
            }
            fraction = at - point;
            if (fraction == 0) {
                return -1;
            }
            whole = false;
        } else {
            whole = count <= LONG;
        }
        if ((b[at] | 0x20) == 'e' || count + fraction > EXACT) {
            return long_(b, start, at);
        }
        value = fraction == 0 ? digits : digits / POWERS[fraction];
        integer = digits;
        if (negative) {
            value = -value;
            integer = -integer;
        }
        return at;
    }

    /** Numbers of many digits and those with an exponent; very large and very small ones are left to DuckDB. */
    private int long_(byte[] b, int start, int end) {
        int at = end;
        if ((b[at] | 0x20) == 'e') {
            whole = false;
            at++;
            if (b[at] == '-' || b[at] == '+') {
                at++;
            }
            int first = at;
            while (b[at] >= '0' && b[at] <= '9') {
                at++;
            }
            if (at == first) {
                return -1;
            }
        }
        int length = at - start;
        if (length > LONGEST) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            chars[i] = (char) b[start + i];
        }
        value = NumberInput.parseDouble(chars, 0, length, true);
        if (!(Math.abs(value) >= 1e-290 && Math.abs(value) <= 1e290)) {
            return -1;
        }
        if (whole) {
            long digits = 0;
            for (int i = chars[0] == '-' ? 1 : 0; i < length; i++) {
                digits = digits * 10 + chars[i] - '0';
            }
            integer = chars[0] == '-' ? -digits : digits;
        }
        return at;
    }

    /**
     * Microseconds since 1970 of {@code 2026-01-31} or {@code 2026-01-31 08:00:00.123456} (or with a T), from 1700 to
     * 2199, where a double holds each of them.
     *
     * @param limit where the bytes end
     * @return as {@link #number}
     */
    int time(byte[] b, int start, int limit) {
        if (start + 10 > limit || b[start + 4] != '-' || b[start + 7] != '-') {
            return -1;
        }
        int year = two(b, start) * 100 + two(b, start + 2);
        int month = two(b, start + 5);
        int day = two(b, start + 8);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (year < 1700
                || year > 2199
                || month < 1
                || month > 12
                || day < 1
                || day > DAYS[month - 1] + (leap && month == 2 ? 1 : 0)) {
            return -1;
        }
        long micros = days(year, month, day) * DAY;
        int at = start + 10;
        if (at < limit && (b[at] == ' ' || b[at] == 'T')) {
            if (at + 9 > limit || b[at + 3] != ':' || b[at + 6] != ':') {
                return -1;
            }
            int hour = two(b, at + 1);
            int minute = two(b, at + 4);
            int second = two(b, at + 7);
            if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
                return -1;
            }
            micros += ((hour * 60L + minute) * 60 + second) * 1_000_000;
            at += 9;
            if (at < limit && b[at] == '.') {
                int unit = 1_000_000;
                int first = ++at;
                for (; at < limit && b[at] >= '0' && b[at] <= '9'; at++) {
                    unit /= 10;
                    micros += (b[at] - '0') * (long) unit;
                }
                if (at == first || at - first > 6) {
                    return -1;
                }
            }
        }
        value = micros;
        whole = false;
        return at;
    }

    /** @return the number of two digits, negative enough to spoil any date where they are none */
    private static int two(byte[] b, int at) {
        int tens = b[at] - '0';
        int ones = b[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -100_000 : tens * 10 + ones;
    }

    /** Days since 1970 in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
    private static long days(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400;
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
