package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Published examples, to the digits that were printed. */
class WorkedExamplesTest {
    /**
     * Ovarian cancer patients with bowel obstruction, of DeLong, DeLong and Clarke-Pearson (1988), the complete records
     * as printed in the SAS/STAT User's Guide, PROC LOGISTIC, "Comparing Receiver Operating Characteristic Curves":
     * albumin, total protein, K-G score, benefit from surgery.
     */
    private static final String OVARIAN = """
            3.0 5.8 10 0  3.2 6.3 5 1  3.9 6.8 3 1  2.8 4.8 6 0  3.2 5.8 3 1  0.9 4.0 5 0  2.5 5.7 8 0  1.6 5.6 5 1
            3.8 5.7 5 1  3.7 6.7 6 1  3.2 5.4 4 1  3.8 6.6 6 1  4.1 6.6 5 1  3.6 5.7 5 1  4.3 7.0 4 1  3.6 6.7 4 0
            2.3 4.4 6 1  4.2 7.6 4 0  4.0 6.6 6 0  3.5 5.8 6 1  3.8 6.8 7 1  3.0 4.7 8 0  4.5 7.4 5 1  3.7 7.4 5 1
            3.1 6.6 6 1  4.1 8.2 6 1  4.3 7.0 5 1  4.3 6.5 4 1  3.2 5.1 5 1  2.6 4.7 6 1  3.3 6.8 6 0  1.7 4.0 7 0
            3.7 6.1 5 1  3.3 6.3 7 1  4.2 7.7 6 1  3.5 6.2 5 1  2.9 5.7 9 0  2.1 4.8 7 1  2.8 6.2 8 0  4.0 7.0 7 1
            3.3 5.7 6 1  3.7 6.9 5 1  3.6 6.6 5 1
            """;

    @Test
    void delongsOwnData() {
        double[] numbers = Arrays.stream(OVARIAN.trim().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        int rows = numbers.length / 4;
        double[][] columns = new double[4][rows];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < 4; c++) {
                columns[c][i] = c == 2 ? -numbers[4 * i + c] : numbers[4 * i + c]; // a high K-G score is bad
            }
        }
        DeLong albumin = DeLong.of(columns[3], columns[0], null);
        DeLong protein = DeLong.of(columns[3], columns[1], null);
        DeLong score = DeLong.of(columns[3], columns[2], null);
        assertEquals(0.7366, albumin.first(), 5e-5);
        assertEquals(0.0927, albumin.standardError(), 5e-5);
        assertEquals(0.6478, protein.first(), 5e-5);
        assertEquals(0.1000, protein.standardError(), 5e-5);
        assertEquals(0.7258, score.first(), 5e-5);
        assertEquals(0.1028, score.standardError(), 5e-5);
        DeLong difference = DeLong.of(columns[3], columns[0], columns[2]);
        assertEquals(0.0108, difference.difference(), 5e-5);
        assertEquals(0.0953, difference.standardError(), 5e-5);
    }

    /** Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13 (2013) 91: Bentur et al., Cavo et al. */
    @Test
    void mcnemarOfFagerlandLydersenAndLaake() {
        McNemar bentur = new McNemar(1, 7, 21);
        assertEquals(0.070, bentur.exact(), 5e-4);
        assertEquals(0.039, bentur.midP(), 5e-4);
        McNemar cavo = new McNemar(6, 16, 161);
        assertEquals(0.053, cavo.exact(), 6e-4);
        assertEquals(0.035, cavo.midP(), 5e-4);
    }

    /** The same data in Fagerland, Lydersen and Laake, Statistics in Medicine 33 (2014) 2850–2875: Tango's interval. */
    @Test
    void tangosIntervalOfFagerlandLydersenAndLaake() {
        McNemar bentur = new McNemar(1, 7, 21);
        assertEquals(-0.517, bentur.bound(1.96), 5e-4);
        assertEquals(-0.026, bentur.bound(-1.96), 5e-4);
    }
}
