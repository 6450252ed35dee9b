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
import java.time.Instant;
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
        sameAsInAFile(resource("rules.csv"), resource("rules.contract.yaml"));
        assertTrue(project.document("validation.json").has("quarantine"));
    }

    @Test
    void formatsTimesAndNamesComeToTheSameAsInAFile() {
        sameAsInAFile("""
            e,u,p,i,t,b
            a@b.c,0B5F9A52-1c3d-4e5f-8a9b-0123456789ab,::ffff:192.0.2.1,2147483648,08:00,aGVsbG8=
            a b@c,0b5f9a52,2001:db8::ff00:42:8329,2147483647,08:00:00.000,aGVsbG8
            ,,::1::,-2147483649,18:00:00.5,aGVs
            "a@b\n",x,1:2:3:4:5:6:7:8,1e3,24:00,
            @,y,1:2:3:4:5:6:7,x,8:00,=
            a@b,z,12345::,5,23:59:59+02:00,a
            """.replace("\\n", "\n"), """
            schema:
            - name: Orders
              physicalName: shop.Orders_V2
              quality:
              - {type: sql, mustBe: 1, query: "SELECT count(*) FROM Orders WHERE u IN ('x', 'y', 'z')"}
              - {type: sql, mustBe: 1, query: "SELECT count(*) FROM orders_v2 WHERE i > 1000"}
              - {type: sql, mustBe: 1, query: 'SELECT count(*) FROM "Orders_V2" WHERE i < 1000'}
              - {type: sql, mustBe: 1, query: "SELECT count(*) FROM shop.orders_v2 WHERE 'shop.orders_v2' = u"}
              properties:
              - {name: e, logicalTypeOptions: {format: email}}
              - {name: u, logicalTypeOptions: {format: uuid}}
              - {name: p, logicalTypeOptions: {format: ipv6}}
              - {name: i, logicalType: integer, logicalTypeOptions: {format: i32}}
              - name: t
                logicalType: time
                unique: true
                logicalTypeOptions: {minimum: '08:00', exclusiveMaximum: '18:00:00.5'}
                quality: [{metric: invalidValues, arguments: {validValues: ['08:00:00', '18:00:00.50']}, mustBe: 0}]
              - {name: b, logicalTypeOptions: {format: byte}}
            """);
    }

    @Test
    void sharesConditionsAndSetsOfColumnsComeToTheSameAsInAFile() {
        sameAsInAFile("""
            c,x,y,day
            DE,1,2,2026-01-01
            DE,-5,2,2026-01-02
            FR,-1,1,2026-01-03T00:00:00+00:00
            ,-2,a,
            FR,,0.5,2026-01-05
            DE,1,1e0,2026-01-06
            DE,1,1.0,x
            DE,y,,2026-01-07
            """, """
            schema:
            - name: t
              quality:
              - {metric: rowCount, arguments: {where: "c = 'DE'"}, mustBe: 5}
              - {metric: rowCount, arguments: {where: "y > x"}, mustBe: 4}
              - {metric: duplicateValues, arguments: {properties: [c, x, y], where: "c = 'DE'"}, mustBe: 1}
              - {metric: duplicateValues, arguments: {properties: [c, x], mostly: 0.6}}
              - {metric: invalidValues, arguments: {properties: [x, y], condition: "x <= y -- always"}, mustBe: 0}
              - {metric: invalidValues, arguments: {properties: [x, y], condition: "x <= y", mostly: 0.9}}
              - {metric: nullValues, arguments: {properties: [c, y]}, mustBe: 0}
              properties:
              - {name: c, quality: [{metric: nullValues, arguments: {mostly: 0.9}}]}
              - name: x
                logicalType: integer
                customProperties: [{property: mostly, value: 0.8}]
                quality:
                - {metric: invalidValues, arguments: {minimum: 0, where: "c = 'DE'"}, mustBe: 0}
                - {metric: invalidValues, arguments: {minimum: 0, where: "c = 'DE'", mostly: 0.75}}
                - {metric: invalidValues, arguments: {minimum: 0, where: "c = 'DE'"}, mustBeLessThan: 20, unit: percent}
                - {metric: invalidValues, arguments: {minimum: 0, where: "c = 'DE'"}, mustBeLessThan: 21, unit: percent}
                - {metric: duplicateValues, arguments: {where: "y >= 1"}, mustBe: 1}
              - {name: y, logicalType: number}
              - name: day
                logicalType: date
                quality: [{metric: nullValues, arguments: {where: "day IS NULL OR day > DATE '2026-01-06'"}, mustBe: 1}]
            """);
        assertTrue(project.document("validation.json").has("quarantine"));
    }

    @Test
    void theAgeOfSomeRecordsComesToTheSameAsInAFile() {
        String now = Instant.now().toString();
        sameAsInAFile("c,at\nDE,2026-01-01T00:00:00Z\nFR," + now + "\nUS,x\n", """
            slaProperties:
            - {property: freshness, value: 1, unit: d, element: t.at}
            - {property: freshness, value: 1, unit: d, element: t.at, customProperties: [{property: where, value: "c = 'FR'"}]}
            - {property: freshness, value: 1, unit: h, element: t.at, customProperties: [{property: where, value: "c = 'US'"}]}
            - {property: freshness, value: 900, unit: y, element: t.at, customProperties: [{property: where, value: "at < TIMESTAMP '2026-01-02 00:00:00'"}]}
            - {property: freshness, value: 1, unit: d, element: t.at, severity: warning, customProperties: [{property: where, value: "c LIKE 'D%'"}]}
            schema:
            - name: t
              properties:
              - {name: c}
              - {name: at, logicalType: timestamp}
            """);
    }

    private void sameAsInAFile(String csv, String contract) {
        project.write("rules.csv", csv).write("c.yaml", contract).dataset("rules.csv", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        List<String> ofFile = outcome(project.document("validation.json"));
        load("corpus", csv);
        project.table("url: '" + server.url() + "', table: corpus", ", contract: c.yaml");
        assertFalse(project.validate().yes());
        assertEquals(String.join("\n", ofFile), String.join("\n", outcome(project.document("validation.json"))));
    }
}
