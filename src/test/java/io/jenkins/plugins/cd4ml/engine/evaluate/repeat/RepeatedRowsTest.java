package io.jenkins.plugins.cd4ml.engine.evaluate.repeat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RepeatedRowsTest {
    private final Random random = new Random(5);

    /** @param of which of the distinct rows each of the rows is; odd ones have the target 1 */
    private RepeatedRows rows(int count, double chance, IntUnaryOperator of) {
        int[] at = new int[count];
        Arrays.setAll(at, of);
        String[] targets =
                Arrays.stream(at).mapToObj(k -> Integer.toString(k & 1)).toArray(String[]::new);
        return RepeatCounts.of(Arrays.stream(at).asLongStream().toArray(), targets, () -> chance);
    }

    @Test
    void copiesOfMeasurementsAreBeyondChance() {
        RepeatedRows copied = rows(1000, 0, i -> random.nextInt(40));
        assertTrue(copied.beyond());
        assertEquals(40, copied.different());
        assertEquals(0.96, copied.share(), 1e-9);
        String finding = copied.json("holdout", null).get("finding").asText();
        assertEquals(
                "960 of 1000 rows of holdout repeat another one but for the key, where chance would make about 0;"
                        + " intervals count each of the 40 different rows once",
                finding);
    }

    @Test
    void fewValuesRepeatByChance() {
        RepeatedRows discrete = rows(1000, 1.0 / 40, i -> random.nextInt(40));
        assertFalse(discrete.beyond());
        assertFalse(discrete.json("holdout", null).has("finding"));
        assertEquals("each", discrete.json("holdout", null).get("counted").asText());
    }

    @Test
    void noneOfFewCopiesMatter() {
        assertFalse(rows(1000, 0, i -> i < 20 ? 2 * i : i).beyond());
    }

    @Test
    void wholeDatasetCopiedIsFoundWhateverItsValuesAre() {
        RepeatedRows twice = rows(60, 1, i -> i % 30);
        assertTrue(twice.beyond());
        assertEquals(30, twice.different());
        assertEquals(0, twice.expected());
    }

    /** Dependent columns make many equal rows; that their targets differ shows that they are no copies. */
    @Test
    void equalFeaturesOfDifferentTargetsAreIndependentRows() {
        long[] features = new long[1000];
        String[] targets = new String[1000];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextInt(50);
            targets[i] = random.nextDouble() < 0.3 ? "yes" : "no";
        }
        assertFalse(RepeatCounts.of(features, targets, () -> 1e-6).beyond());
        for (int i = 0; i < features.length; i++) {
            targets[i] = features[i] % 3 == 0 ? "yes" : "no";
        }
        assertTrue(RepeatCounts.of(features, targets, () -> 1e-6).beyond());
    }

    @Test
    void copiesOfGroupedRowsJoinTheirGroups() {
        int[] kinds = {0, 1, 2, 0, 3};
        RepeatedRows repeated = new RepeatedRows(5, 4, 0, 1.4, true, false, kinds);
        int[] units = repeated.within(new int[] {7, 7, 8, 9, 9});
        assertEquals(units[0], units[1]);
        assertEquals(units[0], units[4]);
        assertEquals(2, Arrays.stream(units).distinct().count());
        assertArrayEquals(kinds, repeated.within(null));
    }

    @Test
    void queriesOfEqualRowsAreCopies() {
        long[] features = {1, 2, 3, 4, 2, 1, 5, 6};
        String[] targets = {"1", "0", "1", "0", "0", "1", "0", "2"};
        RepeatedRows repeated = RepeatCounts.ofQueries(features, targets, new int[] {1, 1, 2, 2, 3, 3, 4, 4});
        assertTrue(repeated.beyond());
        assertEquals(3, repeated.different());
        assertEquals("never", repeated.json("d", null).get("counted").asText());
        assertEquals(
                "independent", repeated.json("d", "independent").get("counted").asText());
    }
}
