package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.MariaDbServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MariaDbMistakesPeerTest extends TableMistakes {
    private static final Map<String, String> SAID = Map.of(
            "uthentication failed", "Access denied for user",
            "does not exist", "doesn't exist",
            "the query gives 'a' twice", "Duplicate column name 'a'");

    @Override
    DatabaseServer start() {
        return MariaDbServer.start();
    }

    @Override
    String said(String usual) {
        return SAID.getOrDefault(usual, usual);
    }

    /** Here it is no error. */
    @Test
    @Override
    void aDivisionByZeroIsOneSentence() {
        assertEquals("yes: d: 1 rows, 0 checks, valid.", says(DIVISION, ""));
        assertEquals(
                1, project.document("profile.json").at("/columns/0/missing").asInt());
    }

    @Test
    void aServerOfTheOtherKindIsNamed() {
        String url = server.url().replace("mariadb", "mysql");
        oneSentence(
                project.table("url: '" + url + "', table: t", "").says(),
                "the server is a MariaDB; write jdbc:mariadb: in the address");
    }

    @Test
    void namesThatDifferInCaseAloneAreOneName() {
        oneSentence(says("query: 'SELECT 1 AS \"a\", 2 AS \"A\"'", ""), "Duplicate column name 'A'");
    }

    @Test
    void rowsThatChangeMeanwhileAreNoDataset() {
        oneSentence(
                says("query: SELECT rand() AS x", ""),
                "the query changed while it was read, or gives other rows each time, and MariaDB has no snapshot");
    }

    /** Sorting looks at the first kilobyte of a text. */
    @Test
    void longTextsThatDifferInTheirLastSignAreTwo() {
        String same = "x".repeat(3000);
        server.create(
                "long_texts", "s varchar", List.of("('" + same + "a')", "('" + same + "b')", "('" + same + "a')"));
        project.contract("{name: s, unique: true}");
        says("table: long_texts", ", contract: c.yaml, reference: {table: long_texts}");
        assertEquals(
                1,
                project.document("validation.json")
                        .at("/violationCounts/s~1unique")
                        .asInt());
        assertEquals(
                2, project.document("profile.json").at("/columns/0/distinct").asInt());
    }

    /** Blanks at the end, case and accents make another text, whatever the column's own collation says. */
    @Test
    void textsAreEqualOnlyWhenTheyAreTheSame() {
        server.create(
                "folded",
                "s varchar(20) CHARACTER SET latin1 COLLATE latin1_german1_ci",
                List.of("('a')", "('A')", "('a ')", "('\u00e4')", "('a')"));
        project.contract("{name: s, unique: true, quality: [{metric: invalidValues, mustBe: 0, arguments:"
                + " {validValues: [A, \u00e4]}}]}");
        says("table: folded", ", contract: c.yaml");
        assertEquals(
                Map.of("s/unique", 1, "s/validValues", 3),
                Map.of(
                        "s/unique",
                        project.document("validation.json")
                                .at("/violationCounts/s~1unique")
                                .asInt(),
                        "s/validValues",
                        project.document("validation.json")
                                .at("/violationCounts/s~1validValues")
                                .asInt()));
    }

    @Test
    void typesOfMariaDbAloneAreDescribed() {
        server.execute(
                "DROP TABLE IF EXISTS kinds",
                "SET time_zone = '+02:00'",
                "CREATE TABLE kinds (u bigint unsigned, y year, b bit(3), e enum('x', 'y'), s set('p', 'q'), t time(3),"
                        + " x varbinary(4), j json, i uuid, z timestamp(6) NULL, f float, m decimal(40,2), d date)",
                "INSERT INTO kinds VALUES (18446744073709551615, 2026, b'101', 'x', 'p,q', '08:00:00.5', x'00ff',"
                        + " '{\"k\": 1}', '0b5f9a52-1c3d-4e5f-8a9b-0123456789ab', '2026-01-01 12:00:00', 0.1,"
                        + " 12345678901234567890123456789012345678.25, '2026-02-28')");
        project.contract(
                "{name: u, logicalType: integer, logicalTypeOptions: {maximum: 18446744073709551614}}",
                "{name: f, logicalType: number, logicalTypeOptions: {maximum: 0.1}, quality: [{metric: invalidValues,"
                        + " arguments: {validValues: [0.1]}, mustBe: 0}]}",
                "{name: m, logicalType: number, logicalTypeOptions: {multipleOf: 0.25}}",
                "{name: t, logicalType: time, logicalTypeOptions: {minimum: '08:00:00.5'}}");
        assertEquals(
                "no: d is invalid: a row, u: '18446744073709551615' breaks maximum 18446744073709551614.",
                says("table: kinds", ", contract: c.yaml"));
        StringBuilder seen = new StringBuilder();
        project.document("profile.json")
                .get("columns")
                .forEach(c -> seen.append(c.get("name").asText())
                        .append(' ')
                        .append(
                                c.has("top")
                                        ? c.at("/top/0/value").asText()
                                        : c.get("max").asText())
                        .append("; "));
        assertTrue(
                seen.toString().contains("b 5")
                        && seen.toString().contains("s p,q")
                        && seen.toString().contains("x 00ff")
                        && seen.toString().contains("z 2026-01-01T10:00:00Z"),
                seen.toString());
        server.execute("DROP TABLE IF EXISTS shapes", "CREATE TABLE shapes (p point)");
        oneSentence(says("table: shapes", ""), "'p' (", "name a 'query'");
    }
}
