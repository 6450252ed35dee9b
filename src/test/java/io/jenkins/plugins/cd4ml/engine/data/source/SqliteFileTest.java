package io.jenkins.plugins.cd4ml.engine.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite puts any value into any column, and files come from strangers. */
class SqliteFileTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    private void make(String file, String... sql) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
                Statement statement = sqlite.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    private JsonNode column(int i) {
        return project.document("profile.json").at("/columns/" + i);
    }

    @Test
    void aWordInAnIntegerColumnIsOneViolation() throws Exception {
        make(
                "d.sqlite",
                "CREATE TABLE t (id INTEGER, n INTEGER)",
                "INSERT INTO t VALUES (1, 4), (2, 'four'), (3, 5.5)");
        project.contract("{name: id, logicalType: integer}", "{name: n, logicalType: integer}")
                .dataset("d.sqlite", ", table: t, contract: c.yaml");
        assertEquals("no: d is invalid: row 2, n: 'four' is not of type integer (2 such values).", project.says());
    }

    @Test
    void numbersKeepAllTheirDigitsAndInfinitiesStay() throws Exception {
        make(
                "d.sqlite",
                "CREATE TABLE t (x REAL, big INTEGER)",
                "INSERT INTO t VALUES (0.1234567890123456789, 9007199254740993), (9e999, 1), (-9e999, 2)");
        assertTrue(project.validateAs("d.sqlite", ", table: t").yes());
        assertEquals(0.12345678901234568, column(0).get("min").asDouble());
        assertEquals(1, column(0).get("positiveInfinite").asInt());
        assertEquals(3, column(1).get("distinct").asInt());
    }

    @Test
    void nullIsMissingAndTheEmptyTextOnlyWhereItIsListed() throws Exception {
        make("d.sqlite", "CREATE TABLE t (s)", "INSERT INTO t VALUES (NULL), (''), ('NA'), ('a')");
        assertTrue(project.validateAs("d.sqlite", ", table: t").yes());
        assertEquals(1, column(0).get("missing").asInt());
        assertTrue(
                project.validateAs("d.sqlite", ", table: t, missing: ['', NA]").yes());
        assertEquals(3, column(0).get("missing").asInt());
    }

    @Test
    void recordsAreNumberedInTheOrderOfInsertionWhateverIndexCoversThem() throws Exception {
        make(
                "d.sqlite",
                "CREATE TABLE t (a INTEGER, b INTEGER)",
                "CREATE INDEX i ON t (a, b)",
                "INSERT INTO t VALUES (9, 1), (5, 1), (7, 1), (1, 2)");
        project.contract("{name: b, logicalType: integer, logicalTypeOptions: {maximum: 1}}")
                .dataset("d.sqlite", ", table: t, contract: c.yaml");
        assertEquals("no: d is invalid: row 4, b: '2' breaks maximum 1.", project.says());
    }

    @Test
    void viewsAndTablesWithoutRowNumbersAreRead() throws Exception {
        make(
                "d.sqlite",
                "CREATE TABLE w (k TEXT PRIMARY KEY, n) WITHOUT ROWID",
                "INSERT INTO w VALUES ('b', 1), ('a', 2)",
                "CREATE VIEW v AS SELECT n FROM w WHERE n > 1");
        project.dataset("d.sqlite", ", table: w");
        assertTrue(project.says().startsWith("yes: d: 2 rows"), project.says());
        project.dataset("d.sqlite", ", table: v");
        assertTrue(project.says().startsWith("yes: d: 1 rows"), project.says());
    }

    @Test
    void theFileIsNeitherChangedNorLocked() throws Exception {
        make("d.sqlite", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        byte[] before = Files.readAllBytes(folder.resolve("d.sqlite"));
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("d.sqlite"));
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertTrue(project.validateAs("d.sqlite", ", table: t").yes());
            statement.execute("ROLLBACK");
        }
        assertTrue(Arrays.equals(before, Files.readAllBytes(folder.resolve("d.sqlite"))));
    }

    @Test
    void rowsThatAreOnlyInALogBesideTheFileAreNotPassedOver() throws Exception {
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("d.sqlite"));
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (1)");
            project.dataset("d.sqlite", ", table: t");
            assertTrue(
                    project.says()
                            .matches("input: .*d.sqlite has changes in d.sqlite-wal that are not in the file; .*"),
                    project.says());
        }
        assertTrue(project.says().startsWith("yes: d: 1 rows"), project.says()); // closing checkpoints it
    }

    @Test
    void aTableThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
        make("d.sqlite", "CREATE TABLE one (a)", "CREATE TABLE two (a)");
        project.dataset("d.sqlite", ", table: three");
        assertTrue(project.says().endsWith("d.sqlite has no table 'three'; it has one, two."), project.says());
        project.dataset("d.sqlite", "");
        assertTrue(project.says().endsWith("is a database; name its table with 'table'."), project.says());
    }

    @Test
    void namesCannotBreakOutOfTheirQuotes() throws Exception {
        make(
                "a b?#%41.db",
                "CREATE TABLE \"t\"\"; DROP\" (\"x\"\"y\" INTEGER, \"it's\" TEXT)",
                "INSERT INTO \"t\"\"; DROP\" VALUES (1, 'a')");
        project.dataset("a b?#%41.db", ", table: 't\"; DROP'");
        assertTrue(project.says().startsWith("yes: d: 1 rows"), project.says());
        assertEquals("x\"y", column(0).get("name").asText());
    }

    @Test
    void bytesThatAreNoTextAreNamedWithTheirRow() throws Exception {
        make("d.sqlite", "CREATE TABLE t (s TEXT)", "INSERT INTO t VALUES ('fine'), (CAST(x'ff41' AS TEXT))");
        project.dataset("d.sqlite", ", table: t");
        assertEquals("no: d is invalid: d.sqlite row 2, s: is not UTF-8 text.", project.says());
    }

    @Test
    void nothingTemporaryIsLeft() throws Exception {
        make("d.sqlite", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        Set<Path> before = temporary();
        project.validateAs("d.sqlite", ", table: t");
        Set<Path> left = temporary();
        left.removeAll(before);
        for (int i = 0; i < 600 && !left.isEmpty(); i++) { // other tests of this machine remove theirs
            Thread.sleep(100);
            left.retainAll(temporary());
        }
        assertEquals(Set.of(), left);
    }

    private static Set<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("cd4ml-rows"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
