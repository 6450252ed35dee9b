package io.jenkins.plugins.cd4ml.engine.data.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CsvNumberParserTest {
    @Test
    void numbersOfAnyLengthAreThoseOfTheirTexts() {
        Random random = new Random(7);
        CsvNumberParser cells = new CsvNumberParser();
        for (int i = 0; i < 200_000; i++) {
            String text = (random.nextBoolean() ? "-" : "") + digits(random, 1 + random.nextInt(9));
            if (random.nextInt(4) > 0) {
                text += "." + digits(random, 1 + random.nextInt(18));
            }
            // at the very end of the bytes, and with others behind
            String behind = ",\n\"x;/:é7".substring(0, random.nextInt(8)) + "\n";
            if (Character.isDigit(behind.charAt(0))) {
                continue;
            }
            byte[] bytes = bytes(text + behind);
            assertEquals(text.length(), cells.number(bytes, 0), text);
            assertEquals(Double.parseDouble(text), cells.value, text);
            if (cells.whole) {
                assertEquals(Long.parseLong(text), cells.integer, text);
            }
        }
    }

    @Test
    void whatIsSkippedIsANumberAndEndsWhereItEnds() {
        Random random = new Random(11);
        Pattern number = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
        Pattern integer = Pattern.compile("-?[0-9]+");
        int[] skipped = new int[2];
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                text.append("0123456789012345678901234567890123456789..--+eE _x/:é".charAt(random.nextInt(53)));
            }
            byte[] bytes = bytes(text + ",1");
            int end = text.toString().getBytes(StandardCharsets.UTF_8).length;
            if (CsvNumberParser.skip(bytes, 0, false, 8, 8) == end) {
                assertTrue(number.matcher(text).matches(), text.toString());
                skipped[0]++;
            }
            if (CsvNumberParser.skip(bytes, 0, true, 8, 8) == end) {
                assertTrue(integer.matcher(text).matches(), text.toString());
                skipped[1]++;
            }
        }
        assertTrue(skipped[0] > skipped[1] && skipped[1] > 1000, Arrays.toString(skipped));
        assertEquals(4, CsvNumberParser.skip(bytes("99.5,"), 0, false, 2, 0));
        assertEquals(-1, CsvNumberParser.skip(bytes("-9.5,"), 0, false, 2, 0));
        assertEquals(-1, CsvNumberParser.skip(bytes("100.5,"), 0, false, 2, 3));
        assertEquals(6, CsvNumberParser.skip(bytes("-100.5,"), 0, false, 2, 3));
        for (String usual : List.of("0", "-7", "1234567", "1.5", "-0.25", "123456.12345678")) {
            assertEquals(usual.length(), CsvNumberParser.skip(bytes(usual + ","), 0, false, 8, 8), usual);
        }
    }

    @Test
    void whatIsSkippedBreaksNoRule() {
        double[] bounds = {-1000, -100, -99, -10, -9, -1, -0.5, 0, 0.5, 1, 9, 10, 99, 100, 999, 1e9};
        for (double low : bounds) {
            for (double high : bounds) {
                for (Rule.Kind most : List.of(Rule.Kind.MAXIMUM, Rule.Kind.EXCLUSIVE_MAXIMUM)) {
                    for (Rule.Kind least : List.of(Rule.Kind.MINIMUM, Rule.Kind.EXCLUSIVE_MINIMUM)) {
                        for (boolean whole : new boolean[] {false, true}) {
                            List<CsvRule> rules = new ArrayList<>(
                                    List.of(new CsvRule(1, least, low, null), new CsvRule(2, most, high, null)));
                            if (whole) {
                                rules.add(new CsvRule(4, Rule.Kind.TYPE, 0, null));
                            }
                            none(new CsvRules(rules, false));
                        }
                    }
                }
            }
        }
    }

    private static void none(CsvRules rules) {
        for (String text : List.of(
                "0",
                "-0",
                "1",
                "-1",
                "9",
                "-9",
                "10",
                "-10",
                "99",
                "-99",
                "100",
                "-100",
                "999",
                "1000",
                "0.0",
                "-0.0",
                "0.5",
                "-0.5",
                "9.999999",
                "-9.999999",
                "99.9",
                "-99.9",
                "100.0",
                "1000.5",
                "-1000.5",
                "9999999")) {
            byte[] bytes = bytes(text + ",");
            if (CsvNumberParser.skip(bytes, 0, rules.whole(), rules.digits(), rules.negativeDigits())
                    == text.length()) {
                assertEquals(0, rules.mask(Double.parseDouble(text)), text);
            }
        }
    }

    @Test
    void timesAreThoseOfTheirTexts() {
        Random random = new Random(13);
        CsvNumberParser cells = new CsvNumberParser();
        for (int i = 0; i < 200_000; i++) {
            LocalDateTime time = LocalDateTime.of(1700, 1, 1, 0, 0).plusSeconds(random.nextLong(15_778_000_000L));
            String date = time.toLocalDate().toString();
            String text =
                    date + " T".charAt(random.nextInt(2)) + time.toLocalTime() + (time.getSecond() == 0 ? ":00" : "");
            if (random.nextInt(5) == 0) {
                int micros = random.nextInt(1_000_000);
                text += ".%06d".formatted(micros);
                time = time.plusNanos(micros * 1000L);
            }
            String behind = ",\n\"x;/é7-".substring(0, random.nextInt(9)) + "\n";
            byte[] bytes = bytes(text + behind);
            int end = text.length();
            boolean more = Character.isDigit(behind.charAt(0));
            assertEquals(more ? -1 : end, more ? -1 : cells.time(bytes, 0, bytes.length), text);
            if (!more) {
                assertEquals(time.toEpochSecond(ZoneOffset.UTC) * 1e6 + time.getNano() / 1000, cells.value, text);
            }
            assertEquals(10, cells.time(bytes(date + ",x"), 0, 12), date);
            assertTrue(cells.whole);
            int at = random.nextInt(19);
            byte was = bytes[at];
            bytes[at] = (byte) random.nextInt(256);
            if (at != 10 && bytes[at] != was && !(bytes[at] >= '0' && bytes[at] <= '9')) {
                int found = cells.time(bytes, 0, bytes.length);
                assertEquals(-1, found, () -> new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + CsvNumberParser.BEHIND + Long.BYTES);
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }
}
