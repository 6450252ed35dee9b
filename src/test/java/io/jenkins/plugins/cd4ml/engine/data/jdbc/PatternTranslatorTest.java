package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regular expressions of contracts in the syntax of the database that runs them. */
class PatternTranslatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[A-C]-[0-9]+ | ***:^(?:[A-C]-[0-9]+)$ | \\A(?:[A-C]-[0-9]+)\\z",
                "\\d{3}.\\w? | ***:^(?:[0-9]{3}[^\\n][A-Za-z0-9_]?)$ | \\A(?:[0-9]{3}[^\\n][A-Za-z0-9_]?)\\z",
                "a\\.b[\\w.-]+@x | ***:^(?:a\\.b[A-Za-z0-9_.-]+@x)$ | \\A(?:a\\.b[A-Za-z0-9_.-]+@x)\\z",
                "^a[$^]b$ | ***:^(?:^a[$^]b$)$ | \\A(?:\\Aa[$^]b\\z)\\z",
            })
    void expressionsAreRewritten(String pattern, String postgresql, String trino) {
        assertEquals(postgresql, PatternTranslator.POSTGRESQL.of(pattern));
        assertEquals(trino, PatternTranslator.TRINO.of(pattern));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"(?i)a", "a\\b", "\\p{L}+", "(a)\\1", "(?=a)b", "a++", "[a&&b]", "[[:alpha:]]", "a{300}", "\\Qx\\E"
            })
    void whatMeansSomethingElseIsNot(String pattern) {
        assertNull(PatternTranslator.POSTGRESQL.of(pattern));
        assertNull(PatternTranslator.TRINO.of(pattern));
    }
}
