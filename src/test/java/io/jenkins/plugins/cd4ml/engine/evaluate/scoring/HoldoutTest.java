package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutTest {
    @TempDir
    Path folder;

    /** Targets, keys and slices are texts: they must be the same ones whichever type the file has for them. */
    @ParameterizedTest
    @CsvSource({
        "TINYINT, -128, 127",
        "SMALLINT, -32768, 32767",
        "INTEGER, -2147483648, 255",
        "BIGINT, -9223372036854775808, 9223372036854775807",
        "UTINYINT, 0, 255",
        "USMALLINT, 256, 65535",
        "UINTEGER, 1, 4294967295",
        "UBIGINT, 0, 18446744073709551615",
        "'DECIMAL(4,1)', 1.0, 2.5",
        "VARCHAR, 007, x",
        "BOOLEAN, true, false"
    })
    void textsOfTypedColumns(String type, String one, String other) throws Exception {
        Path file = folder.resolve("rows.parquet");
        try (Duck duck = Duck.open()) {
            duck.execute("COPY (SELECT CAST(v AS " + type + ") AS v FROM (VALUES (1, '" + one + "'), (2, NULL), (3, '"
                    + other + "')) t(i, v) ORDER BY i) TO '" + file + "' (FORMAT parquet)");
        }
        List<String> seen = new ArrayList<>();
        Column column = Column.text("v");
        try (Holdout holdout = Holdout.open(file)) {
            holdout.read(List.of(column), 2, batch -> {
                seen.addAll(Arrays.asList(batch.texts(column)).subList(0, batch.rows()));
                return true;
            });
        }
        assertEquals(Arrays.asList(one, null, other), seen);
    }

    /** 4,096 columns of text took more than DuckDB's 512 MB. */
    @Test
    void thousandsOfColumnsAreReadAndToldApart() throws Exception {
        Path file = folder.resolve("wide.csv");
        String head = IntStream.range(0, 4_096).mapToObj(i -> "f" + i).collect(Collectors.joining(","));
        String row = IntStream.range(0, 4_096).mapToObj(i -> i + ".5").collect(Collectors.joining(","));
        Files.writeString(file, head + "\n" + row + "\n" + row + "\n" + row.replace("4095.5", "1") + "\n");
        List<Column> columns = IntStream.range(0, 4_096)
                .mapToObj(i -> Column.number("f" + i))
                .collect(Collectors.toCollection(ArrayList::new));
        try (Holdout holdout = Holdout.open(file)) {
            holdout.equalBy(List.copyOf(columns));
            columns.add(Column.CONTENT);
            holdout.read(columns, 16, batch -> {
                long[] content = batch.integers(Column.CONTENT);
                assertEquals(3, batch.rows());
                assertEquals(content[0], content[1]);
                assertNotEquals(content[0], content[2]);
                assertEquals(4_095.5, batch.numbers(Column.number("f4095"))[0]);
                return true;
            });
        }
    }
}
