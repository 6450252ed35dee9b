package io.jenkins.plugins.cd4ml.engine.data.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.OddCsv;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.scan.Scan;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reads a CSV, this reader or DuckDB, the documents are the same, to the byte. */
class CsvScanTest {
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
                            (to, of) -> to,
                            List.of(),
                            List.of(),
                            List.of(),
                            column -> ColumnValues.Use.COUNTED,
                            CsvScan.READER)
                    .run();
            result.columns().close();
            return result.reader() == CsvScan.READER;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void oddCellsAreJudgedAndCountedAsDuckdbDoes(long seed) throws Exception {
        int rows = seed < 15 ? 400 : 20_000; // several blocks
        project.write("d.csv", OddCsv.text(seed, rows, ",", seed % 4 == 1 ? "\r\n" : "\n"))
                .write("r.csv", OddCsv.text(seed + 100, 300, ",", "\n"))
                .dataset("d.csv", ", contract: c.yaml, reference: r.csv, missing: [NA]");
        same();
        assertTrue(plain("d.csv"));
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "|", "\t"})
    void separatorsMarksAndCompressionDoNotMatter(String separator) throws Exception {
        String text = "\uFEFF" + OddCsv.text(5, 500, separator, "|".equals(separator) ? "\r\n" : "\n");
        project.write("d.csv.gz", zipped(text))
                .dataset(
                        "d.csv.gz",
                        ", contract: c.yaml, reference: d.csv.gz, missing: [NA], separator: " + Json.line(separator));
        same();
    }

    @Test
    void severalFilesAreOneDataset() throws Exception {
        project.write("parts/a.csv", OddCsv.text(1, 300, ",", "\n"))
                .write("parts/b.csv", OddCsv.text(3, 300, ",", "\r\n"))
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
        project.write("d.csv", OddCsv.text(seed, 3000, ",", seed % 2 == 0 ? "\n" : "\r\n"))
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
                .write("d.csv", OddCsv.text(seed, seed < 34 ? 400 : 20_000, ",", seed % 2 == 0 ? "\n" : "\r\n"))
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
                            "apiVersion: v3.1.0\n"
                                    + "kind: DataContract\n"
                                    + "slaProperties:\n"
                                    + "  - {property: freshness, value: 1, unit: d, element: t.t}\n"
                                    + "schema:\n"
                                    + "  - name: t\n"
                                    + "    properties:\n"
                                    + "      - {name: t, logicalType: timestamp}\n")
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

    @Test
    void theDigestIsThatOfAllBytesWhoeverReadsThemInTheEnd() throws Exception {
        String[] files = {
            OddCsv.text(41, 3000, ",", "\n"), // read here
            OddCsv.text(42, 300, ",", "\r\n") + "\"a\nb\"" + ",x".repeat(8) + "\n", // left to DuckDB on its way
            OddCsv.text(43, 300, ",", "\n") + "a,b\n" + OddCsv.text(44, 9000, ",", "\n") // ragged
        };
        for (String text : files) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            project.write("d.csv", bytes).dataset("d.csv", ", missing: [NA], reference: d.csv");
            String says = project.says();
            assertEquals(
                    Digests.of(bytes),
                    project.document("validation.json").path("digest").asText(),
                    says);
        }
        byte[] zipped = zipped(files[0]);
        project.write("d.csv.gz", zipped).dataset("d.csv.gz", "");
        project.says();
        assertEquals(
                Digests.of(zipped),
                project.document("validation.json").path("digest").asText());
        project.write("parts/a.csv", files[0]).write("parts/b.csv", files[1]).dataset("parts", "");
        project.says();
        assertEquals(
                Digests.ofFiles(new TreeMap<>(Map.of(
                        "a.csv", Digests.of(files[0]),
                        "b.csv", Digests.of(files[1])))),
                project.document("validation.json").path("digest").asText());
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
