package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.Database;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes wrong with tables of a real database is one sentence each; what is odd is not wrong. */
abstract class TableMistakes extends DatabaseFixture {
    static final String DIVISION = "query: 'SELECT 1 / (1 - a) AS q FROM (SELECT 1 AS a) AS t'";

    /** @return how this database says what most say so */
    String said(String usual) {
        return usual;
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
        oneSentence(says, "the database cannot be read: ", said("uthentication failed"));
        assertFalse(says.contains("another-word"), says);
    }

    @Test
    void aServerThatIsNotThereIsOneSentence() {
        oneSentence(
                project.table("url: '" + server.nowhere() + "', table: t", "").says(), "the database cannot be read: ");
    }

    @Test
    void aTableThatIsNotThereIsOneSentence() {
        oneSentence(says("table: not_there", ""), "not_there cannot be read: ", said("does not exist"));
    }

    @Test
    void aQueryThatFailsIsOneSentence() {
        oneSentence(says("query: SELECT nothing_such FROM nowhere_at_all", ""), "the query cannot be read: ");
        oneSentence(says("query: DROP TABLE t", ""), "the query cannot be read: ");
        oneSentence(says("query: 'SELECT 1 AS a, 2 AS a'", ""), said("the query gives 'a' twice"));
    }

    @Test
    void aDivisionByZeroIsOneSentence() {
        oneSentence(says(DIVISION, ""), "ivision by zero");
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

    /** A contract may declare any column as anything; what comes of it is what comes of the same values in a file. */
    @Test
    void whatIsDeclaredAsAnotherTypeIsJudgedAsInAFile() throws SQLException {
        String columns = "b boolean, d date, s varchar, f double precision, n decimal(38,10), t timestamp";
        List<String> rows = List.of(
                "(true, DATE '2026-01-01', '4', 12.5, 12345678901234567890.5, TIMESTAMP '2026-01-01 00:00:00')",
                "(false, DATE '2026-01-01', ' 6 ', CAST('NaN' AS double precision), 2, TIMESTAMP '2026-01-01"
                        + " 00:00:01')",
                "(true, DATE '0001-01-01', 'yes', CAST('Infinity' AS double precision), 2.0, NULL)",
                "(NULL, NULL, NULL, NULL, NULL, NULL)",
                "(false, DATE '9999-12-31', '1e1', -0.0, 0.0000000001, TIMESTAMP '1969-12-31 23:59:59')");
        server.create("declared", columns, rows);
        try (Duck duck = Duck.open()) {
            duck.execute("CREATE TABLE declared (" + columns + ")");
            duck.execute("INSERT INTO declared VALUES " + String.join(", ", rows));
            duck.execute("COPY declared TO " + Duck.text(folder + "/declared.parquet") + " (FORMAT parquet)");
        }
        for (String type : List.of("integer", "number", "boolean", "date", "timestamp", "string")) {
            String bounds =
                    switch (type) {
                        case "integer", "number" -> ", logicalTypeOptions: {minimum: 1, multipleOf: 2}";
                        case "date", "timestamp" -> ", logicalTypeOptions: {minimum: '2026-01-01'}";
                        default -> "";
                    };
            project.contract(Stream.of("b", "d", "s", "f", "n", "t")
                    .map(c -> "{name: " + c + ", unique: true, logicalType: " + type + bounds + "}")
                    .toArray(String[]::new));
            project.dataset("declared.parquet", ", contract: c.yaml").validate();
            String ofFile = judged();
            String says = says("table: declared", ", contract: c.yaml");
            assertTrue(says.startsWith("no: "), says);
            assertEquals(ofFile, judged(), type);
        }
    }

    /** @return the numbers of all checks, and what the profile says was missing and invalid */
    private String judged() {
        StringBuilder all = new StringBuilder();
        project.document("validation.json")
                .get("checks")
                .forEach(c -> all.append(c.get("id").asText() + " " + c.get("number") + "\n"));
        project.document("profile.json")
                .get("columns")
                .forEach(c -> all.append(c.get("name").asText() + " missing " + c.get("missing") + " invalid "
                        + c.get("invalid") + " distinct " + c.get("distinct") + "\n"));
        return all.toString();
    }

    /** Names that our own queries could have wanted for themselves, and two that differ by case alone. */
    @Test
    void columnsMayHaveTheNamesOfOurOwn() {
        List<String> names =
                List.of("cd4ml_n0", "cd4ml_t1", "cd4ml_d0", "cd4ml_rules", "x", "n", "v", "c", "b", "select");
        server.create(
                "own",
                names.stream().map(n -> Duck.id(n) + " integer").collect(Collectors.joining(", ")),
                List.of(
                        names.stream().map(n -> "1").collect(Collectors.joining(", ", "(", ")")),
                        names.stream().map(n -> "2").collect(Collectors.joining(", ", "(", ")"))));
        project.contract(names.stream()
                .map(n -> "{name: " + n + ", logicalType: integer, unique: true, logicalTypeOptions: {maximum: 1}}")
                .toArray(String[]::new));
        String says = says("table: own", ", contract: c.yaml, reference: {table: own}");
        assertTrue(says.startsWith("no: d is invalid: a row, cd4ml_n0: '2' breaks maximum 1, and 9 more"), says);
        assertTrue(project.document("validation.json").has("quarantine"));
    }

    @Test
    void aQueryMayHaveCommentsAroundIt() {
        assertTrue(says("query: 'SELECT 1 AS a; -- done; really'", "").startsWith("yes: d: 1 rows"));
        assertTrue(says("query: '/* first; */ SELECT 1 AS a -- last'", "").startsWith("yes: d: 1 rows"));
        oneSentence(says("query: 'SELECT 1 AS a; SELECT 2 -- x'", ""), "one SELECT without ';'");
        oneSentence(says("query: 'SELECT 1 AS a /* open'", ""), "the query cannot be read: ");
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
        int width = Database.of(server.url()).dialect(Map.of()).together() + 3;
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
