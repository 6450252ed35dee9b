package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are equal, ordered and counted as what they are, however they are spelled and in whatever file. */
class EqualityTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    /** By both readers of CSV and from JSON lines. */
    private String says(String values, String property) {
        project = new ProjectFolder(folder).contract("{name: x, " + property + "}");
        project.write("d.csv", "x\n" + values.replace(" ; ", "\n") + "\n").dataset("d.csv", ", contract: c.yaml");
        String csv = project.says();
        System.setProperty("cd4ml.csv", "duckdb");
        try {
            assertEquals(csv, project.says());
        } finally {
            System.clearProperty("cd4ml.csv");
        }
        project.write("d.jsonl", "{\"x\": \"" + values.replace(" ; ", "\"}\n{\"x\": \"") + "\"}\n");
        String json = project.dataset("d.jsonl", ", contract: c.yaml").says();
        assertEquals(csv, json);
        return csv;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | 1 ; 1.0 | 1",
                "integer | 1111111111111111111111111111111111111111 ; 01111111111111111111111111111111111111111.0 | 1",
                "integer | 900719925474099267 ; 900719925474099268 | 0",
                "integer | 12345678901234567890 ; 12345678901234567891 | 0",
                "integer | 12.5 ; 12.6 | 0",
                "number | 1 ; 1.0 ; 01 ; 1e0 ; 2 | 3",
                "number | 0.1 ; 0.10000000000000000000 ; 1e-1 | 2",
                "number | 9007199254740993 ; 9007199254740992 | 0",
                "number | -0 ; 0 | 1",
                "boolean | true ; True ; t ; 1 ; false | 3",
                "timestamp | 2026-01-01T10:00:00+02:00 ; 2026-01-01T08:00:00Z ; 2026-01-01 09:30:00+01:30 | 2",
                "string | 1 ; 1.0 | 0"
            })
    void duplicatesAreThoseOfTheLogicalType(String type, String values, int duplicates) {
        says(values, "logicalType: " + type + ", unique: true");
        assertEquals(
                duplicates,
                project.document("validation.json")
                        .at("/violationCounts/x~1unique")
                        .asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "number | multipleOf: 0.01 | 1234567.89 ; 9876543.21 ; 0.30000000000000004 | yes",
                "number | multipleOf: 0.01 | 1234567.891 | no",
                "number | multipleOf: 0.01 | 123456789012345678.91 | yes",
                "number | multipleOf: 0.01 | 123456789012345678.915 | no",
                "integer | multipleOf: 7 | 900719925474099263 | no",
                "integer | multipleOf: 7 | 900719925474099262 | yes",
                "integer | maximum: 900719925474099264 | 900719925474099264 | yes",
                "integer | maximum: 900719925474099264 | 900719925474099265 | no",
                "integer | exclusiveMinimum: 900719925474099264 | 900719925474099265 | yes",
                "number | maximum: 10 | 10.0000000000000000001 | no",
                "number | exclusiveMaximum: 10 | 9.9999999999999999999 | yes",
                "timestamp | minimum: '2026-01-01T00:00:00Z' | 2026-01-01T01:00:00+02:00 | no",
                "timestamp | minimum: '2026-01-01T00:00:00+14:00' | 2025-12-31T10:00:00Z | yes",
                "date | minimum: 2026-01-01 | 2026-01-01 | yes"
            })
    void boundsAreExact(String type, String option, String values, String verdict) {
        String says = says(values, "logicalType: " + type + ", logicalTypeOptions: {" + option + "}");
        assertTrue(says.startsWith(verdict), says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "integer | 0, 1, null | 0 ; 1.0 ; 1 | yes",
                "integer | 0, 1, null | 2 | no",
                "integer | null | 2 | no",
                "integer | 900719925474099264 | 900719925474099265 | no",
                "boolean | true | True ; t ; 1 | yes",
                "boolean | true | False | no",
                "timestamp | 2026-01-01 | 2026-01-01T02:00:00+02:00 | yes",
                "string | 1.5, x | 1.5 ; x | yes",
                "string | '1' | 1.0 | no"
            })
    void listsHoldValuesOfTheLogicalType(String type, String list, String values, String verdict) {
        String says = says(
                values,
                "logicalType: " + type + ", quality: [{metric: invalidValues, arguments: {validValues: [" + list
                        + "]}, mustBe: 0}]");
        assertTrue(says.startsWith(verdict), says);
    }

    @Test
    void timesWithAndWithoutAZoneAreNamed() {
        String both = "2026-01-01T10:00:00+02:00 ; 2026-01-01 10:00:00";
        assertEquals(
                "no: d is invalid: x has times with an offset or Z (1, first in row 1) and times without (1, first in"
                        + " row 2), whose zone nobody knows; write all of them with one, or say 'defaultTimezone: UTC'"
                        + " in logicalTypeOptions.",
                says(both, "logicalType: timestamp"));
        String says = says(both, "logicalType: timestamp, logicalTypeOptions: {defaultTimezone: UTC}");
        assertTrue(says.startsWith("yes"), says);
    }

    private void make(String sql) throws Exception {
        Files.createDirectories(folder.resolve("f"));
        try (Duck duck = Duck.open()) {
            duck.execute(sql.replace("$", folder + "/"));
        }
    }

    private String saysOf(String file, String property) {
        return new ProjectFolder(folder)
                .contract("{name: x, " + property + "}")
                .dataset(file, ", contract: c.yaml")
                .says();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Tokyo", "America/St_Johns"})
    void instantsOfParquetAreInUtcOnEveryMachine(String zone) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            make("COPY (SELECT TIMESTAMPTZ '2025-12-31 23:00:00+00' AS x) TO '$d.parquet'");
            String says = saysOf(
                    "d.parquet", "logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01T00:00:00Z'}");
            assertTrue(says.startsWith("no: "), says);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1::BIGINT | 1.5::DOUBLE | integer | no: d is invalid: row 2, x: '1.5' is not of type integer.",
                "1::DECIMAL(4,1) | 1.25::DECIMAL(6,3) | number | yes: d: 2 rows, 1 checks, valid.",
                "1::TINYINT | 300::USMALLINT | integer | yes: d: 2 rows, 1 checks, valid.",
                "DATE '2026-01-01' | TIMESTAMP '2026-01-02 13:14:15' | date | no: d is invalid: row 2, x: '2026-01-02"
                        + " 13:14:15' is not of type date.",
                "1::INTEGER | 'x' | integer | no: d is invalid: row 2, x: 'x' is not of type integer.",
                "0.1::FLOAT | 0.1::DOUBLE | number | yes: d: 2 rows, 1 checks, valid.",
                "NULL::INTEGER | DATE '2026-01-01' | date | yes: d: 2 rows, 1 checks, valid."
            })
    void typesOfFilesAreJoined(String first, String second, String type, String says) throws Exception {
        make("COPY (SELECT " + first + " AS x) TO '$f/a.parquet'");
        make("COPY (SELECT " + second + " AS x) TO '$f/b.parquet'");
        assertEquals(says, saysOf("f", "logicalType: " + type));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | 5::INTEGER",
                "9007199254740993::BIGINT | 1.5::DOUBLE",
                "TIMESTAMPTZ '2026-01-01 00:00:00+00' | TIMESTAMP '2026-01-01'",
                "1.5::DOUBLE | 0.123456789::DECIMAL(30,25)"
            })
    void typesWithoutAJoinAreNamed(String first, String second) throws Exception {
        make("COPY (SELECT " + first + " AS x) TO '$f/a.parquet'");
        make("COPY (SELECT " + second + " AS x) TO '$f/b.parquet'");
        String says = new ProjectFolder(folder).dataset("f", "").says();
        assertTrue(says.startsWith("input: " + folder.resolve("f/b.parquet") + ": 'x' is "), says);
        assertTrue(says.contains("a.parquet"), says);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logicalTypeOptions: {minimum: 0.1, maximum: 0.1, multipleOf: 0.01}",
                "quality: [{metric: invalidValues, arguments: {validValues: [0.1, 0.2]}, mustBe: 0}]"
            })
    void numbersOf32BitsAreWhatTheirTextSays(String rule) throws Exception {
        make("COPY (SELECT 0.1::FLOAT AS x) TO '$d.parquet'");
        String says = saysOf("d.parquet", "logicalType: number, " + rule);
        assertTrue(says.startsWith("yes"), says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k.parquet", "k.csv"})
    void aKeyIsFoundWhateverItsType(String keys) throws Exception {
        make("COPY (SELECT 1.0::DOUBLE AS x) TO '$d.parquet'");
        make("COPY (SELECT 1::BIGINT AS id) TO '$" + keys + "'");
        project = new ProjectFolder(folder)
                .contract("{name: x, relationships: [{type: foreignKey, to: k.id}]}")
                .write(
                        "cd4ml.yaml",
                        "model: m\ndata:\n  d: {path: d.parquet, contract: c.yaml}\n  k: {path: " + keys + "}\n");
        assertEquals("yes: All 2 datasets are valid.", project.says());
    }

    @Test
    void multiplesAreExactUpTo38Digits() {
        String threes = "logicalType: integer, logicalTypeOptions: {multipleOf: 3}";
        assertEquals(
                "yes: d: 2 rows, 2 checks, valid.",
                says("1000000000000000000000000000002 ; 99999999999999999999999999999999999999", threes));
        assertEquals(
                "no: d is invalid: row 1, x: '1000000000000000000000000000001' breaks multipleOf 3.",
                says("1000000000000000000000000000001", threes));
    }
}
