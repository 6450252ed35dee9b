package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gates that would pass because of what was written into them, and not because of the model. */
class GateRulesTest {
    private static GateReport check(String gate) {
        return Gates.check(
                YamlDocument.parse("gates", "[" + gate + "]").root(),
                TroubledNumbers.with("fine"),
                List.of(),
                Instant.EPOCH);
    }

    private static String refusal(String gate) {
        return assertThrows(InputException.class, () -> check(gate)).getMessage();
    }

    /** The members pass by their points; that the author wanted an interval was passed over. */
    @Test
    void aGroupWithTheKeysOfAGateIsRefused() {
        assertEquals(
                "gates[0] is a group, for which 'confidence' says nothing; give it to its members.",
                refusal("{all: [{metric: auc, min: 0.8}], confidence: 0.95}"));
        for (String key :
                List.of("min: 0.95", "slice: region", "minSupport: 500", "against: live", "firstVersion: fail")) {
            assertEquals(
                    "gates[0].any[0] is a group, for which '" + key.replaceAll(":.*", "")
                            + "' says nothing; give it to its members.",
                    refusal("{any: [{any: [{metric: auc, min: 0.8}], " + key + "}]}"));
        }
        assertEquals(
                Verdict.PASSED,
                check("{name: a, onFailure: unstable, informational: false, any: [{metric: auc, min: 0.8}]}")
                        .verdict());
    }

    @Test
    void noIntervalShowsEquality() {
        assertEquals(
                "gates[0]: no interval shows that a number equals another; remove confidence, or take min and max.",
                refusal("{metric: auc, equals: 0.9, confidence: 0.95}"));
    }

    @Test
    void limitsThatNothingCouldKeepAreRefused() {
        assertEquals(
                "gates[0]: min is above max, so nothing could pass.", refusal("{metric: auc, min: 0.9, max: 0.8}"));
        assertEquals(
                "gates[0]: minChange is above maxChange, so nothing could pass.",
                refusal("{metric: auc, against: live, minChange: 0.1, maxChange: -0.1}"));
        assertEquals(Verdict.PASSED, check("{metric: auc, min: 0.9, max: 0.9}").verdict());
    }

    @Test
    void aDirectionThatIsNotTheMetricsIsAnError() {
        GateItem item =
                check("{metric: auc, max: 0.95, higherIsBetter: false}").items().get(0);
        assertEquals(Verdict.ERROR, item.verdict(), Json.text(item));
        assertEquals("auc is better when higher; remove higherIsBetter.", item.reason());
    }

    @Test
    void aGateOnTheGoodSideAloneSaysSo() {
        assertEquals(
                "auc 0.9 is not above the maximum 0.95, but auc is better when higher.",
                check("{metric: auc, max: 0.95}").items().get(0).reason());
        assertEquals(
                "log_loss 0.3 is not below the minimum 0.2, but log_loss is better when lower.",
                check("{metric: log_loss, min: 0.2}").items().get(0).reason());
        assertEquals(
                "auc 0.9 is not above the maximum 0.95.",
                check("{metric: auc, min: 0.5, max: 0.95}").items().get(0).reason());
    }
}
