package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Rules in a real PostgreSQL come to what they come to in a file with the same rows. */
class TableRulesPeerTest {
    private static PostgresServer server;

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    /** Loads a CSV file as a table of texts. */
    static void load(PostgresServer server, String table, String csv) {
        String header = csv.lines().findFirst().orElseThrow();
        String columns = Arrays.stream(header.split(","))
                .map(c -> '"' + c.replace("\"", "") + "\" text")
                .collect(Collectors.joining(", "));
        server.execute("DROP TABLE IF EXISTS " + table, "CREATE TABLE " + table + " (" + columns + ")");
        try (Connection connection = server.connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER true)", new StringReader(csv));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = RulesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What must be the same: every check's number and verdict, and which columns and rules are violated how often. */
    private static List<String> outcome(JsonNode validation) {
        List<String> all = new ArrayList<>();
        all.add("rows " + validation.get("rows") + " broken " + validation.get("brokenRecords") + " valid "
                + validation.get("valid"));
        validation
                .get("checks")
                .forEach(c -> all.add(c.get("id").asText() + " = " + c.get("number") + " holds " + c.get("holds")));
        List<String> shown = new ArrayList<>();
        validation
                .get("violations")
                .forEach(v -> shown.add(v.path("column").asText() + " "
                        + v.get("rule").asText() + " " + v.get("severity").asText()));
        shown.stream().sorted().forEach(all::add);
        return all;
    }

    @Test
    void theCorpusComesToTheSameAsInAFile() {
        project.write("rules.csv", resource("rules.csv"))
                .write("c.yaml", resource("rules.contract.yaml"))
                .dataset("rules.csv", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        List<String> ofFile = outcome(project.document("validation.json"));
        load(server, "corpus", resource("rules.csv"));
        project.table("url: '" + server.url() + "', table: public.corpus", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        assertEquals(String.join("\n", ofFile), String.join("\n", outcome(project.document("validation.json"))));
        assertTrue(project.document("validation.json").has("quarantine"));
    }
}
