package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.drift.Samples;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.Database;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The SQL for warehouses that no test can have: sqlglot, which knows their grammars, reads every expression and query, finds
 * the texts that were meant and no name that was not.
 */
class WarehouseSqlPeerTest {
    private static final String ODD = "a\"b'c`\\;--";
    private static final Map<String, Map<String, String>> TYPES = Map.of(
            "snowflake", Map.of("n", "number", "f", "double", "t", "timestampntz", "z", "timestamptz"),
            "databricks", Map.of("n", "decimal(9,2)", "f", "double", "t", "timestamp_ntz", "z", "timestamp"),
            "bigquery", Map.of("n", "numeric", "f", "float64", "t", "datetime", "z", "timestamp"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"snowflake", "databricks", "bigquery"})
    void everyQueryIsOfItsGrammar(String scheme) throws Exception {
        String python = System.getenv("CD4ML_SQL_PYTHON");
        assumeTrue(python != null, "no sqlglot: CD4ML_SQL_PYTHON does not name its Python");
        Database database = Database.of("jdbc:" + scheme + ":");
        Map<String, String> types = new LinkedHashMap<>(TYPES.get(scheme));
        types.put("s", scheme.equals("snowflake") ? "varchar" : "string");
        types.put("b", scheme.equals("bigquery") ? "bool" : "boolean");
        types.put(ODD, types.get("s"));
        List<String> queries = new ArrayList<>();
        for (String sql : queries(database.dialect(types), types)) {
            queries.add(database.written(sql));
        }
        Path script = folder.resolve("parse.py");
        try (InputStream in = WarehouseSqlPeerTest.class.getResourceAsStream(
                "/io/jenkins/plugins/cd4ml/engine/data/table/sql_grammar.py")) {
            Files.copy(in, script);
        }
        Path given =
                Files.writeString(folder.resolve("queries.json"), Json.line(Map.of("queries", queries, "text", ODD)));
        Process process = new ProcessBuilder(python, script.toString(), scheme, given.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals(queries.size() + " queries of " + scheme + "\n", said);
    }

    private List<String> queries(TableDialect dialect, Map<String, String> types) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), """
            apiVersion: v3.1.0
            kind: DataContract
            id: c
            version: 1.0.0
            status: active
            schema:
            - name: t
              quality:
              - {metric: duplicateValues, arguments: {properties: [s, n]}, mustBe: 0}
              - {metric: rowCount, arguments: {where: "s = 'x'"}, mustBe: 1}
              properties:
              - {name: n, logicalType: integer, logicalTypeOptions: {minimum: 1, multipleOf: 3}, unique: true}
              - {name: f, logicalType: number, logicalTypeOptions: {exclusiveMaximum: 12345678901234567.5}}
              - {name: t, logicalType: date, logicalTypeOptions: {minimum: '2026-01-01'}}
              - {name: z, logicalType: timestamp, logicalTypeOptions: {maximum: '2026-01-01T08:00:00+02:00'}}
              - name: s
                logicalType: number
                required: true
                quality: [{metric: invalidValues, mustBe: 0, arguments: {validValues: [1, 2.5, 'x']}}]
              - {name: b, logicalType: boolean}
              - name: %s
                logicalTypeOptions: {pattern: '[a-z]+\\d{2}|\\.', minLength: 2, format: uuid}
                quality: [{metric: invalidValues, mustBe: 0, arguments: {validValues: [%s]}}]
            """.formatted(Json.line(ODD), Json.line(ODD)));
        Contract contract = Contract.read(file, Json.object());
        List<String> all = new ArrayList<>();
        String rows =
                new TableRows(types, dialect, "\"shop\".\"t\"", List.of("n/a"), List.of()).digested(types.keySet());
        RuleSql sql = new RuleSql(dialect, contract, (to, type) -> "SELECT 1");
        for (Rule rule : contract.rules()) {
            if (rule.kind().ofRecord()) {
                all.add("SELECT " + TableDialect.count(sql.broken(rule)) + " FROM " + rows);
            }
        }
        for (String column : types.keySet()) {
            String id = Duck.id(column);
            List<String> values = new ArrayList<>();
            for (String type : List.of("integer", "number", "boolean", "date", "time", "string")) {
                values.add(dialect.value(id, type));
                values.add(dialect.category(id, type));
            }
            values.add(dialect.notBoolean(id));
            values.add(dialect.notDate(id));
            values.add(dialect.bigint(dialect.whole(id, types.get(column))));
            values.add(dialect.micros(id));
            values.add(dialect.finite(dialect.number(id)));
            values.add(dialect.nan(dialect.number(id)));
            values.add(Samples.category(dialect, dialect.text(id)));
            if (dialect.zoned(id) != null) {
                values.add(dialect.zoned(id));
            }
            values.forEach(value -> all.add("SELECT " + value + " AS x FROM " + rows));
        }
        all.add("SELECT count(*), " + dialect.checksum(types.keySet(), 0) + ", " + dialect.checksum(types.keySet(), 1)
                + ", " + dialect.deviation(dialect.number("\"f\"")) + " FROM " + rows);
        String bucket = dialect.bucket(
                dialect.notNan(dialect.number("\"f\"")),
                new double[] {Double.NEGATIVE_INFINITY, -1.5, 0, 4.9e-324, 1e300, Double.POSITIVE_INFINITY});
        all.add(dialect.counted(rows, List.of(bucket, bucket)));
        all.add(dialect.limited("SELECT * FROM " + rows + " ORDER BY " + dialect.bytewise("\"s\""), 20));
        all.add("SELECT * FROM " + rows + " WHERE (\"s\", \"n\") IN (SELECT " + dialect.tuple(List.of("\"s\"", "\"n\""))
                + " FROM " + rows + ")");
        for (String type : List.of("integer", "number", "boolean", "date", "time", "string")) {
            String constant = dialect.constant(
                    type.equals("boolean") ? "true" : type.equals("date") ? "2026-01-01 00:00:00" : "12.5", type);
            all.add("SELECT * FROM " + rows + " WHERE " + dialect.value("\"s\"", type) + " NOT IN ("
                    + dialect.among(List.of(constant, constant)) + ")");
        }
        return all;
    }
}
