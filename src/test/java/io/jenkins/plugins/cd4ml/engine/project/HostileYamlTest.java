package io.jenkins.plugins.cd4ml.engine.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML that costs nothing to write and would cost the controller minutes to read. */
class HostileYamlTest {
    private static String refused(String text) {
        return assertThrows(InputException.class, () -> YamlDocument.parse("cd4ml.yaml", text))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "0.", "1_"})
    void numbersOfMoreDigitsThanJsonMayHaveAreRefused(String start) {
        String message = refused("model: a\nseed: " + start + "9".repeat(1_005) + "\n");
        assertTrue(message.contains("line 2 has a number of 100"), message);
        assertTrue(message.length() < 300, message);
    }

    /** The parser takes no number of more than 1,024 digits; where one is wanted, its text is refused later. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-", "0.", "1_", "!!int ", "!!float "})
    void aMillionDigitsAreNeverCalculatedWith(String start) {
        assertTrue(YamlDocument.parse("cd4ml.yaml", "seed: " + start + "9".repeat(1_000_000))
                .root()
                .path("seed")
                .isTextual());
    }

    @Test
    void aLongTextOfDigitsIsText() {
        String digits = "9".repeat(2_000);
        assertEquals(
                digits,
                YamlDocument.parse("cd4ml.yaml", "a: \"" + digits + "\"")
                        .root()
                        .path("a")
                        .asText());
        assertEquals(
                "9".repeat(1_000),
                YamlDocument.parse("cd4ml.yaml", "a: " + "9".repeat(1_000))
                        .root()
                        .path("a")
                        .asText());
    }

    @Test
    void longKeysOverManyValuesDoNotFillTheMemory() {
        String text = "? " + "k".repeat(1_000_000) + "\n: [" + "1,".repeat(500_000) + "1]\n";
        assertTrue(refused(text).contains("keys so long"), "refused for its keys");
    }
}
