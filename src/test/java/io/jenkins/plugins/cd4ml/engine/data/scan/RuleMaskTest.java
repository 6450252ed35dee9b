package io.jenkins.plugins.cd4ml.engine.data.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.rule.RuleSql;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a source's own types make a rule cheaper, its verdict stays the same. */
class RuleMaskTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOUBLE | 1, 1.5, nan, inf, -inf, -0.0, 1e300, -2.25, 9007199254740993, NULL",
                "FLOAT | 1, 1.5, nan, inf, -inf, 16777217, 1e30, NULL",
                "DECIMAL(12,3) | 1, 1.5, -1.001, 123456789.5, NULL",
                "HUGEINT | 1, -1, 170141183460469231731687303715884105727, NULL",
                "UBIGINT | 0, 18446744073709551615, NULL",
                "TINYINT | 0, -128, NULL",
                "BOOLEAN | true, false, NULL",
                "TIMESTAMP | 2026-01-31, infinity, -infinity, 1700-01-01 01:02:03.4, NULL",
                "DATE | 2026-01-31, infinity, NULL",
                "VARCHAR | 1, x, 1.5, true, 2026-01-31, NULL"
            })
    void aTypeThatTheSourceGivesIsJudgedAsAnyOther(String physical, String values) throws SQLException {
        Contract contract = contract();
        try (Duck duck = Duck.open()) {
            duck.execute("CREATE TABLE v (c " + physical + ")");
            for (String value : values.split(", ")) {
                duck.execute(
                        "INSERT INTO v VALUES (CAST(nullif(" + Duck.text(value) + ", 'NULL') AS " + physical + "))");
            }
            for (Rule rule : contract.rules()) {
                String type = contract.column(rule.column()).type();
                String own = RuleMask.notOf("c", type, physical);
                if (own != null) {
                    String usual = new RuleSql(DuckDialect.of(Map.of(rule.column(), physical)), contract, (k, of) -> k)
                            .broken(rule)
                            .replace(Duck.id(rule.column()), "c");
                    assertEquals(all(duck, usual), all(duck, own), physical + " as " + type);
                }
            }
        }
    }

    private Contract contract() {
        new ProjectFolder(folder)
                .contract(
                        "{name: i, logicalType: integer}",
                        "{name: n, logicalType: number}",
                        "{name: t, logicalType: timestamp}",
                        "{name: d, logicalType: date}",
                        "{name: b, logicalType: boolean}");
        return Contract.read(folder.resolve("c.yaml"), Json.object());
    }

    private static List<String> all(Duck duck, String condition) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        "SELECT c::VARCHAR || ' ' || coalesce(" + condition + ", false) FROM v WHERE c IS NOT NULL"
                                + " UNION ALL SELECT 'none ' || coalesce(" + condition + ", false) FROM v WHERE c IS"
                                + " NULL")) {
            while (row.next()) {
                all.add(row.getString(1));
            }
        }
        return all;
    }

    @Test
    void eachConditionHasItsBitWhateverTheOthersSay() throws SQLException {
        Rule foreign = new Rule(
                "b/foreignKey",
                Rule.Kind.FOREIGN_KEY,
                List.of("b"),
                "d.x",
                RuleBound.NONE_BROKEN,
                "error",
                "",
                "",
                null,
                false);
        List<RecordReader.Condition> conditions = List.of(
                new RecordReader.Condition("a", "a > 1", null, RecordReader.Role.GUESS),
                new RecordReader.Condition("a", "false", null, RecordReader.Role.GUESS),
                new RecordReader.Condition("b", "b IN (SELECT 5)", foreign, RecordReader.Role.RULE),
                new RecordReader.Condition("b", "b < 0", null, RecordReader.Role.GUESS));
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT " + RuleMask.of(conditions)
                        + " FROM (VALUES (1, 1), (2, 5), (NULL, -1), (3, -1), (0, NULL)) t (a, b)")) {
            StringBuilder masks = new StringBuilder();
            while (row.next()) {
                masks.append(row.getLong(1)).append(' ');
            }
            assertEquals("0 5 8 9 0 ", masks.toString());
        }
        assertTrue(RuleMask.of(List.of()).endsWith("BIGINT"));
    }
}
