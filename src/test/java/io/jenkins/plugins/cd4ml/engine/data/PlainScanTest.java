package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reads a CSV, this reader or DuckDB, the documents are the same, to the byte. */
class PlainScanTest {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "7",
        "42",
        "-3.25",
        "0.1",
        "12.50",
        "3.141592653589793",
        "0.12345678901234568",
        "123456789012345678",
        "1234567890123456789",
        "99999999999999999999",
        "9007199254740993",
        "1e5",
        "1E-3",
        "2.5e+10",
        "1e400",
        "-1e400",
        "1e-400",
        "4.9e-324",
        "1.7976931348623157e308",
        "0.000000000000000000000000000001",
        " 5",
        "5 ",
        "+3",
        ".5",
        "5.",
        "1_000",
        "0x10",
        "inf",
        "-inf",
        "Infinity",
        "nan",
        "NaN",
        "abc",
        "",
        "",
        "NA",
        "00012",
        "-",
        "--1",
        "1.2.3",
        "1e",
        "e5",
        "\"5\"",
        "\"6.5\"",
        "\"1,5\"",
        "true",
        "５",
        "1 2",
        "\"\"",
        "-.5",
        "1e+",
        "12e2.5",
        "12345678",
        "1234567.12345678",
        "-0.1234567890",
        "4e0",
        "1.e5",
        "7.",
        "3.0",
        "-3.",
        "\"-4.5\"",
        "\"4,5,6\"",
        "1-2",
        "1.5-",
        "1.5.",
        "inf1"
    };
    private static final String[] TIMES = {
        "2026-01-31",
        "2026-02-30",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
        "2000-02-29",
        "2026-01-31 08:00:00",
        "2026-01-31T08:00:00",
        "2026-01-31 08:00:00.5",
        "2026-01-31 08:00:00.123456",
        "2026-01-31 08:00:00.1234567",
        "2026-01-31 08:00",
        "2026-1-3",
        "2026/01/31",
        "epoch",
        "infinity",
        "2026-01-31 24:00:00",
        "2026-01-31 23:59:60",
        "2026-01-31 08:00:00Z",
        "2026-01-31 08:00:00+02",
        "2026-01-31T08:00:00.25Z",
        "0001-01-01",
        "1699-12-31",
        "2200-01-01",
        "1700-01-01",
        "1969-12-31 23:59:59.999999",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "20260131",
        "2026-01-31 ",
        " 2026-01-31",
        "",
        "",
        "NA",
        "soon",
        "2026-01-31 08:00:00.",
        "\"2026-03-01\"",
        "2026-01-31x"
    };
    private static final String[] TEXTS = {
        "red",
        "blue",
        "rosa",
        "",
        "\"\"",
        "NA",
        "a b",
        " red",
        "\"red\"",
        "\"a,b\"",
        "\"say \"\"hi\"\"\"",
        "é",
        "日本語",
        "😀",
        "12345678",
        "123456789",
        "x",
        "true",
        "5",
        "18",
        "'",
        "\\",
        "a\u00a0b",
        "-",
        "\"é\"\"\"",
        "nördlich-von-hier"
    };

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void contract() {
        project = new ProjectFolder(folder)
                .contract(
                        "{name: i, logicalType: integer, unique: true, logicalTypeOptions: {minimum: 1,"
                                + " exclusiveMaximum: 40}}",
                        "{name: n, logicalType: number, required: true, logicalTypeOptions: {exclusiveMinimum: -3.25,"
                                + " maximum: 12.5}}",
                        "{name: f, logicalType: integer, quality: [{metric: invalidValues, arguments: {validValues:"
                                + " [0, 7, 42]}, mustBe: 0}, {metric: nullValues, unit: percent, mustBeLessThan: 5}]}",
                        "{name: t, logicalType: timestamp, logicalTypeOptions: {minimum: '2000-01-01',"
                                + " exclusiveMaximum: '2026-01-31T08:00:00'}}",
                        "{name: d, logicalType: date, required: true}",
                        "{name: c, unique: true, logicalTypeOptions: {maxLength: 6, pattern: '[a-z ]*'}, quality:"
                                + " [{metric: invalidValues, arguments: {validValues: [red, blue]}, mustBe: 0}, {metric:"
                                + " missingValues, arguments: {missingValues: ['-', NA]}, mustBe: 0}]}",
                        "{name: b, logicalType: boolean}");
    }

    private static String csv(long seed, int rows, String separator, String end) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder(
                        String.join(separator, List.of("i", "n", "f", "t", "d", "c", "b", "u", "v")))
                .append(end);
        String[][] pools = {NUMBERS, NUMBERS, NUMBERS, TIMES, TIMES, TEXTS, TEXTS, NUMBERS, TIMES};
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < pools.length; c++) {
                String cell = random.nextInt(3) > 0
                        ? pools[c][random.nextInt(pools[c].length)]
                        : pools[c] == NUMBERS
                                ? Double.toString(Math.round(random.nextGaussian() * 1000) / 64.0)
                                : pools[c] == TIMES
                                        ? "2025-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10)
                                        : "t" + random.nextInt(50);
                if (c >= 7 && (row < 3 || seed % 2 == 0)) { // guessed from what comes first
                    cell = c == 7 ? Integer.toString(random.nextInt(90)) : "2026-01-0" + (1 + random.nextInt(9));
                }
                csv.append(c == 0 ? "" : separator).append(cell);
            }
            csv.append(row == rows - 1 && seed % 3 == 0 ? "" : end);
        }
        return csv.toString();
    }

    private String documents() {
        String says = project.says();
        assertFalse(says.startsWith("input"), says);
        StringBuilder all = new StringBuilder(says);
        for (String name : List.of("validation.json", "profile.json", "drift.json")) {
            all.append('\n').append(project.has(name) ? Json.text(project.document(name)) : "none");
        }
        return all.toString();
    }

    private void same() {
        String here = documents();
        System.setProperty("cd4ml.csv", "duckdb");
        try {
            String[] duckdb = documents().split("\n");
            String[] lines = here.split("\n");
            for (int i = 0; i < Math.min(lines.length, duckdb.length); i++) {
                assertEquals(duckdb[i], lines[i], "line " + i + " after " + duckdb[Math.max(0, i - 3)]);
            }
            assertEquals(duckdb.length, lines.length);
        } finally {
            System.clearProperty("cd4ml.csv");
        }
    }

    private boolean plain(String file) throws Exception {
        try (Duck duck = Duck.streaming()) {
            Scan.Result result = new Scan(
                            duck,
                            Dataset.open(duck, folder.resolve(file)),
                            Contract.NONE,
                            to -> to,
                            List.of(),
                            List.of(),
                            column -> Columns.Use.COUNTED)
                    .run();
            result.columns().close();
            return result.plain();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void oddCellsAreJudgedAndCountedAsDuckdbDoes(long seed) throws Exception {
        int rows = seed < 15 ? 400 : 20_000; // several blocks
        project.write("d.csv", csv(seed, rows, ",", seed % 4 == 1 ? "\r\n" : "\n"))
                .write("r.csv", csv(seed + 100, 300, ",", "\n"))
                .dataset("d.csv", ", contract: c.yaml, reference: r.csv, missing: [NA]");
        same();
        assertTrue(plain("d.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "|", "\t"})
    void separatorsMarksAndCompressionDoNotMatter(String separator) throws Exception {
        String text = "\uFEFF" + csv(5, 500, separator, "|".equals(separator) ? "\r\n" : "\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        project.write("d.csv.gz", bytes.toByteArray())
                .dataset(
                        "d.csv.gz",
                        ", contract: c.yaml, reference: d.csv.gz, missing: [NA], separator: " + Json.line(separator));
        same();
    }

    @Test
    void severalFilesAreOneDataset() throws Exception {
        project.write("parts/a.csv", csv(1, 300, ",", "\n"))
                .write("parts/b.csv", csv(3, 300, ",", "\r\n"))
                .dataset("parts", ", contract: c.yaml, reference: parts/a.csv");
        same();
        assertTrue(plain("parts"));
    }

    @Test
    void aRecordThatCrossesTheEndOfTheBufferIsReadOnce() throws Exception {
        StringBuilder csv = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 120_000; i++) { // about 3 MiB
            csv.append(i * 0.37)
                    .append(",é")
                    .append(i % 97)
                    .append(",\"q\"\"")
                    .append(i % 13)
                    .append("\"\n");
        }
        project.write("d.csv", csv.toString()).dataset("d.csv", ", reference: d.csv");
        same();
        assertTrue(plain("d.csv"));
    }

    @Test
    void manyDifferentTextsLongCellsAndHalfACharacterAreLeftToDuckdb() throws Exception {
        StringBuilder many = new StringBuilder("a,b\n");
        for (int i = 0; i < 60_000; i++) {
            many.append(i).append(",name").append(i).append('\n');
        }
        project.write("many.csv", many.toString()).dataset("many.csv", ", reference: many.csv");
        same();
        assertFalse(plain("many.csv"));
        project.write("long.csv", "a,b\n1," + "x".repeat(2 << 20) + "\n2,y\n")
                .dataset("long.csv", ", reference: long.csv");
        same();
        assertFalse(plain("long.csv"));
        project.write("half.csv", "a,b\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                .dataset("half.csv", "");
        assertTrue(project.says().startsWith("no: d is invalid: half.csv line 2 is not UTF-8"), project.says());
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9, 21, 22, 23, 24})
    void checksAloneAreTheSameToo(long seed) {
        project.write("d.csv", csv(seed, 3000, ",", seed % 2 == 0 ? "\n" : "\r\n"))
                .dataset("d.csv", ", contract: c.yaml, profile: false, missing: [NA]");
        same();
    }

    /** Of these columns nothing is read but the spelling, or one bound. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void columnsOfWhichOnlyTheTypeIsAskedAreTheSameToo(long seed) {
        project.contract(
                        "{name: i, logicalType: integer}",
                        "{name: n, logicalType: number}",
                        "{name: f, logicalType: number, required: true}",
                        "{name: t, logicalType: timestamp}",
                        "{name: d, logicalType: date}",
                        "{name: c}",
                        "{name: b, logicalType: boolean}",
                        "{name: u, logicalType: integer, quality: [{metric: invalidValues, arguments: {validValues:"
                                + " [1, 2, 3]}, mustBe: 0}, {metric: invalidValues, id: second, arguments: {validValues:"
                                + " [2, 3, 4]}, mustBe: 0}]}",
                        "{name: v, logicalType: timestamp, logicalTypeOptions: {exclusiveMinimum: '2026-01-02'}}")
                .write("d.csv", csv(seed, seed < 34 ? 400 : 20_000, ",", seed % 2 == 0 ? "\n" : "\r\n"))
                .dataset("d.csv", ", contract: c.yaml, profile: false, quarantine: csv");
        same();
        assertEquals("no", project.says().substring(0, 2));
    }

    @Test
    void theNewestTimeIsTheSameWhereNothingElseIsAskedOfAColumn() {
        for (String times : List.of(
                "2026-01-31\n2025-12-31 23:59:59\n\n2026-01-31 08:00:00.5\nsoon\n",
                "2025-01-01\n2026/01/31\n\"2025-06-01\"\n",
                "2020-01-01T00:00:00Z\n2019-01-01",
                "\n\n",
                "never\n2001-02-03\n".repeat(9000) + "2025-05-05 05:05\n" + "2001-02-04\n".repeat(9000))) {
            project.write(
                            "c.yaml",
                            "apiVersion: v3.1.0\nkind: DataContract\nslaProperties:\n"
                                    + "  - {property: freshness, value: 1, unit: d, element: t.t}\n"
                                    + "schema:\n  - name: t\n    properties:\n      - {name: t, logicalType: timestamp}\n")
                    .write("d.csv", "x,t\n1," + times.trim().replace("\n", "\n1,") + "\n")
                    .dataset("d.csv", ", contract: c.yaml, profile: false");
            double here = age();
            System.setProperty("cd4ml.csv", "duckdb");
            try {
                assertEquals(age(), here, 0.03); // hours, of which one may be later than the other
            } finally {
                System.clearProperty("cd4ml.csv");
            }
        }
    }

    private double age() {
        String says = project.says();
        for (JsonNode check : project.document("validation.json").path("checks")) {
            if ("freshness".equals(check.path("rule").asText())) {
                return check.path("number").asDouble();
            }
        }
        throw new AssertionError(says);
    }
}
