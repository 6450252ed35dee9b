package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules on real rows; the numbers of rules.json are pandas' (rules.py beside it). */
public class RulesTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    private static byte[] resource(String name) {
        try (InputStream in = RulesTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void corpus() {
        project.write("rules.csv", resource("rules.csv"))
                .write("c.yaml", resource("rules.contract.yaml"))
                .dataset("rules.csv", ", contract: c.yaml");
    }

    @Test
    void everyRuleCountsWhatPandasCounts() throws IOException {
        corpus();
        assertFalse(project.validate().yes());
        Map<String, Double> numbers = new TreeMap<>();
        for (JsonNode check : project.document("validation.json").get("checks")) {
            numbers.put(check.get("id").asText(), check.get("number").asDouble());
        }
        JsonNode pandas = Json.MAPPER.readTree(resource("rules.json"));
        Map<String, Double> expected = new TreeMap<>();
        pandas.properties().forEach(e -> expected.put(e.getKey(), e.getValue().asDouble()));
        numbers.keySet().retainAll(expected.keySet());
        assertEquals(expected, numbers);
    }

    @Test
    void resultsAreTheSameWithAnyNumberOfThreads() {
        corpus();
        Map<String, String> digests = new HashMap<>();
        for (String threads : new String[] {"1", "2", "4"}) {
            System.setProperty("cd4ml.duckdb.threads", threads);
            System.setProperty("cd4ml.csv", "4".equals(threads) ? "plain" : "duckdb"); // whoever reads it
            try {
                project.validate();
            } finally {
                System.clearProperty("cd4ml.duckdb.threads");
                System.clearProperty("cd4ml.csv");
            }
            for (String document : new String[] {"validation.json", "profile.json"}) {
                String digest = Digests.of(Json.text(project.document(document)));
                assertEquals(
                        digests.computeIfAbsent(document, d -> digest), digest, document + ", " + threads + " threads");
            }
        }
    }

    @Test
    void quarantineHoldsEveryBrokenRecordWithItsRules() throws Exception {
        corpus();
        project.validate();
        JsonNode validation = project.document("validation.json");
        Path file = folder.resolve("run1").resolve(validation.get("quarantine").asText());
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*), count(*) FILTER (cd4ml_rules LIKE '%age/type%'),"
                                + " min(len(cd4ml_rules)) FROM '" + file + "'")) {
            row.next();
            assertTrue(row.getLong(1) > 100);
            assertEquals(validation.get("violationCounts").get("age/type").asLong(), row.getLong(2));
            assertTrue(row.getLong(3) > 0);
        }
    }

    @Test
    void quarantineHoldsDuplicatesTooAndMayBeCsv() throws IOException {
        project.write("d.csv", "id,k,x\n1,a,1\n2,b,2\n1,c,3\n3,b,nine\n4,b,5\n")
                .contract(
                        "{name: id, logicalType: integer, unique: true}",
                        "{name: k, quality: [{metric: duplicateValues, mustBeLessThan: 2}]}",
                        "{name: x, logicalType: integer}")
                .dataset("d.csv", ", contract: c.yaml, quarantine: csv");
        assertFalse(project.validate().yes());
        assertEquals(
                "data/d/quarantine.csv",
                project.document("validation.json").get("quarantine").asText());
        assertEquals(
                List.of(
                        "cd4ml_record,cd4ml_rules,id,k,x",
                        "1,id/unique,1,a,1",
                        "2,k/unique,2,b,2",
                        "3,id/unique,1,c,3",
                        "4,\"x/type, k/unique\",3,b,nine",
                        "5,k/unique,4,b,5"),
                Files.readAllLines(folder.resolve("run1/data/d/quarantine.csv")));
    }

    @Test
    void wrongTypeInRowSevenIsNamed() {
        project.write("d.csv", "id,x\n1,1\n2,1\n3,1\n4,1\n5,1\n6,1\n7,abc\n8,1\n")
                .contract("{name: id, logicalType: integer}", "{name: x, logicalType: number}")
                .dataset("d.csv", ", contract: c.yaml");
        assertEquals("no: d is invalid: row 7, x: 'abc' is not of type number.", project.says());
    }

    @Test
    void aWarningDoesNotInvalidate() {
        project.write("d.csv", "x\n1\n9\n")
                .contract("{name: x, logicalType: integer, quality: [{metric: invalidValues, arguments: {validValues:"
                        + " [1]}, mustBe: 0, severity: warning}]}")
                .dataset("d.csv", ", contract: c.yaml");
        assertEquals(
                "yes: d: 2 rows, 2 checks, valid with 1 warnings: row 2, x: '9' is not one of [1].", project.says());
    }

    @Test
    void hostileValuesAreShownOnOneLine() {
        project.write("d.csv", "x\n\"a\nb\u202e<script>\"\n")
                .contract("{name: x, logicalType: integer}")
                .dataset("d.csv", ", contract: c.yaml");
        assertEquals("no: d is invalid: row 1, x: 'a\\u000ab\\u202e<script>' is not of type integer.", project.says());
    }

    @Test
    void foreignKeysLookIntoAnotherDataset() {
        project.write("d.csv", "region\nnorth\nsouth\nmoon\n\n")
                .write("regions.csv", "name\nnorth\nsouth\n")
                .contract("{name: region, relationships: [{type: foreignKey, to: regions.name}]}")
                .write(
                        "cd4ml.yaml",
                        "model: m\ndata:\n  d: {path: d.csv, contract: c.yaml}\n  regions: {path: regions.csv}\n");
        assertTrue(
                project.says().startsWith("no: d is invalid: row 3, region: 'moon' is not in regions.name."),
                project.says());
    }

    @Test
    void staleDataAreNamed() {
        project.write("d.csv", "at\n2020-01-01 00:00:00\n")
                .write(
                        "c.yaml",
                        "slaProperties: [{property: freshness, value: 2, unit: d, element: t.at}]\n"
                                + "schema: [{name: t, properties: [{name: at, logicalType: timestamp}]}]\n")
                .dataset("d.csv", ", contract: c.yaml");
        assertTrue(
                project.says()
                        .matches("no: d is invalid: at: the newest is [0-9.]+ hours old, the contract wants at most"
                                + " 48\\."),
                project.says());
    }

    @Test
    void whatAContractAsksForAndIsNotSupportedIsNamed() {
        project.write("d.csv", "x\n1\n")
                .write(
                        "c.yaml",
                        "schema:\n- name: t\n  properties:\n  - name: x\n    logicalType: thing\n"
                                + "    items: y\n    quality: [{type: other, engine: soda}]\n")
                .dataset("d.csv", ", contract: c.yaml");
        String says = project.says();
        assertTrue(
                says.startsWith("input: ")
                        && says.contains("logical type 'thing'")
                        && says.contains("'items'")
                        && says.contains("type 'other'"),
                says);
        project.dataset("d.csv", ", contract: c.yaml, unsupported: report");
        assertEquals(
                "yes: d: 1 rows, 0 checks, valid; 3 parts of the contract are not supported and were not checked.",
                project.says());
        assertEquals(3, project.document("validation.json").get("unsupported").size());
    }

    @Test
    void aRuleOnAColumnThatIsNotThereDoesNotPass() {
        project.write("d.csv", "a\n1\n")
                .contract("{name: a}", "{name: b, logicalType: integer, logicalTypeOptions: {minimum: 1}}")
                .dataset("d.csv", ", contract: c.yaml");
        assertEquals("yes: d: 1 rows, 0 checks, valid with 1 warnings: d.csv has no column 'b'.", project.says());
        project.contract("{name: a}", "{name: b, quality: [{metric: nullValues, mustBe: 0}]}");
        assertEquals("no: d is invalid: d.csv has no column 'b'.", project.says());
        project.contract("{name: a}", "{name: b, quality: [{metric: nullValues, mustBe: 0, severity: warning}]}");
        assertEquals("yes: d: 1 rows, 0 checks, valid with 1 warnings: d.csv has no column 'b'.", project.says());
    }

    @Test
    void oneTableOfSeveralIsChosenByName() {
        project.write("d.csv", "a,at\n1,2020-01-01\n")
                .write(
                        "c.yaml",
                        "slaProperties: [{property: freshness, value: 2, unit: d, element: u.at}]\n"
                                + "schema:\n"
                                + "- {name: t, properties: [{name: a, logicalType: integer}]}\n"
                                + "- {name: u, properties: [{name: a, logicalTypeOptions: {pattern: x}}, {name: at,"
                                + " logicalType: timestamp}]}\n")
                .dataset("d.csv", ", contract: c.yaml");
        assertTrue(
                project.says().endsWith("(schema) has t, u; name one with 'contractTable' at the dataset."),
                project.says());
        project.dataset("d.csv", ", contract: c.yaml, contractTable: t");
        assertEquals("yes: d: 1 rows, 1 checks, valid.", project.says());
        project.dataset("d.csv", ", contract: c.yaml, contractTable: u");
        assertTrue(
                project.says().startsWith("no: d is invalid: at: the newest is ")
                        && project.says().endsWith("and 1 more broken rules."),
                project.says());
        project.dataset("d.csv", ", contract: c.yaml, contractTable: v");
        assertTrue(project.says().contains("has no table 'v'; it has t, u;"), project.says());
    }

    @Test
    void aBoundWithAnOffsetIsAnInstant() {
        project.write("d.csv", "a\n2020-01-01\n")
                .contract(
                        "{name: a, logicalType: timestamp, logicalTypeOptions: {minimum: '2020-01-01 00:00:00+10:00'}}")
                .dataset("d.csv", ", contract: c.yaml");
        assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
        project.write("d.csv", "a\n2019-12-31 13:59:59\n");
        assertTrue(project.says().startsWith("no: "), project.says());
        project.write("d.csv", "a\n2020-01-01T02:00:00+12:30\n");
        assertTrue(project.says().startsWith("no: "), project.says());
    }

    @Test
    void driftSeesNewCategoriesMissingValuesAndSchema() {
        project.write("now.csv", "c,n,new\na,1,1\nb,2,1\nz,,1\nz,4,1\n")
                .write("ref.csv", "c,n,old\na,1,1\nb,2,1\nb,3,1\ny,4,1\n")
                .dataset("now.csv", ", reference: ref.csv");
        assertTrue(project.validate().yes());
        JsonNode drift = project.document("drift.json");
        assertEquals(1, drift.at("/metrics/c.newCategories").asInt());
        assertEquals(1, drift.at("/metrics/c.missingCategories").asInt());
        assertEquals(0.25, drift.at("/metrics/n.nulls").asDouble());
        assertEquals(2, drift.at("/metrics/schema.changes").asInt());
        assertEquals("new", drift.at("/schema/added/0").asText());
    }

    @ParameterizedTest
    @CsvSource({"9007199254740990, 9007199254740991, 2, true", "9007199254740992, 9007199254740993, 1, false"})
    void aDistinctCountIsNoMoreExactThanTheNumbers(String one, String other, int distinct, boolean exact) {
        project.write("d.csv", "x\n" + one + "\n" + other + "\n").dataset("d.csv", "");
        assertTrue(project.validate().yes());
        JsonNode column = project.document("profile.json").at("/columns/0");
        assertEquals(distinct, column.get("distinct").asInt());
        assertEquals(exact, column.get("distinctExact").asBoolean());
    }

    @Test
    void aColumnThatIsTextOnlyFarDownIsReadAsText() {
        project.write("d.csv", "x\n" + "1\n".repeat(30_000) + "n/a\n").dataset("d.csv", "");
        assertTrue(project.validate().yes());
        assertFalse(project.document("profile.json").at("/columns/0/numeric").asBoolean());
        assertEquals(
                2, project.document("profile.json").at("/columns/0/distinct").asInt());
    }
}
