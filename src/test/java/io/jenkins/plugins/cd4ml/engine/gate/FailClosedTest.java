package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of gate × everything that can be wrong with its numbers, each alone, in groups, informational, and with a
 * soft failure. P is PASSED: only where the trouble is none of the gate's business.
 */
class FailClosedTest {
    /** A letter for each of {@link TroubledNumbers#TROUBLES}: P passed, I inconclusive, F failed, E error. */
    private record Kind(String yaml, String verdicts) {}

    private static final Map<String, Kind> KINDS = kinds();
    /** Passes whatever the trouble. */
    private static final String SOUND = "{metric: steady, min: 0}";

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        // fine miss NaN +inf -inf word class | slice few | zero NaN inf | none why | nobody | rows none | int NaN p
        put(kinds, "min: 0.8", "auc", "P EEEEEE PP PPP PP P PP PPP");
        put(kinds, "max: 0.95", "auc", "P EEEEEE PP PPP PP P PP PPP");
        put(kinds, "equals: 0.9", "auc", "P EEEEEE PP PPP PP P PP PPP");
        put(kinds, "min: 0.8, minSupport: 100", "auc", "P EEEEEE PI PPP PP P PP PPP");
        put(kinds, "min: 0.8, confidence: 0.9", "auc", "P EEEEEE PP PPP PP P PP EEE");
        put(kinds, "max: 0.99, confidence: 0.9", "auc", "P EEEEEE PP PPP PP P PP EEE");
        put(kinds, "against: champion", "auc", "P EEEEEE PP PEE FE E II PPP");
        put(kinds, "against: champion, confidence: 0.9", "auc", "P EEEEEE PP PEE FE E II EEE");
        put(kinds, "against: live, minChange: -0.01", "auc", "P EEEEEE PP PEE FE E II PPP");
        put(kinds, "against: live, maxChange: 0.01", "log_loss", "P EEEEEE PP FEE FE E II PPP");
        put(kinds, "against: live, minRelativeChange: -0.02", "auc", "P EEEEEE PP IEE FE E II PPP");
        put(kinds, "against: live, maxRelativeChange: 0.02", "log_loss", "P EEEEEE PP IEE FE E II PPP");
        put(kinds, "against: live, minChange: -0.01, confidence: 0.9", "auc", "P EEEEEE PP PEE FE E II EEE");
        put(kinds, "against: live, minRelativeChange: -0.02, confidence: 0.9", "auc", "P EEEEEE PP IEE FE E II EEE");
        put(kinds, "against: live, maxChange: 0.01, confidence: 0.9", "log_loss", "P EEEEEE PP PEE FE E II EEE");
        put(kinds, "against: live, minChange: -0.01, firstVersion: pass", "auc", "P EEEEEE PP PEE PE E II PPP");
        put(kinds, "min: 0.8, against: live, minChange: -0.01", "auc", "P EEEEEE PP PEE FE E II PPP");
        put(kinds, "against: other, minChange: -0.01, firstVersion: pass", "auc", "E EEEEEE EE EEE EE E EE EEE");
        put(kinds, "slice: region, min: 0.8", "auc", "P EEEEEE EP PPP PP P PP PPP");
        put(kinds, "slice: region, min: 0.8, minSupport: 100", "auc", "P EEEEEE EI PPP PP P PP PPP");
        put(kinds, "slice: region=north, max: 0.95", "auc", "P EEEEEE EP PPP PP P PP PPP");
        put(kinds, "slice: region=north, equals: 0.9, minSupport: 100", "auc", "P EEEEEE EI PPP PP P PP PPP");
        put(kinds, "slice: region, against: live, minChange: -0.01", "auc", "P EEEEEE EP PEE FE E II PPP");
        put(kinds, "slice: region, min: 0.8, confidence: 0.9", "auc", "P EEEEEE EP PPP PP P PP EEE");
        // of both ends, and of the value and the change at once
        put(kinds, "min: 0.8, max: 0.99, confidence: 0.9", "auc", "P EEEEEE PP PPP PP P PP EEE");
        put(kinds, "min: 0.8, against: live, confidence: 0.9", "auc", "P EEEEEE PP PEE FE E II EEE");
        String both = "against: live, minRelativeChange: -0.02, maxRelativeChange: 0.5, confidence: 0.9";
        put(kinds, both, "auc", "P EEEEEE PP IEE FE E II EEE");
        put(kinds, "against: live, firstVersion: pass, confidence: 0.9", "auc", "P EEEEEE PP PEE PE E II EEE");
        put(
                kinds,
                "slice: region, against: live, minChange: -0.01, confidence: 0.9",
                "auc",
                "P EEEEEE EP PEE FE E II EEE");
        put(kinds, "slice: region, against: live, minRelativeChange: -0.02", "auc", "P EEEEEE EP IEE FE E II PPP");
        // between slices
        put(kinds, "max: 0.1", "gap.auc.region", "P EEEEEE PP PPP PP P PP PPP");
        put(kinds, "max: 0.1, minSupport: 100", "gap.auc.region", "P EEEEEE PI PPP PP P PP PPP");
        put(kinds, "against: live, maxChange: 0", "gap.auc.region", "P EEEEEE PP FEE FE E II PPP");
        put(kinds, "against: live, maxRelativeChange: 0.1", "gap.auc.region", "P EEEEEE PP IEE FE E II PPP");
        put(kinds, "max: 0.1, confidence: 0.9", "gap.auc.region", "E EEEEEE EE EEE EE E EE EEE");
        // of others
        put(kinds, "max: 0.95", "model.bytes", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "max: 0.95, firstVersion: pass", "drift.psi.max", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "max: 0.95, confidence: 0.9", "drift.psi.max", "E EEEEEE EE EEE EE E EE EEE");
        put(kinds, "max: 0.95, minSupport: 10", "latency.p95", "E EEEEEE EE EEE EE E EE EEE");
        put(kinds, "slice: region, max: 0.95", "external.gx.share", "E EEEEEE EE EEE EE E EE EEE");
        put(
                kinds,
                "against: live, maxRelativeChange: 0.1, higherIsBetter: false",
                "latency.p95",
                "E EEEEEE EE EEE FE E II EEE");
        put(kinds, "max: 0.95", "external.gx.share", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "equals: 0.9", "numbers.load", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "max: 0.95", "drift.psi.max", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "min: 0.8", "train.auc", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "max: 0.95", "latency.p95", "P EEEEEP PP PPP PP P PP PPP");
        put(kinds, "min: 0.8, minSupport: 1", "external.gx.share", "E EEEEEE EE EEE EE E EE EEE");
        put(kinds, "min: 0.8, confidence: 0.9", "external.gx.share", "E EEEEEE EE EEE EE E EE EEE");
        put(kinds, "against: live, minChange: 0, higherIsBetter: true", "numbers.load", "E EEEEEE EE EEE FE E II EEE");
        return kinds;
    }

    private static void put(Map<String, Kind> kinds, String keys, String metric, String verdicts) {
        String yaml = "{metric: " + metric + ", " + keys + "}";
        kinds.put(yaml, new Kind(yaml, verdicts.replace(" ", "")));
    }

    @TestFactory
    Stream<DynamicTest> everyGateOverEveryTrouble() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : KINDS.values()) {
            for (int i = 0; i < TroubledNumbers.TROUBLES.size(); i++) {
                String trouble = TroubledNumbers.TROUBLES.get(i);
                char letter = kind.verdicts.charAt(i);
                tests.add(DynamicTest.dynamicTest(
                        kind.yaml + " × " + trouble, () -> holds(kind.yaml, trouble, verdict(letter))));
            }
        }
        return tests.stream();
    }

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'P' -> Verdict.PASSED;
            case 'I' -> Verdict.INCONCLUSIVE;
            case 'F' -> Verdict.FAILED;
            default -> Verdict.ERROR;
        };
    }

    private static void holds(String gate, String trouble, Verdict expected) {
        assertEquals(expected, check(gate, trouble).verdict(), () -> Json.text(check(gate, trouble)));
        assertEquals(expected, check("{all: [" + gate + "]}", trouble).verdict());
        assertEquals(expected, check("{any: [" + gate + "]}", trouble).verdict());
        assertEquals(
                expected, check("{any: [" + gate + ", " + gate + "]}", trouble).verdict());
        assertEquals(
                expected, check("{all: [" + SOUND + ", " + gate + "]}", trouble).verdict());
        assertEquals(
                expected,
                check("{any: [{all: [" + SOUND + ", " + gate + "]}]}", trouble).verdict());
        assertEquals(expected, check(SOUND + ", " + gate, trouble).verdict());

        boolean soft = expected == Verdict.FAILED || expected == Verdict.INCONCLUSIVE;
        String unstable = with(gate, "onFailure: unstable");
        assertEquals(soft ? Verdict.WARNING : expected, check(unstable, trouble).verdict());
        assertEquals(
                soft ? Verdict.WARNING : expected,
                check("{onFailure: unstable, any: [" + gate + "]}", trouble).verdict());

        String shown = with(gate, "informational: true");
        assertEquals(Verdict.ERROR, check(shown, trouble).verdict(), "informational gates alone decide nothing");
        assertEquals(Verdict.ERROR, check("{any: [" + shown + "]}", trouble).verdict());
        GateReport beside = check(SOUND + ", " + shown, trouble);
        assertEquals(Verdict.PASSED, beside.verdict());
        List<GateItem> items = beside.items().subList(1, beside.items().size());
        assertTrue(items.stream().allMatch(GateItem::informational));
        assertTrue(expected == Verdict.PASSED || items.stream().anyMatch(i -> i.verdict() != Verdict.PASSED));
    }

    private static String with(String gate, String key) {
        return gate.substring(0, gate.length() - 1) + ", " + key + "}";
    }

    private static GateReport check(String gates, String trouble) {
        JsonNode specs = YamlDocument.parse("gates", "[" + gates + "]").root();
        return Gates.check(specs, TroubledNumbers.with(trouble), List.of(), Instant.EPOCH);
    }

    /** The table itself has no P where the trouble is the gate's business. */
    @Test
    void noPassWhereTheTroubleConcernsTheGate() {
        for (Kind kind : KINDS.values()) {
            assertEquals(TroubledNumbers.TROUBLES.size(), kind.verdicts.length(), kind.yaml);
            boolean evaluated = kind.yaml.matches(".*metric: (auc|log_loss|gap).*");
            Set<String> always = Set.of("missing", "NaN", "+inf", "-inf", "a word");
            for (int i = 0; i < kind.verdicts.length(); i++) {
                String trouble = TroubledNumbers.TROUBLES.get(i);
                boolean concerned =
                        switch (trouble) {
                            case "fine" -> false;
                            case "one class" -> evaluated;
                            case "empty slice" -> kind.yaml.contains("slice:");
                            case "few rows" -> kind.yaml.contains("minSupport:");
                            case "zero baseline" -> kind.yaml.contains("RelativeChange:");
                            case "no champion" ->
                                kind.yaml.contains("against:") && !kind.yaml.contains("firstVersion: pass");
                            case "no interval", "interval of NaN", "p-value of NaN" ->
                                kind.yaml.contains("confidence:");
                            default -> always.contains(trouble) || kind.yaml.contains("against:");
                        };
                if (concerned) {
                    assertNotEquals('P', kind.verdicts.charAt(i), kind.yaml + " × " + trouble);
                }
            }
        }
    }

    @Test
    void aGroupOfOneNeedsAllValuesOfTheColumn() {
        MetricSource measured = TroubledNumbers.with("fine");
        JsonNode specs = YamlDocument.parse("gates", "[{any: [{metric: uneven, slice: region, min: 0.8}]}]")
                .root();
        GateReport report = Gates.check(specs, measured, List.of(), Instant.EPOCH);
        assertEquals(Verdict.FAILED, report.verdict());
        assertEquals(
                "0 of 1 passed, one must: uneven of region=south 0.5 is below the minimum 0.8.",
                report.items().get(0).reason());
        assertFalse(report.passable());
    }
}
