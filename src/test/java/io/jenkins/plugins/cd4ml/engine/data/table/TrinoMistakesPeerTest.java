package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.TrinoServer;
import io.jenkins.plugins.cd4ml.engine.cli.Main;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrinoMistakesPeerTest extends TableMistakes {
    @Override
    DatabaseServer start() {
        return TrinoServer.start();
    }

    @Test
    void aPasswordOverPlainHttpIsNeverSent() {
        oneSentence(
                project.table("url: 'jdbc:trino://127.0.0.1:1/memory/default', table: t", "")
                        .says(),
                "SSL");
    }

    @Test
    void valuesOfOtherTypesAreNamed() {
        server.create("nested", "a integer, tags array(varchar), r row(x integer), h HyperLogLog", List.of());
        oneSentence(
                says("table: nested", ""),
                "nested has columns of types that are not supported: 'tags' (array(varchar)), 'r' (row(x integer)), 'h'"
                        + " (HyperLogLog); name a 'query'");
        server.create("nested", "a integer, tags array(varchar)", List.of("(1, ARRAY['x', 'y'])"));
        String says = says("query: 'SELECT a, json_format(CAST(tags AS json)) AS tags FROM nested'", "");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", says);
        assertEquals(
                "[\"x\",\"y\"]",
                project.document("profile.json").at("/columns/1/top/0/value").asText());
    }

    @Test
    void scalarsOfAllTypesAreDescribed() {
        String query = "SELECT X'00ff' AS b, JSON '{\"k\": 1}' AS j, TIME '08:00:00' AS t, uuid() = uuid() AS f,"
                + " CAST('ab' AS char(5)) AS c, DECIMAL '1.50' AS d, INTERVAL '1' DAY AS i, NULL AS n,"
                + " TIMESTAMP '2026-01-01 12:00:00 +02:00' AS z, REAL '1.5' AS r";
        assertEquals("yes: d: 1 rows, 0 checks, valid.", says("query: " + Duck.text(query), ""));
        List<String> seen = new java.util.ArrayList<>();
        project.document("profile.json")
                .get("columns")
                .forEach(c -> seen.add(c.get("name").asText() + " "
                        + (c.has("top")
                                ? c.at("/top/0/value").asText()
                                : c.get("max").asText())));
        assertEquals(
                List.of(
                        "b 00FF",
                        "j {\"k\":1}",
                        "t 08:00:00",
                        "f false",
                        "c ab",
                        "d 1.5",
                        "i 1 00:00:00.000",
                        "n ",
                        "z 2026-01-01T10:00:00Z",
                        "r 1.5"),
                seen);
    }

    @Test
    void namesThatDifferInCaseAloneAreOneName() {
        oneSentence(says("query: 'SELECT 1 AS \"a\", 2 AS \"A\"'", ""), "the query gives 'A' twice");
    }

    @Test
    void rowsThatChangeMeanwhileAreNoDataset() {
        oneSentence(
                says("query: SELECT random() AS x", ""),
                "the query changed while it was read, or gives other rows each time, and Trino has no snapshot");
    }

    @Test
    void aQueryTooLongIsNotSent() {
        StringBuilder values = new StringBuilder("k\n");
        for (int i = 0; i < 40_000; i++) {
            values.append("a-rather-long-key-").append(i).append('\n');
        }
        project.write("keys.csv", values.toString())
                .contract("{name: a, relationships: [{type: foreignKey, to: keys.k}]}");
        project.write(
                "cd4ml.yaml",
                "model: m\ndata:\n  d: {contract: c.yaml, jdbc: {credentials: warehouse, url: '" + server.url()
                        + "', query: \"SELECT 'a' AS a\"}}\n  keys: {path: keys.csv}\n");
        oneSentence(project.says(), "characters would be needed, and Trino takes 1000000; ");
    }

    /** As Jenkins ends the worker of an aborted build. */
    @Test
    void anAbortedRunLeavesNoQueryBehind() throws IOException, InterruptedException, SQLException {
        String slow = "SELECT count(*) AS aborted FROM UNNEST(sequence(1, 10000)) AS a(x) CROSS JOIN"
                + " UNNEST(sequence(1, 10000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 10000)) AS c(z) WHERE x * y % z = 7";
        project.table("url: '" + server.url() + "', query: '" + slow + "'", "");
        ProcessBuilder worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.library.path=" + System.getProperty("java.library.path"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "validate-data")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        worker.environment().putAll(DatabaseServer.environment());
        Process process = worker.start();
        try {
            await("RUNNING", process);
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            await("FAILED USER_CANCELED", null);
        } finally {
            process.destroyForcibly();
        }
    }

    private void await(String expected, Process alive) throws InterruptedException, SQLException {
        String state = "";
        for (int i = 0; i < 600 && (alive == null || alive.isAlive()); i++) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT concat_ws(' ', state, error_code) FROM system.runtime.queries WHERE query LIKE"
                                    + " '%sum(%AS aborted FROM%' AND query NOT LIKE '%system.runtime%'")) {
                state = row.next() ? row.getString(1) : "none";
                if (state.equals(expected)) {
                    return;
                }
            }
            Thread.sleep(200);
        }
        throw new AssertionError(
                state + " where " + expected + " was awaited; the worker lives: " + (alive != null && alive.isAlive()));
    }
}
