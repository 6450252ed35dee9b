package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tolerated share ({@code mostly}), rows that a rule is about ({@code where}), and rules on several columns. */
class TolerantRulesTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
        project.dataset("d.csv", ", contract: c.yaml");
    }

    /** What both readers of CSV say, which is the same, documents included. */
    private String says() {
        List<String> all = new ArrayList<>();
        for (String reader : List.of("plain", "duckdb")) {
            System.setProperty("cd4ml.csv", reader);
            try {
                String says = project.says();
                all.add(
                        says.startsWith("input")
                                ? says
                                : says + project.document("validation.json") + project.document("profile.json"));
                if (all.size() == 2) {
                    assertEquals(all.get(0), all.get(1));
                    return says;
                }
            } finally {
                System.clearProperty("cd4ml.csv");
            }
        }
        throw new AssertionError();
    }

    private JsonNode check(String id) {
        for (JsonNode check : project.document("validation.json").get("checks")) {
            if (check.get("id").asText().equals(id)) {
                return check;
            }
        }
        throw new AssertionError(project.document("validation.json").get("checks"));
    }

    /** Of 10 values 9 keep the rule, of which a share of 0.9 is exactly 9; the missing ones are no values. */
    @ParameterizedTest
    @CsvSource({"0.9, yes", "0.91, no", "0.900000000000001, no", "1, no", "0.001, yes"})
    void aShareIsOfTheValues(String mostly, String verdict) {
        project.write("d.csv", "x,y\n" + "5,a\n".repeat(9) + "-1,a\n" + ",a\n".repeat(7))
                .contract(
                        "{name: x, logicalType: integer, quality: [{metric: invalidValues, arguments: {minimum: 0,"
                                + " mostly: " + mostly + "}}]}",
                        "{name: y}");
        assertTrue(says().startsWith(verdict), says());
        assertEquals(0.9, check("x/minimum").get("number").asDouble());
        assertEquals(
                "at least " + mostly.replaceFirst("^1$", "1") + " of the values",
                check("x/minimum").get("bound").asText());
        assertEquals("no".equals(verdict), project.has("quarantine.parquet"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        nullValues      |                                   | 0.8  | 5
        missingValues   | missingValues: ['b'],             | 0.6  | 5
        invalidValues   | validValues: ['a', 'c'],          | 0.75 | 4
        invalidValues   | pattern: '[ac]',                  | 0.75 | 4
        invalidValues   | maxLength: 1, minLength: 1,       | 1    | 4
        invalidValues   | foreignKey: k.code,               | 0.75 | 4
        invalidValues   | condition: \"x <> 'b'\",          | 0.75 | 4
        duplicateValues |                                   | 0.75 | 4
        """)
    void everyRuleMayHaveAShare(String metric, String arguments, double share, int of) {
        project.write("k.csv", "code\na\nc\n")
                .write("d.csv", "x,y\na,1\nb,2\nc,3\na,4\n\"\",5\n")
                .write("cd4ml.yaml", "model: m\ndata:\n  d: {path: d.csv, contract: c.yaml}\n  k: {path: k.csv}\n");
        for (boolean kept : new boolean[] {true, false}) {
            project.contract(
                    "{name: x, quality: [{metric: " + metric + ", arguments: {" + (arguments == null ? "" : arguments)
                            + " mostly: " + (kept ? share : Math.min(1, share + 0.01)) + "}}]}",
                    "{name: y}");
            String says = project.says();
            assertTrue(
                    kept || share == 1 ? says.startsWith("yes") || says.startsWith("All") : says.startsWith("no"),
                    says);
            JsonNode check = project.document("validation.json").at("/checks/0");
            assertEquals(share, check.get("number").asDouble(), check.toString());
        }
        assertTrue(of > 0);
    }

    @Test
    void whereNamesTheRecordsThatARuleIsAbout() {
        project.write(
                        "d.csv",
                        "c,x,day\n"
                                + "DE,1,2026-01-01\n"
                                + "DE,-5,2026-01-02\n"
                                + "FR,-1,2026-01-03\n"
                                + ",-2,2026-01-04\n"
                                + "FR,,2026-01-05\n")
                .contract(
                        "{name: c}",
                        "{name: x, logicalType: integer, quality: [{metric: invalidValues, arguments: {minimum: 0,"
                                + " where: \"c = 'DE'\"}, mustBe: 0}, {metric: nullValues, arguments: {where: \"c ="
                                + " 'FR'\"}, mustBeLessOrEqualTo: 50, unit: percent}, {metric: invalidValues, arguments:"
                                + " {maximum: 0, where: \"day < DATE '2026-01-03' AND x > 0\", mostly: 0.1}}]}",
                        "{name: day, logicalType: date}");
        assertEquals(
                "no: d is invalid: x: 1 of 1 values break maximum where the contract wants at least 0.1 of the values"
                        + " to keep it, and 1 more broken rules.",
                says());
        assertEquals(1, check("x/minimum").get("number").asInt());
        assertEquals(50, check("x/nullValues").get("number").asDouble());
        assertEquals(0, check("x/maximum").get("number").asDouble());
        assertEquals(3, project.document("validation.json").get("brokenRecords").asInt());
        assertEquals("[1=x/maximum, 2=x/minimum]", quarantined().toString());
    }

    private List<String> quarantined() {
        List<String> all = new ArrayList<>();
        Path file = folder.resolve("run2/data/d/quarantine.parquet");
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + Duck.text(file.toString()))) {
            assertEquals(5, row.getMetaData().getColumnCount());
            while (row.next()) {
                all.add(row.getString(1) + "=" + row.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @Test
    void rowsAreCountedAndDuplicatesFoundAmongThem() {
        project.write("d.csv", "c,x\nDE,1\nDE,2\nFR,1\nFR,1\nDE,2\n")
                .write(
                        "c.yaml",
                        "schema: [{name: t, quality: [{metric: rowCount, arguments: {where: \"c = 'DE'\"}, mustBe: 3},"
                                + " {metric: duplicateValues, arguments: {properties: [c, x], where: \"c = 'FR'\"},"
                                + " mustBe: 1}], properties: [{name: c}, {name: x, quality: [{metric: duplicateValues,"
                                + " arguments: {where: \"c = 'DE'\"}, mustBe: 0}]}]}]\n");
        assertEquals("no: d is invalid: row 2, x: '2' is there more than once.", says());
        assertEquals(3, check("rowCount").get("number").asInt());
        assertEquals(1, check("c+x/unique").get("number").asInt());
    }

    @Test
    void severalColumnsKeepOneCondition() {
        project.write("d.csv", "low,high,sum\n1,2,3\n5,4,9\n,4,4\n1,1,3\nx,1,1\n")
                .write(
                        "c.yaml",
                        "schema: [{name: t, quality: [{metric: invalidValues, arguments: {properties: [low, high],"
                                + " condition: \"low <= high\"}, mustBe: 0},{metric: invalidValues, arguments:"
                                + " {properties: [low, high, sum], condition: \"low + high = sum -- all of it\", mostly:"
                                + " 0.5}},{metric: nullValues, arguments: {properties: [low, high]}, mustBeLessThan: 2}],"
                                + " properties: [{name: low, logicalType: number, quality: [{metric: invalidValues,"
                                + " arguments: {maximum: 10, mostly: 0.5}}]}, {name: high, logicalType: integer}, {name:"
                                + " sum, logicalType: integer}]}]\n");
        assertEquals("no: d is invalid: row 5, low: 'x' is not of type number, and 1 more broken rules.", says());
        assertEquals(1, check("low+high/condition").get("number").asInt());
        assertEquals(0.75, check("low+high+sum/condition").get("number").asDouble());
        assertEquals(1, check("low/nullValues").get("number").asInt());
        assertEquals(0, check("high/nullValues").get("number").asInt());
    }

    @Test
    void whatAColumnSaysOfItselfMayHaveThemToo() {
        project.write("d.csv", "c,x\nDE,1\nDE,a\nFR,b\nFR,-4\n,\n")
                .write("k.csv", "code\nDE\n")
                .write("cd4ml.yaml", "model: m\ndata:\n  d: {path: d.csv, contract: c.yaml}\n  k: {path: k.csv}\n")
                .contract(
                        "{name: c, relationships: [{to: k.code, customProperties: [{property: mostly, value: 0.5}]}]}",
                        "{name: x, logicalType: integer, required: true, unique: true, logicalTypeOptions: {minimum:"
                                + " 0}, customProperties: [{property: mostly, value: 0.5}, {property: pii, value: no}]}");
        assertTrue(project.says().startsWith("yes: All 2 datasets are valid"), project.says());
        assertEquals(0.5, check("x/type").get("number").asDouble());
        assertEquals(0.8, check("x/required").get("number").asDouble());
        assertEquals(0.75, check("x/minimum").get("number").asDouble());
        assertEquals(0.5, check("c/foreignKey").get("number").asDouble());
        project.contract(
                "{name: c}",
                "{name: x, logicalType: integer, required: true, customProperties: [{property: where, value: \"c ="
                        + " 'DE'\"}]}");
        assertEquals("no: d is invalid: row 2, x: 'a' is not of type integer.", project.says());
        assertEquals(1, check("x/type").get("number").asInt());
        assertEquals(0, check("x/required").get("number").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mostly: 95 # must be a share, above 0 and at most 1.",
                "mostly: 0 # must be a share, above 0 and at most 1.",
                "mostly: '0.9' # must be a share, above 0 and at most 1.",
                "mostly: .nan # must be a share, above 0 and at most 1.",
                "where: '' # must be an SQL condition",
                "where: [a] # must be an SQL condition",
                "where: 'y > 5' # the condition fails: Referenced column \"y\" not found",
                "where: 'x >' # the condition fails: syntax error",
                "where: 'x' # 'x' is no condition: it gives HUGEINT.",
                "where: 'count(*) > 5' # the condition fails: ",
                "where: \"CAST('a' AS INTEGER) = x\" # the condition fails: ",
                "where: \"x > 0; DROP TABLE t\" # the condition fails: syntax error",
                "condition: 'x = 1) OR (1 = 1' # 'x = 1) OR (1 = 1'"
            })
    void aMistakeIsNamed(String line) {
        String[] parts = line.split(" # ", 2);
        project.write("d.csv", "x\n1\n2\n")
                .contract("{name: x, logicalType: integer, quality: [{metric: invalidValues, arguments: {minimum: 0, "
                        + parts[0] + "}, mustBe: 0}]}");
        String says = project.says();
        if (parts[0].startsWith("condition")) { // a condition may be any SQL that is one, brackets of its own included
            assertEquals("yes: d: 2 rows, 2 checks, valid.", says);
        } else {
            assertTrue(says.startsWith("input: ") && says.contains("c.yaml line 6 ") && says.contains(parts[1]), says);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        metric: nullValues, arguments: {mostly: 0.9}, mustBe: 0                 | has 'mostly', which is its bound
        metric: nullValues, arguments: {mostly: 0.9}, unit: percent             | has 'mostly', which is its bound
        metric: rowCount, arguments: {mostly: 0.9}                              | the number of rows has no percentage
        type: sql, query: SELECT 1, arguments: {where: x > 1}, mustBe: 1        | write its 'where' into the query
        metric: invalidValues, arguments: {mostly: 0.9}                         | the rule 'invalidValues' with these arguments
        metric: invalidValues, arguments: {minimum: 5, maximum: 2}, mustBe: 0   | is above 'maximum'
        metric: invalidValues, arguments: {minLength: 5}, mustBe: 0             | 'minLength' of a integer
        metric: invalidValues, arguments: {foreignKey: a}, mustBe: 0            | must be dataset.column
        """)
    void whatCannotBeMeantIsRefused(String rule, String named) {
        project.write("d.csv", "x\n1\n2\n").contract("{name: x, logicalType: integer, quality: [{" + rule + "}]}");
        String says = project.says();
        assertTrue(says.startsWith("input: ") && says.contains(named), says);
    }

    /** A condition that fails on a value is blamed on the contract, a file that cannot be read on the file. */
    @Test
    void whoIsToBlame() {
        String contract =
                "{name: x, quality: [{metric: invalidValues, arguments: {condition: 'CAST(x AS INTEGER) > 0'},"
                        + " mustBe: 0}]}";
        project.write("d.csv", "x,y\n" + "1,1\n".repeat(5000) + "b,1\n").contract(contract, "{name: y}");
        assertTrue(project.says().startsWith("input: ") && project.says().contains("c.yaml line 6"), project.says());
        assertTrue(project.says().contains("the condition fails"), project.says());
        project.write("d.csv", "x,y\n" + "1,1\n".repeat(5000) + "1,1,1\n");
        assertTrue(project.says().contains("d.csv"), project.says());
    }

    @Test
    void aFileOfTypesOfItsOwnIsJudgedAlike() throws SQLException {
        try (Duck duck = Duck.open()) {
            duck.execute(
                    "COPY (SELECT * FROM (VALUES ('DE', 1, 1.5), ('DE', -1, NULL), ('FR', -1, 0.5)) AS t (c, x, f))"
                            + " TO " + Duck.text(folder.resolve("d.parquet").toString()) + " (FORMAT parquet)");
        }
        project.contract(
                        "{name: c}",
                        "{name: x, logicalType: integer, quality: [{metric: invalidValues, arguments: {minimum: 0,"
                                + " where: \"c = 'DE'\", mostly: 0.5}}, {metric: invalidValues, arguments: {condition: 'x"
                                + " < f'}, mustBe: 0}]}",
                        "{name: f, logicalType: number}")
                .dataset("d.parquet", ", contract: c.yaml");
        assertEquals("yes: d: 3 rows, 4 checks, valid.", project.says());
        assertEquals(0.5, check("x/minimum").get("number").asDouble());
    }
}
