package io.jenkins.plugins.cd4ml.engine.data.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard's formats, times of day, and queries that name the table by the contract's own names. */
class OdcsTypesTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
        project.dataset("d.csv", ", contract: c.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        email     | ada@example.com                      | ada.example.com
        uuid      | 0B5F9A52-1c3d-4e5f-8a9b-0123456789ab | 0b5f9a52-1c3d-4e5f-8a9b-0123456789a
        uri       | https://example.com/a?b=c            | example.com
        hostname  | a-b.example.com                      | -b.example.com
        ipv4      | 192.168.0.255                        | 192.168.0.256
        ipv6      | 2001:db8::ff00:42:8329               | 2001:db8::ff00::8329
        ipv6      | ::ffff:192.0.2.1                     | 1:2:3:4:5:6:7
        byte      | aGVsbG8=                             | aGVsbG8
        date      | 2026-02-01                           | 01.02.2026
        date-time | 2026-02-01T08:00:00Z                 | 2026-02-01T08:00:00
        time      | 08:00:00+02:00                       | 8:00
        """)
    void aFormatIsHeld(String format, String good, String bad) {
        project.contract("{name: x, logicalTypeOptions: {format: " + format + "}}");
        project.write("d.csv", "x\n" + good + "\n");
        assertEquals("yes: d: 1 rows, 1 checks, valid.", project.says());
        project.write("d.csv", "x\n" + good + "\n" + bad + "\n");
        assertEquals("no: d is invalid: row 2, x: '" + bad + "' has not the format " + format + ".", project.says());
    }

    @ParameterizedTest
    @CsvSource({
        "i32, 2147483647, 2147483648",
        "i8, -128, -129",
        "u16, 65535, 65536",
        "u8, 0, -1",
        "i64, 9223372036854775807, 9223372036854775808",
        "i64, -9223372036854775808, -9223372036854775809",
        "u64, 18446744073709551615, 18446744073709551616"
    })
    void aWholeNumberFitsItsFormat(String format, String good, String bad) {
        project.contract("{name: x, logicalType: integer, logicalTypeOptions: {format: " + format + "}}");
        for (String reader : new String[] {"plain", "duckdb"}) {
            System.setProperty("cd4ml.csv", reader);
            try {
                project.write("d.csv", "x\n" + good + "\n");
                assertEquals("yes: d: 1 rows, 3 checks, valid.", project.says(), reader);
                project.write("d.csv", "x\n" + bad + "\n");
                assertTrue(project.says().startsWith("no: d is invalid: row 1, x: '" + bad), project.says());
            } finally {
                System.clearProperty("cd4ml.csv");
            }
        }
    }

    @Test
    void aTimeOfDayHasItsBounds() {
        project.write("d.csv", "x\n08:00\n08:00:00.5\n17:59:59\n18:00:00.0\n18:00Z\n\n")
                .contract("{name: x, logicalType: time, logicalTypeOptions: {minimum: '08:00', maximum: '18:00:00',"
                        + " format: 'HH:mm:ss', timezone: false}}");
        assertEquals("yes: d: 6 rows, 3 checks, valid.", project.says());
        project.write("d.csv", "x\n07:59:59.9\n18:00:00.1\n24:00\n8:00\n12:60\nnoon\n2026-01-01 09:00:00\n");
        assertEquals(
                "no: d is invalid: row 3, x: '24:00' is not of type time (5 such values), and 2 more broken rules.",
                project.says());
        assertEquals(
                "[5,1,1]",
                project.document("validation.json").at("/checks").findValues("number").stream()
                        .map(n -> n.asInt())
                        .toList()
                        .toString()
                        .replace(" ", ""));
    }

    @Test
    void timesOfDayAreEqualAsTimes() {
        project.write("d.csv", "x,y\n08:00,a\n08:00:00,b\n09:00,c\n")
                .contract(
                        "{name: x, logicalType: time, unique: true, quality: [{metric: invalidValues, arguments:"
                                + " {validValues: ['08:00:00.0', '09:00']}, mustBe: 0}]}",
                        "{name: y}");
        assertEquals("no: d is invalid: row 1, x: '08:00' is there more than once.", project.says());
        assertEquals(
                1,
                project.document("validation.json")
                        .get("violationCounts")
                        .get("x/unique")
                        .asInt());
    }

    @Test
    void whatCannotBeNullOrRepeatedByTheOldKeysIsHeld() {
        project.write("d.csv", "x,y\n1,1\n1,2\n,3\n")
                .contract("{name: x, isNullable: false}", "{name: y, isUnique: true, isNullable: true}");
        assertEquals("no: d is invalid: row 3, x: no value.", project.says());
        project.contract("{name: x, isUnique: true, isNullable: true}", "{name: y}");
        assertTrue(
                project.says().startsWith("no: d is invalid: row 1, x: '1' is there more than once"), project.says());
    }

    /** The names that a contract gives its table, as published contracts write them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        SELECT count(*) FROM Orders WHERE x > 5
        SELECT count(*) FROM orders WHERE x > 5;
        SELECT count(*) FROM "Orders" AS o WHERE o.x > 5 -- at all
        SELECT count(*) FROM orders_v2 WHERE orders_v2.x > 5
        SELECT count(*) FROM sales.orders_v2 WHERE x > 5
        SELECT count(*) FROM SALES.Orders_v2 WHERE sales.orders_v2.x > 5
        SELECT count(*) FROM lake.sales.orders_v2 WHERE x > 5 AND 'sales.orders_v2' <> 'cd4ml_dataset'
        WITH big AS (SELECT * FROM Orders WHERE x > 5) SELECT count(*) FROM big
        SELECT count(*) FROM {schema} WHERE x > 5
        SELECT count(*) FROM ${schema}.{table} WHERE x > 5
        SELECT count(*) FROM ${table} WHERE ${table}.x > 5
        """)
    void aQueryNamesTheTableOfItsContract(String query) {
        String yaml = "schema:\n- name: Orders\n  physicalName: lake.sales.orders_v2\n  quality:\n"
                + "  - {type: sql, mustBe: 0, query: '" + query.replace("'", "''")
                + "'}\n  properties: [{name: x, logicalType: integer}]\n";
        project.write("c.yaml", yaml).write("d.csv", "x\n1\n");
        assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
        project.write("d.csv", "x\n1\n6\n");
        assertTrue(project.says().contains("gave 1 where the contract wants exactly 0"), project.says());
    }
}
