package io.jenkins.plugins.cd4ml.engine.gate.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NormalQuantileTest {
    @Test
    void quantilesOfTheNormalDistribution() {
        assertEquals(1.959964, Power.quantile(0.025), 5e-4);
        assertEquals(2.575829, Power.quantile(0.005), 5e-4);
        assertEquals(0, Power.quantile(0.5), 5e-4);
        assertEquals(4.753424, Power.quantile(1e-6), 5e-4);
    }
}
