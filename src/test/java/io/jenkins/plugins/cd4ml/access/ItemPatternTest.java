package io.jenkins.plugins.cd4ml.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemPatternTest {
    @ParameterizedTest
    @CsvSource({
        "churn, churn, true",
        "churn, churn2, false",
        "ml, ml/churn/main, true",
        "ml/, ml/churn, true",
        "ml, mlops/churn, false",
        "ml/churn/main, ml/churn/PR-1, false",
        "*, churn, true",
        "*, ml/churn, false",
        "ml/*, ml/churn/main, false",
        "ml/*/main, ml/churn/main, true",
        "ml/**, ml/churn/main, true",
        "**, ml/churn/main, true",
        "ml/churn/release-?, ml/churn/release-1, true",
        "ml/churn/release-?, ml/churn/release-12, false",
        "ml/churn/feature%2F*, ml/churn/feature%2Fx, true",
        "m.l, mxl, false",
        "m(l*, m(l1, true",
        "Churn, churn, false",
        "'', churn, false",
        "/, churn, false"
    })
    void aPatternStandsFor(String pattern, String item, boolean listed) {
        assertEquals(listed, ItemPattern.matches(pattern, item));
    }
}
