package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresMistakesPeerTest extends TableMistakes {
    @Override
    DatabaseServer start() {
        return PostgresServer.start();
    }

    /** Trino has no such tables. */
    @Test
    void aTableWithoutColumnsIsOneSentence() {
        server.execute("CREATE TABLE bare ()");
        oneSentence(says("table: bare", ""), "bare has no columns");
    }

    @Test
    void typesOfPostgresAloneAreDescribed() {
        server.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE kinds (e mood, j json, a int[], o oid, m money, u uuid, p point, x xml, r int4range,"
                        + " k numeric, t timestamptz, g int GENERATED ALWAYS AS (1 + 1) STORED)",
                "INSERT INTO kinds VALUES ('sad', '{\"a\": 1}', '{1,2}', 5, 12.5, NULL, '(1,2)', '<a/>', '[1,3)',"
                        + " 'NaN', 'infinity')");
        project.contract(
                "{name: e, physicalType: mood, quality: [{metric: invalidValues, arguments: {validValues: [ok]},"
                        + " mustBe: 0}]}",
                "{name: j, logicalType: number, unique: true}",
                "{name: o, logicalType: integer, unique: true}",
                "{name: k, logicalType: integer, unique: true}",
                "{name: t, logicalType: timestamp}");
        assertEquals(
                "no: d is invalid: a row, j: '{\"a\": 1}' is not of type number, and 3 more broken rules.",
                says("table: kinds", ", contract: c.yaml, reference: {table: kinds}"));
    }

    /** PostgreSQL tells such columns apart, a Parquet file does not. */
    @Test
    void columnsMayDifferByCaseAlone() {
        server.execute("CREATE TABLE cased (\"A\" int, a int)", "INSERT INTO cased VALUES (1, 2)");
        project.contract("{name: A, logicalType: integer, logicalTypeOptions: {maximum: 0}}", "{name: a}");
        assertEquals("no: d is invalid: a row, A: '1' breaks maximum 0.", says("table: cased", ", contract: c.yaml"));
        assertTrue(project.document("validation.json").has("quarantine"));
    }

    @Test
    void whatTheServerEndsIsOneSentence() {
        server.execute(
                "CREATE TABLE secret (a int, s text)",
                "INSERT INTO secret VALUES (1, 'x')",
                "CREATE ROLE narrow LOGIN PASSWORD 'pw' IN ROLE pg_signal_backend",
                "GRANT SELECT (a) ON secret TO narrow",
                "ALTER ROLE narrow SET statement_timeout = '200ms'");
        Map<String, String> narrow =
                Map.of("CD4ML_JDBC_WAREHOUSE_USER", "narrow", "CD4ML_JDBC_WAREHOUSE_PASSWORD", "pw");
        String url = "url: '" + server.url() + "', ";
        oneSentence(project.table(url + "table: secret", "").says(narrow), "secret cannot be read: permission denied");
        assertEquals(
                "yes: d: 1 rows, 0 checks, valid.",
                project.table(url + "query: SELECT a FROM secret", "").says(narrow));
        oneSentence(
                project.table(url + "query: 'SELECT a, pg_sleep(5) IS NULL AS z FROM secret'", "")
                        .says(narrow),
                "the database says: canceling statement due to statement timeout");
        oneSentence(
                project.table(url + "query: 'SELECT a, pg_terminate_backend(pg_backend_pid()) AS z FROM secret'", "")
                        .says(narrow),
                "the database says: terminating connection");
    }
}
