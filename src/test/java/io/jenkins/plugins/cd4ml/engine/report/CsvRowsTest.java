package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    private static CsvRows rows(String text, boolean torn) {
        return CsvRows.of(text, ',', 3, 3, torn);
    }

    @Test
    void readsWhatRfc4180Allows() {
        CsvRows rows = rows("a,\"b \"\"c\"\", d\n e\",\r\n,,\nlast", false);
        assertEquals(List.of("a", "b \"c\", d\n e", ""), rows.rows().get(0));
        assertEquals(List.of("", "", ""), rows.rows().get(1));
        assertEquals(List.of("last"), rows.rows().get(2));
        assertFalse(rows.cut());
        assertTrue(rows("", false).rows().isEmpty());
    }

    @Test
    void whatIsTooMuchOrTornIsLeftOut() {
        assertEquals(List.of(List.of("a", "b")), rows("a,b\nc", true).rows());
        CsvRows wide = rows("1,2,3,4\n" + "x".repeat(500) + "\n3\n4\n", false);
        assertTrue(wide.cut());
        assertEquals(3, wide.rows().size());
        assertEquals(3, wide.rows().get(0).size());
        assertEquals(201, wide.rows().get(1).get(0).length());
        assertEquals(
                List.of(List.of("never closed, \n")),
                rows("\"never closed, \n", false).rows());
    }
}
