package io.jenkins.plugins.cd4ml.pages.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilterTest {
    private static final RunFacts RUN = new RunFacts(
            12,
            Instant.parse("2026-11-29T12:00:00Z").toEpochMilli(),
            new RunFacts.Keys(
                    List.of("metrics.auc", "metrics.auc[region=north]", "params.lr"), List.of("model", "verdict")),
            new double[] {0.93, 0.8, 0.05},
            new String[] {"churn's \"best\"", "PASSED"});

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "metrics.auc > 0.9 and params.lr = 0.05 | true",
                "metrics.auc>0.9 AND params.lr=0.050 | true",
                "metrics.auc > 0.9 and params.lr = 0.1 | false",
                "metrics.auc > 0.95 or verdict = PASSED | true",
                "not (metrics.auc > 0.95 or verdict = PASSED) | false",
                "verdict != FAILED and build >= 12 | true",
                "metrics.f1 > 0 | false",
                "metrics.f1 < 0 or metrics.f1 = 0 | false",
                "metrics.f1 != 1 | true",
                "`metrics.auc[region=north]` <= 0.8 | true",
                "model ~ BEST | true",
                "model = 'churn' | false",
                "time >= 2026-11-28 and time < 2026-12-02 | true",
                "time > 2026-11-29T12:00:00Z | false",
                "verdict = 'PASSED' and not metrics.auc = 0.92 | true",
                "params.lr = -0 | false",
                " | true",
            })
    void takesRuns(String filter, boolean taken) {
        assertEquals(taken, RunFilter.parse(filter).test(RUN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics.auc",
                "metrics.auc >",
                "> 0.9",
                "metrics.auc > 0.9 params.lr = 1",
                "(metrics.auc > 0.9",
                "metrics.auc > 0.9)",
                "metrics.auc > and",
                "'metrics.auc' > 1 and",
                "metrics.auc => 1",
                "model = 'open",
                "metrics.auc & 1 > 2",
                "and",
                "()",
            })
    void saysWhereItCannotBeUnderstood(String filter) {
        if (filter.equals("metrics.auc > and")) {
            assertTrue(!RunFilter.parse(filter).test(RUN), "a text like any other");
            return;
        }
        String message = assertThrows(InputException.class, () -> RunFilter.parse(filter))
                .getMessage();
        assertTrue(message.matches("(?s)The filter .*at character \\d+.*"), message);
    }

    @Test
    void refusesWhatWouldTakeTheStack() {
        assertThrows(InputException.class, () -> RunFilter.parse("(".repeat(900)));
        assertThrows(InputException.class, () -> RunFilter.parse("not ".repeat(240)));
        assertThrows(InputException.class, () -> RunFilter.parse("a = 1 and ".repeat(1_000)));
    }
}
