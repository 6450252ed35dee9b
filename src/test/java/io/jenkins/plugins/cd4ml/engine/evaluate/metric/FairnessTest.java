package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairnessTest {
    /** Selection rates 1/2, 1/4; true positive rates 1, 1/2; false positive rates 0, 0. */
    private static final Sample A = sample(new double[] {1, 1, 0, 0}, new int[] {1, 1, 0, 0});

    private static final Sample B = sample(new double[] {1, 1, 0, 0}, new int[] {1, 0, 0, 0});
    /** Selection rate 1; true and false positive rates 1. */
    private static final Sample C = sample(new double[] {1, 0}, new int[] {1, 1});

    private static Sample sample(double[] labels, int[] predicted) {
        return new Sample(labels, null, null, predicted, null);
    }

    @Test
    void gapsAreThoseOfTheExtremeGroups() {
        assertEquals(0.25, Fairness.demographicParity(List.of(A, B)));
        assertEquals(0.5, Fairness.equalOpportunity(List.of(A, B)));
        assertEquals(0.75, Fairness.demographicParity(List.of(A, B, C)));
        assertEquals(0.5, Fairness.equalOpportunity(List.of(A, B, C)));
        assertEquals(1, Fairness.equalizedOdds(List.of(A, B, C)));
    }

    @Test
    void ratiosAreThoseOfTheExtremeGroups() {
        assertEquals(0.5, Fairness.demographicParityRatio(List.of(A, B)));
        assertEquals(0.25, Fairness.demographicParityRatio(List.of(A, B, C)));
        assertTrue(Double.isNaN(Fairness.demographicParityRatio(List.of(A))));
        Sample never = sample(new double[] {1, 0}, new int[] {0, 0});
        assertTrue(Double.isNaN(Fairness.demographicParityRatio(List.of(never, never))));
        assertEquals(0, Fairness.equalizedOddsRatio(List.of(C, never)));
    }

    @Test
    void weightsCount() {
        Sample weighted = B.weighted(new double[] {3, 1, 1, 1});
        assertEquals(0, Fairness.demographicParity(List.of(A, weighted)));
        assertEquals(0.25, Fairness.equalOpportunity(List.of(A, weighted)));
    }

    @Test
    void aGroupWithoutARateMakesTheGapUndefined() {
        Sample negatives = sample(new double[] {0, 0}, new int[] {0, 1});
        assertTrue(Double.isNaN(Fairness.equalOpportunity(List.of(A, negatives))));
        assertTrue(Double.isNaN(Fairness.demographicParity(List.of(A))));
    }
}
