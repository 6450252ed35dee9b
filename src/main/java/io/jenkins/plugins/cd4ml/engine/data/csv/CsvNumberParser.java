package io.jenkins.plugins.cd4ml.engine.data.csv;

import com.fasterxml.jackson.core.io.NumberInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers and times in their usual spelling, read from bytes: what DuckDB's casts give for them, to the last bit. All
 * other spellings are left to DuckDB. Looks at eight bytes at once, up to {@value #BEHIND} behind the cell, where the
 * array must have some. Not thread-safe.
 */
final class CsvNumberParser {
    /** How many bytes there must be behind a cell. */
    static final int BEHIND = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L;
    private static final long TIME = 0x30303A30303A3030L; // 00:00:00
    private static final long HIGH = 0x8080808080808080L;
    private static final double[] SIGNS = {1, -1};

    private static final int EXACT = 15; // so many decimal digits fit into a double's 53 bits
    private static final int LONG = 18;
    private static final int LONGEST = 40;
    private static final long DAY = 86_400_000_000L;
    private static final long NONE = Long.MIN_VALUE;
    private static final double[] POWERS = new double[23];
    private static final long[] TENS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000};
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

    /** Whether the number was written as digits alone, at most 18 of them, or the time as a date alone. */
    boolean whole;

    private long lastDate; // eight bytes of the date that was read last, and the two others
    private int lastDay;
    private long lastMicros = NONE;

    /** @return where the number ends, or −1 when it is not in its usual spelling; what follows is not looked at */
    int number(byte[] b, int start) {
        long low = (long) LONGS.get(b, start) ^ ZEROS;
        long sign = sign(low);
        long others = others(low) & ~(sign << 7);
        int point = Long.numberOfTrailingZeros(others) >>> 3;
        int count = point - (int) sign;
        if (count == 0) {
            return -1;
        }
        if (others == 0) {
            return longer(b, start); // than eight bytes
        }
        long digits = parse(low & ~(sign * 0xff), point);
        int end = start + point;
        if (b[end] == '.') {
            int after = end + 1;
            end = start + end(b, start, others & others - 1);
            int fraction = end - after;
            if (fraction == 0) {
                return -1;
            }
            if (fraction >= Long.BYTES || (b[end] | 0x20) == 'e') {
                return longer(b, start);
            }
            digits = digits * TENS[fraction] + parse((long) LONGS.get(b, after) ^ ZEROS, fraction);
            whole = false;
            value = digits / POWERS[fraction] * SIGNS[(int) sign];
            return end;
        }
        if ((b[end] | 0x20) == 'e') {
            return longer(b, start);
        }
        whole = true;
        value = digits * SIGNS[(int) sign];
        integer = (digits ^ -sign) + sign;
        return end;
    }

    /**
     * As {@link #number} for who does not ask for the value.
     *
     * @param whole    whether only digits will do
     * @param most     how many digits there may be before the point
     * @param negative the same behind a minus
     * @return where the number ends, if a separator stands there; or −1 when it needs a closer look
     */
    static int skip(byte[] b, int start, boolean whole, int most, int negative) {
        long low = (long) LONGS.get(b, start) ^ ZEROS;
        long sign = sign(low);
        long others = others(low) & ~(sign << 7);
        int point = Long.numberOfTrailingZeros(others) >>> 3;
        int count = point - (int) sign;
        if (others == 0 || count == 0 || count > (sign == 0 ? most : negative)) {
            return -1;
        }
        int end = start + point;
        if (b[end] == '.' && !whole) {
            end = start + end(b, start, others & others - 1);
            if (end == start + point + 1) {
                return -1;
            }
        }
        return end;
    }

    /**
     * Where the next cell starts waits for this, and little else: so nothing is read again from where another search
     * ended.
     *
     * @param others what is no digit in the first eight bytes, behind the point
     * @return how far from the start the digits behind the point end, at most {@value #BEHIND}
     */
    private static int end(byte[] b, int start, long others) {
        long more = others((long) LONGS.get(b, start + Long.BYTES) ^ ZEROS);
        int low = Long.numberOfTrailingZeros(others) >>> 3; // 8 for none
        int high = Long.numberOfTrailingZeros(more) >>> 3;
        return low + (high & -(low >>> 3)); // about as many cells have more than eight bytes as not: no branch
    }

    /** @return 1 for a minus in the first of eight bytes, else 0, without a branch to guess */
    private static long sign(long x) {
        return (x & 0xff ^ '-' ^ '0') - 1 >>> 63;
    }

    /**
     * @param x eight bytes, exclusive-or {@link #ZEROS}
     * @return the highest bit of each byte that is no digit, up to the first that is beyond ASCII
     */
    private static long others(long x) {
        return (x + 0x7676767676767676L | x) & HIGH;
    }

    /** @return the number of 1 to 7 digits, after D. Lemire, "Number parsing at a gigabyte per second" */
    private static long parse(long x, int count) {
        long y = x << -Byte.SIZE * count;
        y = y * 10 + (y >>> 8);
        return ((y & 0x000000FF000000FFL) * 0x000F424000000064L
                        + (y >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L)
                >>> 32;
    }

    private int longer(byte[] b, int start) {
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
        if (lastMicros == NONE
                || (long) LONGS.get(b, start) != lastDate
                || ((b[start + 8] & 0xff) << 8 | b[start + 9] & 0xff) != lastDay
                || start + 10 > limit) {
            int date = date(b, start, limit);
            if (date < 0) {
                return date;
            }
        }
        value = lastMicros;
        whole = true;
        int at = start + 10;
        if (b[at] != ' ' && b[at] != 'T') {
            return at;
        }
        whole = false;
        long time = (long) LONGS.get(b, at + 1) ^ TIME;
        if (at + 9 > limit || ((time + 0x76767F76767F7676L | time) & HIGH) != 0) {
            return -1;
        }
        time = time * 10 + (time >>> 8);
        int hour = (int) time & 0xff;
        int minute = (int) (time >>> 24) & 0xff;
        int second = (int) (time >>> 48) & 0xff;
        if (hour > 23 || minute > 59 || second > 59) {
            return -1;
        }
        long micros = ((hour * 60L + minute) * 60 + second) * 1_000_000;
        at += 9;
        if (b[at] == '.') {
            int unit = 1_000_000;
            int first = ++at;
            for (; b[at] >= '0' && b[at] <= '9'; at++) {
                unit /= 10;
                micros += (b[at] - '0') * (long) unit;
            }
            if (at == first || at - first > 6) {
                return -1;
            }
        }
        value = lastMicros + micros;
        return at;
    }

    private int date(byte[] b, int start, int limit) {
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
        lastMicros = days(year, month, day) * DAY;
        lastDate = (long) LONGS.get(b, start);
        lastDay = (b[start + 8] & 0xff) << 8 | b[start + 9] & 0xff;
        return start + 10;
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
