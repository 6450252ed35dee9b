package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.RulesTest;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Rules in a real database come to what they come to in a file with the same rows. One class a database runs these. */
abstract class TableRules extends DatabaseFixture {
    /** Loads a CSV file as a table of texts; what is quoted is no missing value. */
    private void load(String table, String csv) {
        project.write("load.csv", csv);
        String from = "read_csv(" + Duck.text(folder.resolve("load.csv").toString())
                + ", all_varchar = true, header = true, allow_quoted_nulls = false, max_line_size = 20000000)";
        List<String> columns = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + from)) {
            int count = row.getMetaData().getColumnCount();
            for (int i = 1; i <= count; i++) {
                columns.add(Duck.id(row.getMetaData().getColumnLabel(i)) + " varchar");
            }
            while (row.next()) {
                StringJoiner values = new StringJoiner(", ", "(", ")");
                for (int i = 1; i <= count; i++) {
                    values.add(row.getString(i) == null ? "NULL" : Duck.text(row.getString(i)));
                }
                rows.add(values.toString());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        server.create(table, String.join(", ", columns), rows);
    }

    private static String resource(String name) {
        try (InputStream in = RulesTest.class.getResourceAsStream("/io/jenkins/plugins/cd4ml/engine/data/" + name)) {
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
        load("corpus", resource("rules.csv"));
        project.table("url: '" + server.url() + "', table: corpus", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        assertEquals(String.join("\n", ofFile), String.join("\n", outcome(project.document("validation.json"))));
        assertTrue(project.document("validation.json").has("quarantine"));
    }
}
