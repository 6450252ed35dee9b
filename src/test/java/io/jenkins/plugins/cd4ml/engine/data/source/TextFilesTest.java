package io.jenkins.plugins.cd4ml.engine.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text files as the programs of the world write them. */
class TextFilesTest {
    private static final String TEXT = "name,x\nZoë €,1\n";

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void contract() {
        project = new ProjectFolder(folder)
                .contract(
                        "{name: name, quality: [{metric: invalidValues, arguments: {validValues: ['Zoë €', '日本',"
                                + " '😀']}, mustBe: 0}]}",
                        "{name: x, logicalType: number}");
    }

    private void valid(String keys) {
        project.dataset("d.csv", keys + ", contract: c.yaml");
        assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, UTF-8",
        "UTF8, UTF-8",
        "utf-8-sig, UTF-8",
        "windows-1252, windows-1252",
        "cp1252, windows-1252",
        "Windows_1252, windows-1252",
        "ansi, windows-1252",
        "iso-8859-15, ISO-8859-15",
        "latin-9, ISO-8859-15",
        "utf-16, UTF-16",
        "UTF_16_LE, UTF-16LE",
        "utf-16, UTF-16LE",
        "utf-16, UTF-16BE",
        "utf-16-be, UTF-16BE",
        "utf-16le, x-UTF-16LE-BOM",
        "utf-32, UTF-32LE",
        "gb18030, GB18030"
    })
    void everyEncodingByAnyOfItsNames(String name, String charset) {
        project.write("d.csv", TEXT.getBytes(Charset.forName(charset)));
        valid(", encoding: " + name);
    }

    @Test
    void lettersOfOtherScriptsAndBeyondThem() {
        project.write("d.csv", TEXT.replace("Zoë €", "日本").getBytes(Charset.forName("Shift_JIS")));
        valid(", encoding: shift_jis");
        project.write("d.csv", TEXT.replace("Zoë €", "😀").getBytes(StandardCharsets.UTF_16LE));
        valid(", encoding: utf-16");
        String jsonl = "{\"name\": \"Zoë €\", \"x\": 1}\n";
        project.write("d.jsonl", jsonl.getBytes(StandardCharsets.UTF_16))
                .dataset("d.jsonl", ", encoding: utf-16, contract: c.yaml");
        assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
    }

    @Test
    void whatIsNotInItsEncodingIsNamedWithItsLine() {
        project.write("d.csv", new byte[] {'a', '\n', '1', '\n', (byte) 0x81, '\n'});
        project.dataset("d.csv", ", encoding: shift_jis");
        assertTrue(project.says().startsWith("no: d is invalid: d.csv line 3 is not shift_jis text"), project.says());
    }

    @Test
    void theDigestIsOfTheFilesOwnBytes() {
        project.write("d.csv", TEXT.getBytes(Charset.forName("windows-1252")));
        valid(", encoding: cp1252");
        String digest = project.document("validation.json").get("digest").asText();
        assertEquals(io.jenkins.plugins.cd4ml.engine.lineage.Digests.of(folder.resolve("d.csv")), digest);
    }

    private JsonNode column(String name) {
        for (JsonNode column : project.document("profile.json").get("columns")) {
            if (column.get("name").asText().equals(name)) {
                return column;
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void numbersAsCountriesWriteThem() {
        project.contract("{name: x, logicalType: number}", "{name: code}", "{name: n, logicalType: integer}")
                .write("d.csv", "x;code;n;free\n1.234,5;1,5;1.000;0,5\n-0,25;2,5;7;1.000,25\n")
                .dataset("d.csv", ", contract: c.yaml, separator: ';', decimal: ',', thousands: '.'");
        assertEquals("yes: d: 2 rows, 2 checks, valid.", project.says());
        assertEquals(1234.5, column("x").get("max").asDouble());
        assertEquals(1000, column("n").get("max").asDouble());
        assertEquals(1000.25, column("free").get("max").asDouble(), "all its values are numbers so written");
        assertEquals("1,5", column("code").at("/top/0/value").asText(), "a text stays as it is");
        project.write("d.csv", "x;code;n\n1.5;a;1\n1,5;a;1,5\n");
        assertTrue(
                project.says().startsWith("no: d is invalid: row 1, x: '1.5 (decimal is ',')' is not of type number"),
                project.says());
        project.write("d.csv", "x;code;n\n1 234,5;a;1\n12\u202f345,5;a;2\n")
                .dataset("d.csv", ", contract: c.yaml, separator: ';', decimal: ',', thousands: ' '");
        assertEquals("yes: d: 2 rows, 2 checks, valid.", project.says());
        assertEquals(12345.5, column("x").get("max").asDouble());
    }

    @Test
    void datesAsCountriesWriteThem() {
        project.contract(
                        "{name: day, logicalType: date, logicalTypeOptions: {maximum: 2026-12-31}}",
                        "{name: at, logicalType: timestamp}")
                .write(
                        "d.csv",
                        "day,at,free\n31.12.2026,01.02.2026 08:30,02.03.2026\n2026-01-01,2026-01-01,03.03.2026\n")
                .dataset("d.csv", ", contract: c.yaml, dateFormat: ['%d.%m.%Y', '%d.%m.%Y %H:%M']");
        assertEquals("yes: d: 2 rows, 3 checks, valid.", project.says());
        assertEquals("2026-12-31T00:00:00Z", column("day").get("max").asText());
        assertEquals("2026-02-01T08:30:00Z", column("at").get("max").asText());
        assertEquals("2026-03-02T00:00:00Z", column("free").get("min").asText());
        project.write("d.csv", "day,at\n31.13.2026,01.02.2026 08:30\n");
        assertTrue(
                project.says().startsWith("no: d is invalid: row 1, day: '31.13.2026' is not of type date"),
                project.says());
        project.dataset("d.csv", ", dateFormat: 'dd.MM.yyyy'");
        assertTrue(project.says().contains("must be in the signs of strptime"), project.says());
    }

    @Test
    void quotesCommentsAndLinesBefore() {
        project.write("d.csv", "made by x\n# of today\nname|x\n'Zoë €'|1 # a note\n")
                .dataset("d.csv", ", contract: c.yaml, separator: '|', quote: \"'\", comment: '#', skip: 1");
        assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
        project.write("d.csv", "name,x\n\"Zoë \\\"€\",1\n").dataset("d.csv", ", escape: '\\'");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", project.says());
        assertEquals("Zoë \"€", column("name").at("/top/0/value").asText());
        project.write("d.csv", "name,x\n5\" pipe,1\n\"6\" pipe,2\n").dataset("d.csv", ", quote: ''");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
        project.dataset("d.csv", ", separator: ';', decimal: ',', thousands: ','");
        assertTrue(project.says().endsWith("'decimal' and 'thousands' are both ','."), project.says());
    }

    @Test
    void theIndexThatPandasWrites() {
        project.write("d.csv", ",name,x\n0,Zoë €,1\n");
        valid("");
        assertEquals(
                "Unnamed: 0",
                project.document("profile.json").at("/columns/0/name").asText());
    }

    @Test
    void swallowedRowsAreWarnedOf() {
        project.write("d.csv", "id,size,x\n1,\"5 inch,1\n2,6,2\n3,5\",3\n4,\"a\nb\",4\n")
                .dataset("d.csv", "");
        assertEquals(
                "yes: d: 2 rows, 0 checks, valid with 1 warnings: row 1, size: a value in quotes goes on over lines"
                        + " that look like records (1 such values over 2 line ends); a stray quote may have swallowed"
                        + " them.",
                project.says());
        project.write("d.csv", "id,size,x\n1,\"two\nlines\",1\n2,\"three\n\nlines\",1\n");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
    }

    @ParameterizedTest
    @CsvSource({"d.csv", "d.jsonl", "d.parquet"})
    void aColumnIsCalledWhateverItLikes(String file) throws Exception {
        String[] names = {"id", "ID", "id cd4ml number", "cd4ml_record", "cd4ml_rules", "it's \"q\"", "a.b"};
        StringBuilder header = new StringBuilder();
        StringBuilder json = new StringBuilder();
        StringBuilder select = new StringBuilder();
        String[] rules = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            String quoted = '"' + names[i].replace("\"", "\"\"") + '"';
            header.append(i == 0 ? "" : ",").append(quoted);
            json.append(i == 0 ? "" : ",")
                    .append(io.jenkins.plugins.cd4ml.engine.lineage.Json.line(names[i]))
                    .append(":")
                    .append(i + 1);
            select.append(i == 0 ? "" : ", ").append(i + 1).append(" AS ").append(quoted);
            rules[i] = "{name: " + io.jenkins.plugins.cd4ml.engine.lineage.Json.line(names[i])
                    + ", logicalType: integer, unique: true, logicalTypeOptions: {maximum: " + (i == 1 ? 1 : i + 1)
                    + "}}";
        }
        project.contract(rules).write("d.csv", header + "\n1,2,3,4,5,6,7\n").write("d.jsonl", "{" + json + "}\n");
        if (file.endsWith("parquet")) {
            try (Duck duck = Duck.open()) {
                // DuckDB itself cannot write two names that differ in case alone
                duck.execute("COPY (SELECT " + select.toString().replace("2 AS \"ID\"", "2 AS other") + ") TO '"
                        + folder.resolve(file) + "' (FORMAT parquet)");
            }
            project.dataset(file, ", contract: c.yaml");
            assertTrue(project.says().startsWith("yes: d: 1 rows"), project.says());
            return;
        }
        project.dataset(file, ", contract: c.yaml");
        assertEquals("no: d is invalid: row 1, ID: '2' breaks maximum 1.", project.says());
        assertTrue(project.has("quarantine.parquet"));
    }

    @Test
    void aMissingValueOfATypedColumnIsWhatItSpells() throws Exception {
        try (Duck duck = Duck.open()) {
            duck.execute("COPY (SELECT -999 AS i, CAST(-999 AS FLOAT) AS f, CAST(-999 AS DECIMAL(9,2)) AS d, 'NA' AS t,"
                    + " DATE '1900-01-01' AS day, TIMESTAMP '1900-01-01' AS at, 9007199254740993 AS large) TO '"
                    + folder.resolve("d.parquet") + "' (FORMAT parquet)");
        }
        project.dataset("d.parquet", ", missing: [-999, NA, 1900-01-01, '9007199254740992']");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", project.says());
        for (String column : new String[] {"i", "f", "d", "t", "day", "at"}) {
            assertEquals(1, column(column).get("missing").asInt(), column);
        }
        assertEquals(0, column("large").get("missing").asInt(), "its neighbour is another number");
    }

    @Test
    void listsAreTextsWhateverIsInThem() throws Exception {
        try (Duck duck = Duck.open()) {
            duck.execute("COPY (SELECT [1.25::DECIMAL(9,2)] AS d, [TIMESTAMP '2026-01-01'] AS t, [TIMESTAMPTZ"
                    + " '2026-01-01 00:00:00+00'] AS z, [1] AS i, {'a': 1.5::DECIMAL(4,1)} AS s) TO '"
                    + folder.resolve("d.parquet") + "' (FORMAT parquet)");
        }
        project.dataset("d.parquet", ", reference: d.parquet");
        assertTrue(project.says().startsWith("yes: d: 1 rows, 0 checks, valid"), project.says());
        assertEquals("[1.25]", column("d").at("/top/0/value").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "TIMESTAMP WITH TIME ZONE, timestamp_tz",
        "TIMESTAMP WITH TIME ZONE, timestamptz",
        "TIMESTAMP WITH TIME ZONE, TIMESTAMP(6) WITH TIME ZONE",
        "TIMESTAMP, datetime",
        "DOUBLE, float64",
        "BIGINT, int64",
        "'DECIMAL(9,2)', 'NUMBER(9, 2)'",
        "VARCHAR, nvarchar(20)",
        "BLOB, bytea"
    })
    void typesByTheNamesOfOtherDialects(String type, String wanted) {
        assertTrue(io.jenkins.plugins.cd4ml.engine.data.contract.PhysicalTypes.same(wanted, type));
        assertTrue(!io.jenkins.plugins.cd4ml.engine.data.contract.PhysicalTypes.same(wanted, "SMALLINT"));
    }

    @Test
    void filesOfOneDatasetFollowStatedRules() throws Exception {
        project.write("c/a.csv", "x,y\n,1\n").write("c/b.csv", "x,y\n1.5,2\n").dataset("c", "");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says(), "a part without values fits");
        project.write("c/b.csv", "x\n1\n");
        assertTrue(
                project.says()
                        .endsWith("b.csv has another header than a.csv: it lacks 'y'; write all files with the same"
                                + " columns."),
                project.says());
        project.write("c/b.csv", "y,x\n1,2\n");
        assertTrue(project.says().contains("they are in another order"), project.says());
        project.write("j/a.jsonl", "{\"x\": null}\n")
                .write("j/b.jsonl", "{\"x\": 1.5, \"y\": 2}\n")
                .dataset("j", "");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
        assertEquals(1, column("x").get("missing").asInt());
        assertEquals(1, column("y").get("missing").asInt(), "a key that an object lacks");
        parquet("p/a.parquet", "SELECT NULL::INTEGER AS x, 1.5::DECIMAL(4,1) AS y");
        parquet("p/b.parquet", "SELECT 'a' AS x, 1.25::DECIMAL(9,2) AS y");
        project.dataset("p", "");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
        assertEquals(1.25, column("y").get("min").asDouble());
        parquet("p/b.parquet", "SELECT 'a' AS x, 1.25::DECIMAL(9,2) AS y, 1 AS z");
        assertTrue(
                project.says().contains("b.parquet has other columns than a.parquet: it also has 'z'"), project.says());
        parquet("p/b.parquet", "SELECT 'a' AS x, true AS y");
        assertTrue(project.says().contains("no type holds the values of both"), project.says());
    }

    private void parquet(String file, String sql) throws Exception {
        java.nio.file.Files.createDirectories(folder.resolve(file).getParent());
        try (Duck duck = Duck.open()) {
            duck.execute("COPY (" + sql + ") TO '" + folder.resolve(file) + "' (FORMAT parquet)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\": 12345678901234567.01}\n{\"x\": 12345678901234567.02}\n",
                "{\"x\": 1000000000000000000000000000001}\n{\"x\":1000000000000000000000000000002}\n",
                "[{\"x\": 9223372036854775808.5, \"t\": \"a \\\"1\"}, {\"x\": -9223372036854775808.5}]\n"
            })
    void numbersOfJsonKeepTheirDigits(String json) {
        project.contract("{name: x, logicalType: number, unique: true}")
                .write("d.json", json)
                .dataset("d.json", ", contract: c.yaml");
        assertEquals("yes: d: 2 rows, 2 checks, valid.", project.says());
    }
}
