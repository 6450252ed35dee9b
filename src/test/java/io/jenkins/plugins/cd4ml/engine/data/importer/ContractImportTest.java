package io.jenkins.plugins.cd4ml.engine.data.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other tools' files, written as those tools write them, become contracts that judge real rows. */
class ContractImportTest {
    private static final String ROWS = "id,x,c,day\n1,5,DE,2026-01-01\n2,-1,FR,2026-01-02\n2,20,XX,2026-01-03\n4,,,\n";

    @TempDir
    Path folder;

    private ProjectFolder project;
    private ContractImport imported;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
        project.write("d.csv", ROWS);
    }

    /** @return each check's number by its id, after the import */
    private Map<String, Double> numbers(String format, String name, String text, String table) {
        project.write(name, text);
        imported = ContractImport.of(format, folder.resolve(name));
        project.write("c.yaml", imported.yaml())
                .dataset("d.csv", ", contract: c.yaml" + (table == null ? "" : ", contractTable: " + table));
        String says = project.says();
        assertFalse(says.startsWith("input: "), says + "\n" + imported.yaml());
        Map<String, Double> numbers = new TreeMap<>();
        for (JsonNode check : project.document("validation.json").get("checks")) {
            numbers.put(check.get("id").asText(), check.get("number").asDouble());
        }
        return numbers;
    }

    @Test
    void expectationsOfGreatExpectations() {
        Map<String, Double> numbers = numbers("gx", "suite.json", """
            {"name": "orders", "meta": {}, "expectations": [
             {"type": "expect_column_values_to_be_of_type", "kwargs": {"column": "id", "type_": "int64"}},
             {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "x", "mostly": 0.9}, "severity": "warning"},
             {"type": "expect_column_values_to_be_between", "kwargs": {"column": "x", "min_value": 0, "max_value": 20,
              "strict_max": true, "row_condition": {"type": "pass_through", "pass_through_filter": "id > 1 and c != \\"DE\\""}}},
             {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "c", "value_set": ["DE", "FR"]}},
             {"type": "expect_column_values_to_not_be_in_set", "kwargs": {"column": "c", "value_set": ["XX", "O'"]}},
             {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "c", "regex": "E"}},
             {"expectation_type": "expect_column_values_to_be_unique", "kwargs": {"column": "id"}},
             {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1, "max_value": 3}},
             {"type": "expect_column_pair_values_a_to_be_greater_than_b", "kwargs": {"column_A": "x", "column_B": "id"}},
             {"type": "expect_column_mean_to_be_between", "kwargs": {"column": "x", "min_value": 8, "max_value": 8}},
             {"type": "expect_column_values_to_be_between", "kwargs": {"column": "day", "min_value": "2026-01-02"}},
             {"type": "expect_column_kl_divergence_to_be_less_than", "kwargs": {"column": "x"}},
             {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "c", "value_set": ["DE"],
              "row_condition": "c.str.len() > 1"}}]}
            """, null);
        assertEquals(2, numbers.get("x/minimum") + numbers.get("x/exclusiveMaximum"));
        assertEquals(0.75, numbers.get("x/nullValues"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(1, numbers.get("c/condition"));
        assertEquals(2, numbers.get("c/pattern"));
        assertEquals(1, numbers.get("id/unique"));
        assertEquals(4, numbers.get("rowCount"));
        assertEquals(1, numbers.get("x+id/condition"));
        assertEquals(8, numbers.get("sql"));
        assertEquals(1, numbers.get("day/minimum"));
        assertEquals(2, imported.lost().size(), imported.lost().toString());
        assertTrue(imported.yaml().contains("# - expect_column_kl_divergence_to_be_less_than of x: no rule"));
    }

    /** What version 1 of the tool writes for conditions that are no text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"type": "comparison", "column": {"name": "x"}, "operator": ">", "parameter": 5}  | "x" > 5
        {"type": "comparison", "column": {"name": "c"}, "operator": "not in", "parameter": ["a", "b'"]} | "c" NOT IN ('a', 'b''')
        {"type": "nullity", "column": {"name": "c"}, "is_null": false} | "c" IS NOT NULL
        {"type": "or", "conditions": [{"type": "nullity", "column": {"name": "c"}, "is_null": true}, {"type": "comparison", "column": {"name": "x"}, "operator": "==", "parameter": "y"}]} | ("c" IS NULL) OR ("x" = 'y')
        "col(\\"x y\\") == 'a' & ~(z <= -1.5)" | "x y" = 'a' AND NOT ( "z" <= -1.5 )
        "col('x').notNull()" | "x" IS NOT NULL
        "`a b` == True or not k" | "a b" = TRUE OR NOT "k"
        "x in ['a']" | null
        "x == 'it\\\\'s'" | null
        "__import__('os').system('x')" | null
        {"type": "other"} | null
        """)
    void conditionsOnRows(String condition, String sql) throws Exception {
        JsonNode node = io.jenkins.plugins.cd4ml.engine.lineage.Json.MAPPER.readTree(condition);
        assertEquals(sql, String.valueOf(RowCondition.sql(node, column -> {})));
    }

    @Test
    void aSchemaOfPandera() {
        Map<String, Double> numbers = numbers("pandera", "schema.yaml", """
            schema_type: dataframe
            version: 0.35.0
            columns:
              id: {dtype: int64, unique: true, greater_than_or_equal_to: 2, nullable: false}
              x:
                dtype: float64
                nullable: true
                in_range: {min_value: 0, max_value: 20, include_min: true, include_max: false}
                greater_than: {min_value: 0, raise_warning: true}
                mine: {}
              c:
                dtype: string[python]
                nullable: true
                checks: {isin: [DE, FR], str_matches: '[DF]', str_contains: 'E$', str_length: {min_value: 3, max_value: null}, str_startswith: D, notin: [XX]}
              day: {dtype: 'datetime64[ns]', required: false, nullable: true, checks: {less_than: '2026-01-02 00:00:00'}}
            unique: [id, c]
            strict: true
            """, null);
        assertEquals(1, numbers.get("id/unique"));
        assertEquals(1, numbers.get("id/minimum"));
        assertEquals(0, numbers.get("id/required"));
        assertEquals(1, numbers.get("x/minimum"));
        assertEquals(1, numbers.get("x/exclusiveMaximum"));
        assertEquals(1, numbers.get("x/exclusiveMinimum"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(1, numbers.get("c/pattern"));
        assertEquals(2, numbers.get("c/pattern-2"));
        assertEquals(3, numbers.get("c/minLength"));
        assertEquals(2, numbers.get("c/condition"));
        assertEquals(1, numbers.get("c/condition-2"));
        assertEquals(2, numbers.get("day/exclusiveMaximum"));
        assertEquals(0, numbers.get("id+c/unique"));
        assertEquals(
                "[mine of x: no rule of a contract means this, strict: columns beyond the contract are listed and"
                        + " allowed]",
                imported.lost().toString());
    }

    @Test
    void checksOfSoda() {
        Map<String, Double> numbers = numbers("soda", "checks.yml", """
            checks for orders:
              - row_count between 1 and 3
              - missing_count(x) = 0
              - missing_percent(c) < 30 %:
                  missing values: [XX]
              - duplicate_count(id) = 0:
                  filter: x > 0
              - duplicate_count(id, c) = 0
              - invalid_count(c) = 0:
                  valid values: [DE, FR]
              - invalid_percent(x):
                  valid min: 0
                  warn: when > 10
              - avg(x) >= 8
              - freshness(day) < 2d12h
              - anomaly detection for row_count
            """, null);
        assertEquals(4, numbers.get("rowCount"));
        assertEquals(1, numbers.get("x/nullValues"));
        assertEquals(50, numbers.get("c/missingValues"));
        assertEquals(0, numbers.get("id/unique"));
        assertEquals(0, numbers.get("id+c/unique"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(25, numbers.get("x/minimum"));
        assertEquals(8, numbers.get("sql"));
        assertTrue(numbers.get("day/freshness") > 60);
        assertEquals(List.of("anomaly detection for row_count: no rule of a contract means this"), imported.lost());
    }

    @Test
    void aSchemaOfTensorFlowDataValidation() {
        Map<String, Double> numbers = numbers("tfdv", "schema.pbtxt", """
            # written by TFDV
            feature {
              name: "id"
              type: INT
              presence { min_fraction: 1.0 min_count: 1 }
              shape { dim { size: 1 } }
            }
            feature {
              name: "x" type: FLOAT
              float_domain { min: 0.0 max: 1e1 }
              distribution_constraints { min_domain_mass: 0.5 }
              presence: < min_fraction: 0.75 >
              drift_comparator { jensen_shannon_divergence { threshold: 0.1 } }
            }
            feature { name: "c" type: BYTES domain: "c" unique_constraints { min: 1 max: 5 } }
            feature { name: "old" type: INT lifecycle_stage: DEPRECATED }
            string_domain { name: "c" value: "DE" value: 'F\\"R' }
            default_environment: "TRAINING"
            """, null);
        assertEquals(0, numbers.get("id/required"));
        assertEquals(2.0 / 3, numbers.get("x/minimum"), 1e-12);
        assertEquals(0.75, numbers.get("x/nullValues"));
        assertEquals(2, numbers.get("c/validValues"));
        assertEquals(3, numbers.get("sql"));
        assertEquals(3, imported.lost().size(), imported.lost().toString());
    }

    @Test
    void aContractOfTheDataContractSpecification() {
        Map<String, Double> numbers = numbers("datacontract", "datacontract.yaml", """
            dataContractSpecification: 1.1.0
            id: shop
            info: {title: Shop, version: 0.1.0}
            definitions:
              key: {type: bigint, minimum: 2, description: A key}
            models:
              orders:
                type: table
                primaryKey: [id]
                fields:
                  id: {$ref: '#/definitions/key', required: true}
                  x: {type: decimal, exclusiveMaximum: 20, quality: [{type: library, metric: nullValues, mustBe: 0}]}
                  c: {type: varchar, enum: [DE, FR], minLength: 2, pii: false}
                  day: {type: date}
                  tags: {type: array, items: {type: string}}
                quality:
                  - {type: sql, dialect: postgres, query: "SELECT count(*) FROM orders WHERE x < 0;", mustBeLessThanOrEqualTo: 0}
                  - {type: custom, engine: soda, implementation: {a: b}}
              other: {fields: {k: {type: text}}}
            servicelevels:
              freshness: {threshold: 25h, timestampField: orders.day}
            """, "orders");
        assertEquals(1, numbers.get("id/unique"));
        assertEquals(1, numbers.get("id/minimum"));
        assertEquals(1, numbers.get("x/exclusiveMaximum"));
        assertEquals(1, numbers.get("x/nullValues"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(1, numbers.get("sql"));
        assertTrue(numbers.containsKey("day/freshness"));
        assertEquals(List.of("items of tags: the inside of a column is not looked at"), imported.lost());
    }

    @Test
    void aJsonSchemaOfARecord() {
        Map<String, Double> numbers = numbers("jsonschema", "order.schema.json", """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "An order", "type": "array",
             "items": {"$ref": "#/$defs/order"},
             "$defs": {"order": {"type": "object", "required": ["id", "x"], "additionalProperties": false, "properties": {
               "id": {"type": "integer", "minimum": 2, "multipleOf": 2},
               "x": {"type": ["number", "null"], "exclusiveMaximum": 20},
               "c": {"anyOf": [{"type": "string", "enum": ["DE", "FR"], "pattern": "^D"}, {"type": "null"}]},
               "day": {"type": "string", "format": "date"},
               "both": {"type": ["string", "integer"]}}}}}
            """, null);
        assertEquals(1, numbers.get("id/minimum"));
        assertEquals(1, numbers.get("id/multipleOf"));
        assertEquals(0, numbers.get("id/required"));
        assertEquals(1, numbers.get("x/exclusiveMaximum"));
        assertEquals(1, numbers.get("x/nullValues"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(2, numbers.get("c/pattern"));
        assertEquals(0, numbers.get("day/type"));
        assertEquals(2, imported.lost().size(), imported.lost().toString());
    }

    @Test
    void testsOfDbt() {
        project.write("k.csv", "code\nDE\n");
        Map<String, Double> numbers = numbers("dbt", "schema.yml", """
            version: 2
            models:
              - name: orders
                tests:
                  - dbt_utils.unique_combination_of_columns: {combination_of_columns: [id, c]}
                  - dbt_utils.equal_rowcount: {compare_model: ref('x')}
                columns:
                  - name: id
                    data_type: bigint
                    description: A key
                    constraints: [{type: not_null}, {type: check, expression: "id > 1"}]
                    data_tests: [unique, not_null]
                  - name: x
                    tests:
                      - not_null: {config: {severity: warn, where: "c = 'DE'"}}
                      - dbt_utils.accepted_range: {min_value: 0, max_value: 20, inclusive: false}
                      - dbt_expectations.expect_column_values_to_be_between: {min_value: 0, row_condition: "id = 2", strictly: true}
                      - not_null: {error_if: ">10"}
                  - name: c
                    data_tests:
                      - accepted_values: {arguments: {values: [DE, FR]}}
            sources:
              - name: raw
                tables: [{name: other, columns: [{name: k, tests: [not_null]}]}]
            """, "orders");
        assertEquals(1, numbers.get("id/unique"));
        assertEquals(0, numbers.get("id/required"));
        assertEquals(1, numbers.get("id/condition"));
        assertEquals(0, numbers.get("x/nullValues"));
        assertEquals(1, numbers.get("x/exclusiveMinimum"));
        assertEquals(1, numbers.get("x/exclusiveMaximum"));
        assertEquals(1, numbers.get("x/exclusiveMinimum-2"));
        assertEquals(1, numbers.get("c/validValues"));
        assertEquals(0, numbers.get("id+c/unique"));
        assertEquals(2, imported.lost().size(), imported.lost().toString());
    }

    /** Words of a hostile file are data: they stay on their comment's line and in their quotes. */
    @Test
    void wordsOfTheFileMakeNoYaml() {
        Map<String, Double> numbers = numbers("gx", "suite.json", """
            {"name": "a: b\\n- c", "expectations": [
             {"type": "expect_x\\nschema: []\\u2028evil: true", "kwargs": {"column": "x\\"y\\nz"}},
             {"type": "expect_column_values_to_not_be_in_set", "kwargs": {"column": "x\\" OR 1=1 --", "value_set": ["') OR ('a' = 'a"]}},
             {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "c", "value_set": ["NO", "2026-01-01", "1e3", "~"]}}]}
            """, null);
        assertEquals(3, numbers.get("c/validValues"));
        assertTrue(imported.yaml().lines().noneMatch(l -> l.startsWith("evil")), imported.yaml());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gx", "pandera", "soda", "tfdv", "datacontract", "jsonschema", "dbt"})
    void whatIsOfAnotherFormatIsOneSentence(String format) {
        for (String text : List.of(
                "", "[]", "a", "{}", "{\"a\": [1]}", "expectations: 5", "feature {{{{", "feature: <<", "\u0000")) {
            for (String name : List.of("f.yaml", "f.json")) {
                project.write(name, text);
                String says = assertThrows(
                                InputException.class, () -> ContractImport.of(format, folder.resolve(name)), text)
                        .getMessage();
                assertTrue(says.contains(name) && says.endsWith(".") && !says.contains("\n"), says);
            }
        }
        project.write("f.json", "[".repeat(100_000));
        assertThrows(InputException.class, () -> ContractImport.of(format, folder.resolve("f.json")));
        project.write("f.pbtxt", "feature {".repeat(100_000));
        assertThrows(InputException.class, () -> ContractImport.of(format, folder.resolve("f.pbtxt")));
    }

    @Test
    void anUnknownFormatIsNamed() {
        project.write("f.yaml", "a: 1\n");
        assertEquals(
                "There is no format 'deequ'; there are gx, pandera, soda, tfdv, datacontract, jsonschema, dbt.",
                assertThrows(InputException.class, () -> ContractImport.of("deequ", folder.resolve("f.yaml")))
                        .getMessage());
    }
}
