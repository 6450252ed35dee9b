package io.jenkins.plugins.cd4ml.engine.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows in every kind of file give the same outcome. */
class SourcesTest {
    private static final int ROWS = 3000;

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void rows() {
        StringBuilder csv = new StringBuilder("id,x,colour\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(i == 77 ? 5 : i)
                    .append(',')
                    .append(i % 50 == 0 ? "" : i % 101 / 8.0)
                    .append(',')
                    .append(i % 7 == 0 ? "blue" : i % 11 == 0 ? "rosa" : "red")
                    .append('\n');
        }
        project = new ProjectFolder(folder)
                .write("rows.csv", csv.toString())
                .contract(
                        "{name: id, logicalType: integer, unique: true}",
                        "{name: x, logicalType: number, required: true, logicalTypeOptions: {maximum: 12}}",
                        "{name: colour, quality: [{metric: invalidValues, arguments: {validValues: [red, blue]},"
                                + " mustBe: 0}]}");
    }

    private void make(String sql) throws Exception {
        try (Duck duck = Duck.open()) {
            duck.execute("CREATE TABLE t AS SELECT * FROM read_csv('" + folder.resolve("rows.csv") + "')");
            duck.execute(sql.replace("$", folder + "/"));
        }
    }

    private Map<String, String> outcome(String path, String keys) {
        project.dataset(path, ", contract: c.yaml" + keys);
        project.validate();
        Map<String, String> seen = new TreeMap<>();
        JsonNode validation = project.document("validation.json");
        seen.put("rows", validation.get("rows").asText());
        seen.put("counts", Json.line(validation.get("violationCounts")));
        seen.put(
                "violations",
                Json.line(validation.get("violations"))
                        .replaceAll("\"value\":\"[^\"]*\",?|'[0-9.]+'|[0-9.]+ breaks", ""));
        for (JsonNode column : project.document("profile.json").get("columns")) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) column).remove("type");
            seen.put(column.get("name").asText(), Json.line(column));
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COPY t TO '$d.parquet' (FORMAT parquet) | d.parquet | ''",
                "COPY t TO '$d.csv.gz' (FORMAT csv, HEADER) | d.csv.gz | ''",
                "COPY t TO '$d.tsv' (FORMAT csv, HEADER, DELIM '\t') | d.tsv | ''",
                "COPY t TO '$d.csv' (FORMAT csv, HEADER, DELIM ';', NULLSTR 'NA') | d.csv | ', separator: \";\","
                        + " missing: [NA]'",
                "COPY t TO '$d.jsonl' (FORMAT json) | d.jsonl | ''",
                "ATTACH '$d.duckdb' AS f; CREATE TABLE f.t AS FROM t; DETACH f | d.duckdb | ', table: t'"
            })
    void everyKindOfFileGivesTheOutcomeOfCsv(String sql, String path, String keys) throws Exception {
        make(sql);
        Map<String, String> csv = outcome("rows.csv", "");
        assertEquals(csv, outcome(path, keys));
        assertTrue(csv.get("counts").contains("\"id/unique\":1"), csv.toString());
    }

    @Test
    void aTableOfSqliteGivesTheOutcomeOfCsv() throws Exception {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("d.sqlite"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE t (id INTEGER, x REAL, colour TEXT)");
            List<String> lines = Files.readAllLines(folder.resolve("rows.csv"));
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                statement.addBatch("INSERT INTO t VALUES (" + cells[0] + ", " + (cells[1].isEmpty() ? "NULL" : cells[1])
                        + ", '" + cells[2] + "')");
            }
            sqlite.setAutoCommit(false);
            statement.executeBatch();
            sqlite.commit();
        }
        Map<String, String> csv = outcome("rows.csv", "");
        assertEquals(csv, outcome("d.sqlite", ", table: t"));
        Files.copy(folder.resolve("d.sqlite"), folder.resolve("d.db"));
        assertEquals(csv, outcome("d.db", ", table: t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys.duckdb", "keys.sqlite"})
    void foreignKeysLeadIntoDatabasesToo(String file) throws Exception {
        String sql = "CREATE TABLE k AS SELECT 'red' AS name UNION ALL SELECT 'blue'";
        if (file.endsWith("sqlite")) {
            try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
                    Statement statement = sqlite.createStatement()) {
                statement.execute(sql);
            }
        } else {
            make("ATTACH '$keys.duckdb' AS f; " + sql.replace("TABLE k", "TABLE f.k") + "; DETACH f");
        }
        project.contract("{name: colour, relationships: [{type: foreignKey, to: keys.name}]}")
                .write(
                        "cd4ml.yaml",
                        "model: m\ndata:\n  d: {path: rows.csv, contract: c.yaml}\n  keys: {path: " + file
                                + ", table: k}\n");
        assertTrue(
                project.says().startsWith("no: d is invalid: row 12, colour: 'rosa' is not in keys.name"),
                project.says());
    }

    @Test
    void foldersPatternsAndPartitionsAreReadInPathOrder() throws Exception {
        make("COPY (FROM t LIMIT 1000) TO '$parts/a.csv' (FORMAT csv, HEADER)".replace("$parts/", "$"));
        Files.createDirectories(folder.resolve("parts"));
        make("COPY (FROM t LIMIT 1000) TO '$parts/a.csv' (FORMAT csv, HEADER)");
        make("COPY (FROM t OFFSET 1000) TO '$parts/b.csv' (FORMAT csv, HEADER)");
        project.write("parts/_SUCCESS", "");
        Map<String, String> csv = outcome("rows.csv", "");
        assertEquals(csv, outcome("parts", ""));
        assertEquals(csv, outcome("parts/*.csv", ""));
        String digest = project.document("validation.json").get("digest").asText();
        project.write("parts/c.csv", "id,x,colour\n9999,1,red\n");
        assertEquals(Integer.toString(ROWS + 1), outcome("parts/*.csv", "").get("rows"));
        assertNotEquals(
                digest, project.document("validation.json").get("digest").asText());
        project.write("parts/d.csv", "id,y\n9999,1\n");
        assertTrue(project.says().contains("d.csv has another header than a.csv"), project.says());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COPY (SELECT i, c FROM m) TO '$m.parquet' (FORMAT parquet) | m.parquet | ''",
                "COPY (SELECT i, c FROM m) TO '$m.jsonl' (FORMAT json) | m.jsonl | ''",
                "COPY (SELECT i, c FROM m) TO '$m.csv' (FORMAT csv, HEADER) | m.csv | ''",
                "ATTACH '$m.duckdb' AS f; CREATE TABLE f.m AS FROM m; DETACH f | m.duckdb | ', table: m'"
            })
    void textsThatStandForNothingAreMissingInEveryKindOfFile(String sql, String path, String keys) throws Exception {
        make("CREATE TABLE m AS SELECT * FROM (VALUES (1, 'NA'), (2, 'x'), (3, NULL), (4, '-')) AS v (i, c); " + sql);
        assertTrue(project.validateAs(path, ", missing: [NA, '-']" + keys).yes());
        assertEquals(
                3, project.document("profile.json").at("/columns/1/missing").asInt());
    }

    @Test
    void hivePartitionsBecomeColumns() throws Exception {
        make("COPY t TO '$hive' (FORMAT parquet, PARTITION_BY (colour))");
        Map<String, String> seen = outcome("hive", "");
        assertEquals(Integer.toString(ROWS), seen.get("rows"));
        assertTrue(seen.get("colour").contains("\"distinct\":3"), seen.get("colour"));
    }

    @Test
    void physicalTypesAreThoseOfTheFile() throws Exception {
        make("COPY (SELECT id::INTEGER AS id, x, colour FROM t) TO '$d.parquet' (FORMAT parquet)");
        project.contract(
                        "{name: id, physicalType: int}",
                        "{name: x, physicalType: DOUBLE PRECISION}",
                        "{name: colour, physicalType: DATE}")
                .dataset("d.parquet", ", contract: c.yaml");
        assertEquals("no: d is invalid: colour is VARCHAR where the contract wants DATE.", project.says());
    }

    /** A name with signs of a pattern is that file, and not the one that the pattern means. */
    @ParameterizedTest
    @CsvSource({
        "part[1].parquet, part1.parquet",
        "d[1].jsonl, d1.jsonl",
        "a[bc].csv, ab.csv",
        "q?.csv, qx.csv",
        "s*.jsonl, s1.jsonl",
        "p[1]/x.csv, p1/x.csv",
        "f[1], f1"
    })
    void aPathThatExistsIsThatPath(String path, String other) throws Exception {
        for (String each : List.of(path, other)) {
            String value = each.equals(path) ? "1" : "999";
            String file = each.contains(".") ? each : each + "/x.csv";
            project.write(file, file.endsWith("jsonl") ? "{\"x\":" + value + "}\n" : "x\n" + value + "\n");
            if (file.endsWith("parquet")) {
                Files.delete(folder.resolve(file));
                make("COPY (SELECT " + value + " AS x) TO '$" + file + "'");
            }
        }
        project.contract("{name: x, logicalType: integer, logicalTypeOptions: {maximum: 10}}");
        assertEquals(
                "yes: d: 1 rows, 2 checks, valid.",
                project.dataset(path, ", contract: c.yaml").says());
        assertTrue(project.dataset(other, ", contract: c.yaml").says().startsWith("no: "));
    }

    @Test
    void aPatternBelowAFolderWithSignsIsAPattern() {
        ProjectFolder odd = new ProjectFolder(folder.resolve("[job] {1}"))
                .write("p[1]/a.csv", "x\n1\n")
                .write("p[1]/b.csv", "x\n2\n")
                .write("p1/c.csv", "x\n3\n");
        assertEquals(
                "yes: d: 2 rows, 0 checks, valid.",
                odd.dataset("p[1]/*.csv", "").says());
        assertEquals("yes: d: 2 rows, 0 checks, valid.", odd.dataset("p[1]", "").says());
        assertEquals(
                "yes: d: 3 rows, 0 checks, valid.",
                odd.dataset("p*/[a-c].csv", "").says());
    }
}
