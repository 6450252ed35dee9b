package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Verdicts beside those of Argo Rollouts' AnalysisRun: its own cases, and every short series, against its rule as its
 * controller states it. Its phase Error, which aborts there, is INCONCLUSIVE here; that is the one difference.
 */
class MetricTallyTest {
    private static final Map<Character, Verdict> LOOKS =
            Map.of('S', Verdict.PASSED, 'F', Verdict.FAILED, 'I', Verdict.INCONCLUSIVE, 'E', Verdict.ERROR);

    /** @return the verdict and after how many looks; {@code open} where there is none */
    private static String verdict(String series, MetricTally.Tolerance tolerance, int count) {
        ObjectNode kept = Json.object();
        for (int i = 0; i < series.length(); i++) {
            MetricTally tally = new MetricTally(kept, tolerance, count); // each as another process would go on
            if (tally.verdict() != null) {
                return tally.verdict() + " after " + i;
            }
            tally.add(new LiveMeasurement(0, Double.NaN, LOOKS.get(series.charAt(i)), "it is so.", false));
        }
        Verdict last = new MetricTally(kept, tolerance, count).verdict();
        return last == null ? "open" : last + " after " + series.length();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        failure limit           | FFF        | 2 | 0 | 4 | 100 | FAILED after 3
        failure limit kept      | FFF        | 3 | 0 | 4 | 100 | open
        inconclusive limit      | III        | 0 | 2 | 4 | 100 | INCONCLUSIVE after 3
        inconclusive limit kept | III        | 0 | 3 | 4 | 100 | open
        errors in a row         | EEEEE      | 0 | 0 | 4 | 100 | INCONCLUSIVE after 5
        errors in a row kept    | EEEE       | 0 | 0 | 4 | 100 | open
        errors forgotten        | EEEESEEEE  | 0 | 0 | 4 | 100 | open
        errors do not count     | ESES       | 0 | 0 | 4 | 2   | PASSED after 4
        count reached           | SSSSSSSSSS | 0 | 0 | 4 | 10  | PASSED after 10
        half is inconclusive    | SSSSSIIIII | 0 | 0 | 4 | 10  | INCONCLUSIVE after 6
        failures below limit    | SFSFS      | 2 | 0 | 4 | 5   | PASSED after 5
        first failure           | F          | 0 | 0 | 4 | 1   | FAILED after 1
        """)
    void casesOfArgoRollouts(
            String name, String series, int failures, int inconclusive, int errors, int count, String expected) {
        assertEquals(expected, verdict(series, new MetricTally.Tolerance(failures, inconclusive, errors), count));
    }

    @Test
    void everyShortSeriesHasTheVerdictThatArgoRolloutsGivesIt() {
        int compared = 0;
        for (int length = 1; length <= 6; length++) {
            for (int code = 0; code < Math.pow(4, length); code++) {
                String series = series(code, length);
                for (int limits = 0; limits < 27; limits++) {
                    MetricTally.Tolerance tolerance = new MetricTally.Tolerance(limits % 3, limits / 3 % 3, limits / 9);
                    for (int count : new int[] {1, 3, 5}) {
                        assertEquals(argo(series, tolerance, count), verdict(series, tolerance, count), series);
                        compared++;
                    }
                }
            }
        }
        assertEquals(442_260, compared);
    }

    private static String series(int code, int length) {
        StringBuilder series = new StringBuilder();
        for (int i = 0; i < length; i++) {
            series.append("SFIE".charAt(code >> 2 * i & 3));
        }
        return series.toString();
    }

    /** Argo Rollouts' rule: limits first, of which the last that is exceeded decides; then the count. */
    private static String argo(String series, MetricTally.Tolerance limits, int count) {
        int failed = 0;
        int inconclusive = 0;
        int consecutiveErrors = 0;
        int counted = 0;
        for (int i = 0; i < series.length(); i++) {
            char phase = series.charAt(i);
            failed += phase == 'F' ? 1 : 0;
            inconclusive += phase == 'I' ? 1 : 0;
            counted += phase == 'E' ? 0 : 1;
            consecutiveErrors = phase == 'E' ? consecutiveErrors + 1 : 0;
            String verdict = failed > limits.failures() ? "FAILED" : null;
            verdict = inconclusive > limits.inconclusive() ? "INCONCLUSIVE" : verdict;
            verdict = consecutiveErrors > limits.errors() ? "INCONCLUSIVE" : verdict;
            verdict = verdict == null && counted >= count ? "PASSED" : verdict;
            if (verdict != null) {
                return verdict + " after " + (i + 1);
            }
        }
        return "open";
    }
}
