package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
    @ParameterizedTest
    @CsvSource({
        "auc,true,binary", "auc,true,multiclass", "log_loss,false,binary", "f1@weighted,true,multiclass",
        "rmse,false,regression", "r2,true,regression", "pinball@0.9,false,regression", "ndcg@10,true,ranking",
        "mrr,true,ranking"
    })
    void knowTheirDirectionAndTask(String name, boolean higherIsBetter, String task) {
        Metric metric = Metrics.of(name);
        assertEquals(name, metric.name());
        assertEquals(higherIsBetter, metric.higherIsBetter());
        assertTrue(metric.fits(task));
        assertFalse(metric.fits("regression".equals(task) ? "binary" : "regression"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pinball@",
                "pinball@0",
                "pinball@1",
                "pinball@1e-3",
                "pinball@NaN",
                "ndcg@0",
                "ndcg@-1",
                "ndcg@99999999999",
                "mrr@<script>"
            })
    void refuseABadParameterInOneSentence(String name) {
        assertTrue(Metrics.known(name));
        String message =
                assertThrows(InputException.class, () -> Metrics.of(name)).getMessage();
        assertTrue(message.contains("'" + name + "'") && message.endsWith("."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AUC", "auc@3", "pinball", "../auc", "📈"})
    void refuseAnUnknownNameWithTheKnownOnes(String name) {
        assertFalse(Metrics.known(name));
        String message =
                assertThrows(InputException.class, () -> Metrics.of(name)).getMessage();
        assertTrue(message.contains("log_loss") && message.contains("ndcg@RANKS"), message);
    }

    @Test
    void sayWhyTheyAreUndefined() {
        Sample ones = Sample.binary(new double[] {1, 1, 1}, new double[] {0.2, 0.4, 0.6});
        assertEquals(
                "auc is undefined: a class has no row in the truth",
                Metrics.of("auc").undefinedReason(ones));
        assertNull(Metrics.of("accuracy").undefinedReason(ones));
        Sample negatives = Sample.binary(new double[] {0, 0}, new double[] {0.2, 0.4});
        assertEquals(
                "recall is undefined: no row is of the positive class",
                Metrics.of("recall").undefinedReason(negatives));
        Sample nothing = Sample.binary(new double[0], new double[0]);
        assertEquals(
                "brier is undefined: there are no rows", Metrics.of("brier").undefinedReason(nothing));
        assertEquals(
                "mae is undefined: all weights are zero",
                Metrics.of("mae")
                        .undefinedReason(Sample.regression(new double[] {1}, new double[] {2})
                                .weighted(new double[] {0})));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aScoreThatIsNoNumberIsNeverRanked(double bad) {
        Sample sample = Sample.binary(new double[] {0, 1, 1}, new double[] {0.1, bad, 0.9});
        for (String name : List.of("auc", "accuracy", "log_loss", "pr_auc", "f1")) {
            assertTrue(Double.isNaN(Metrics.of(name).value(sample)), name);
            assertEquals(
                    name + " is undefined: the score of row 2 is " + bad,
                    Metrics.of(name).undefinedReason(sample));
        }
    }

    @Test
    void aProbabilityAboveOneIsNoGoodProbability() {
        Sample sample = Sample.binary(new double[] {0, 1}, new double[] {0.1, 7});
        assertEquals(
                "log_loss is undefined: the probability -6.0 of row 2 is outside 0…1",
                Metrics.of("log_loss").undefinedReason(sample));
        assertEquals(1, Metrics.of("auc").value(sample));
    }

    @Test
    void negativeWeightsMakeNoMean() {
        Sample sample =
                Sample.regression(new double[] {1, 2}, new double[] {2, 2}).weighted(new double[] {-1, 2});
        assertEquals(
                "rmse is undefined: the weight of row 1 is -1.0",
                Metrics.of("rmse").undefinedReason(sample));
    }

    @Test
    void r2OfAConstantTruthIsNoRoundingError() {
        double[] truth = new double[10];
        Arrays.fill(truth, 0.1); // whose mean rounds to something else
        double[] missed = truth.clone();
        missed[3] = 0.2;
        assertEquals(Double.NEGATIVE_INFINITY, Metrics.of("r2").value(Sample.regression(truth, missed)));
        assertTrue(Double.isNaN(Metrics.of("r2").value(Sample.regression(truth, truth))));
        assertEquals(
                "r2 is undefined: the truth is constant",
                Metrics.of("r2").undefinedReason(Sample.regression(truth, truth)));
    }

    @Test
    void groupsOfOneRowHaveNoOrder() {
        Sample single = Sample.ranking(new double[] {1, 1}, new double[] {1, 2}, new int[] {0, 1});
        assertEquals(
                "ndcg is undefined: no group has two rows", Metrics.of("ndcg").undefinedReason(single));
    }

    @Test
    void negativeZeroTiesWithZero() {
        Sample sample = Sample.binary(new double[] {0, 1}, new double[] {0.0, -0.0});
        assertEquals(0.5, Metrics.of("auc").value(sample));
    }

    @Test
    void aPartOfTheRowsIsMeasuredOnItsOwn() {
        Sample all = new Sample(
                new double[] {0, 1, 0, 1},
                new double[] {0.1, 0.2, 0.9, 0.8},
                null,
                new int[] {0, 0, 1, 1},
                new double[] {1, 1, 3, 1},
                null);
        assertEquals(0.5, Metrics.of("accuracy").value(all.at(new int[] {0, 1})));
        assertEquals(0.25, Metrics.of("accuracy").value(all.at(new int[] {2, 3})));
    }

    /** Values of sklearn.metrics.cohen_kappa_score, the first from its documentation's example of three classes. */
    @Test
    void kappaTakesOutWhatChanceAgrees() {
        Metric kappa = Metrics.of("cohen_kappa");
        int[] predicted = {0, 1, 0, 2, 0};
        Sample documented = new Sample(new double[] {0, 1, 0, 2, 1}, null, new double[5][3], predicted, null);
        assertEquals(0.6875, kappa.value(documented), 1e-12);
        Sample against = Sample.binary(new double[] {0, 0, 1, 1}, new double[] {1, 1, 0, 0});
        assertEquals(-1, kappa.value(against), 1e-12);
        Sample weighted = Sample.binary(new double[] {0, 0, 1, 1}, new double[] {0, 1, 0, 1})
                .weighted(new double[] {3, 1, 1, 3});
        assertEquals(0.5, kappa.value(weighted), 1e-12);
        Sample constant = Sample.binary(new double[] {0, 0}, new double[] {0, 0});
        assertEquals(
                "cohen_kappa is undefined: truth and predictions are of one class", kappa.undefinedReason(constant));
    }
}
