package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
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
            byte[] bytes = (text + behind).getBytes(StandardCharsets.UTF_8);
            assertEquals(text.length(), cells.number(bytes, 0), text);
            assertEquals(Double.parseDouble(text), cells.value, text);
            if (cells.whole) {
                assertEquals(Long.parseLong(text), cells.integer, text);
            }
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }
}
