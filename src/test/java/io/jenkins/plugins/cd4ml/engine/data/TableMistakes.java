package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with tables of a real database is one sentence each; what is odd is not wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TableMistakes {
    DatabaseServer server;

    @TempDir
    Path folder;

    ProjectFolder project;

    abstract DatabaseServer start();

    /** @return columns of one query */
    abstract int together();

    @BeforeAll
    void open() {
        server = start();
    }

    @AfterAll
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    String says(String source, String keys) {
        return project.table("url: '" + server.url() + "', " + source, keys).says();
    }

    void oneSentence(String says, String... parts) {
        assertTrue(says.startsWith("input: ") && says.contains("cd4ml.yaml line 3") && says.endsWith("."), says);
        assertFalse(says.contains("\n") || says.contains("Exception"), says);
        for (String part : parts) {
            assertTrue(says.contains(part), says);
        }
    }

    @Test
    void aWrongPasswordIsOneSentence() {
        project.table("url: '" + server.url() + "', table: t", "");
        String says = project.says(Map.of(
                "CD4ML_JDBC_WAREHOUSE_USER", DatabaseServer.USER, "CD4ML_JDBC_WAREHOUSE_PASSWORD", "another-word"));
        oneSentence(says, "the database cannot be read: ", "uthentication failed");
        assertFalse(says.contains("another-word"), says);
    }

    @Test
    void aServerThatIsNotThereIsOneSentence() {
        oneSentence(
                project.table("url: '" + server.nowhere() + "', table: t", "").says(), "the database cannot be read: ");
    }

    @Test
    void aTableThatIsNotThereIsOneSentence() {
        oneSentence(says("table: not_there", ""), "not_there cannot be read: ", "does not exist");
    }

    @Test
    void aQueryThatFailsIsOneSentence() {
        oneSentence(says("query: SELECT nothing_such FROM nowhere_at_all", ""), "the query cannot be read: ");
        oneSentence(says("query: DROP TABLE t", ""), "the query cannot be read: ");
        oneSentence(says("query: 'SELECT 1 AS a, 2 AS a'", ""), "the query gives 'a' twice");
        oneSentence(says("query: 'SELECT 1 / (1 - a) AS q FROM (SELECT 1 AS a) AS t'", ""), "ivision by zero");
    }

    /** Nobody's name closes a quotation of ours. */
    @Test
    void oddNamesAndTextsAreOnlyNamesAndTexts() throws SQLException {
        String name = "odd \"name'; -- \u2603";
        String column = "a\"b'c;/*";
        server.create(
                Duck.id(name),
                Duck.id(column) + " varchar, n double precision",
                List.of(
                        "('o''hare; DROP TABLE x; --', 1)",
                        "('\\ \"\"', 2)",
                        "('', NULL)",
                        "(NULL, CAST('NaN' AS double precision))",
                        "('\uD83D\uDE00\uD83D\uDE00', CAST('Infinity' AS double precision))"));
        project.contract(
                "{name: " + Duck.text(column) + ", required: true, logicalTypeOptions: {maxLength: 2, pattern: '.*'}}",
                "{name: n, logicalType: number, required: true, logicalTypeOptions: {maximum: 1.5}}");
        String says = says("table: " + Duck.text(Duck.id(name)), ", contract: c.yaml");
        assertTrue(says.startsWith("no: d is invalid: a row, "), says);
        JsonNode validation = project.document("validation.json");
        assertEquals(
                Map.of(
                        column + "/required",
                        1,
                        column + "/maxLength",
                        2,
                        column + "/pattern",
                        0,
                        "n/required",
                        1,
                        "n/maximum",
                        3),
                validation.get("violationCounts").properties().stream()
                        .filter(e -> !e.getKey().endsWith("/type"))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().asInt())));
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT " + Duck.id(column) + ", cd4ml_rules FROM "
                        + Duck.text(project.path + "/run1/"
                                + validation.get("quarantine").asText())
                        + " WHERE " + Duck.id(column) + " LIKE 'o%'")) {
            assertTrue(row.next());
            assertEquals("o'hare; DROP TABLE x; --", row.getString(1));
            assertEquals(column + "/maxLength", row.getString(2));
        }
    }

    private void wide(int width) {
        server.create(
                "wide",
                IntStream.range(0, width).mapToObj(i -> "c" + i + " varchar").collect(Collectors.joining(", ")),
                IntStream.range(0, 3)
                        .mapToObj(r -> IntStream.range(0, width)
                                .mapToObj(i -> "'" + (r * i) + "'")
                                .collect(Collectors.joining(", ", "(", ")")))
                        .toList());
        List<String> contract = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            contract.add("{name: c" + i + ", logicalType: integer, logicalTypeOptions: {maximum: "
                    + (i == width - 2 ? i : 2 * i) + "}}");
        }
        project.contract(contract.toArray(String[]::new));
    }

    /** More columns than one query asks about. */
    @Test
    void aWideTableIsDescribedInSeveralQueries() {
        int width = together() + 3;
        wide(width);
        String says = says("table: wide", ", contract: c.yaml");
        assertTrue(
                says.startsWith("no: d is invalid: a row, c" + (width - 2) + ": '" + 2 * (width - 2) + "' breaks"),
                says);
        JsonNode last = project.document("profile.json").get("columns").get(width - 1);
        assertEquals(2 * (width - 1), last.get("max").asInt(), last.toString());
        assertEquals(width - 1, last.get("mean").asInt(), last.toString());
    }

    @Test
    void aVeryWideTableIsHeldAgainstItsContract() {
        int width = 200;
        wide(width);
        String says = says("table: wide", ", contract: c.yaml, profile: false");
        assertTrue(says.startsWith("no: d is invalid: a row, c198: '396' breaks maximum 198"), says);
        assertEquals(400, project.document("validation.json").get("checks").size());
    }

    @Test
    void theVersionIsOfTheRowsInAnyOrder() {
        server.create("versions", "a integer, b varchar", List.of("(1, 'x')", "(2, NULL)"));
        assertTrue(says("table: versions", ", profile: false").startsWith("yes"));
        JsonNode first = project.document("validation.json");
        server.create("versions", "a integer, b varchar", List.of("(2, NULL)", "(1, 'x')"));
        assertTrue(says("table: versions", ", profile: false").startsWith("yes"));
        assertEquals(first.get("digest"), project.document("validation.json").get("digest"));
        server.create("versions", "a integer, b varchar", List.of("(2, 'x')", "(1, NULL)"));
        assertTrue(says("table: versions", ", profile: false").startsWith("yes"));
        assertFalse(
                first.get("digest").equals(project.document("validation.json").get("digest")));
    }
}
