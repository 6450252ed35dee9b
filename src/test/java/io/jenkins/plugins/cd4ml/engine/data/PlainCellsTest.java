package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlainCellsTest {
    @Test
    void numbersOfAnyLengthAreThoseOfTheirTexts() {
        Random random = new Random(7);
        PlainCells cells = new PlainCells();
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
            if (PlainCells.skip(bytes, 0, false) == end) {
                assertTrue(number.matcher(text).matches(), text.toString());
                skipped[0]++;
            }
            if (PlainCells.skip(bytes, 0, true) == end) {
                assertTrue(integer.matcher(text).matches(), text.toString());
                skipped[1]++;
            }
        }
        assertTrue(skipped[0] > skipped[1] && skipped[1] > 1000, Arrays.toString(skipped));
        for (String usual : List.of("0", "-7", "12345678", "1.5", "-0.25", "1234567.12345678")) {
            assertEquals(usual.length(), PlainCells.skip(bytes(usual + ","), 0, false), usual);
        }
    }

    @Test
    void timesAreThoseOfTheirTexts() {
        Random random = new Random(13);
        PlainCells cells = new PlainCells();
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
        return Arrays.copyOf(bytes, bytes.length + PlainCells.BEHIND + Long.BYTES);
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }
}
