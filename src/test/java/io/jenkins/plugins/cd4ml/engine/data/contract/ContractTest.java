package io.jenkins.plugins.cd4ml.engine.data.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts as others publish them, and contracts with mistakes. */
class ContractTest {
    private static final String SHIPMENTS = """
        apiVersion: v3.1.0
        kind: DataContract
        id: 5f1c6a2e-shipments
        name: shipments
        version: 2.1.0
        status: active
        tenant: Logistics
        domain: outbound
        dataProduct: parcels
        contractCreatedTs: 2026-01-31T08:00:00Z
        description: {purpose: Parcels that left a depot., limitations: Domestic ones., usage: Planning.}
        tags: [parcels, planning]
        authoritativeDefinitions: [{url: "https://example.com/shipments", type: businessDefinition}]
        customProperties: [{property: refresh, value: [1, 2]}]
        servers:
          - {server: lake, type: s3, environment: prod, location: "s3://parcels/*.parquet", format: parquet}
        team: {name: planning, members: [{username: ada, role: Owner, dateIn: 2026-01-01}]}
        roles: [{role: reader, access: read, firstLevelApprovers: Owner}]
        support: [{channel: "#parcels", tool: slack, scope: interactive}]
        price: {priceAmount: 9.95, priceCurrency: EUR, priceUnit: megabyte}
        slaProperties:
          - {property: generalAvailability, value: "2026-02-01T00:00:00Z", description: Since then.}
          - {property: timeOfAvailability, value: "09:00-08:00", element: shipments.left, driver: regulatory}
          - {property: frequency, value: 1, valueExt: 1, unit: d, element: shipments.left}
          - {property: latency, value: 40000, unit: d, element: shipments.left, scheduler: cron, schedule: 0 30 * * *}
        schema:
          - id: shipments_obj
            name: shipments
            logicalType: object
            physicalName: shipments_2_1
            physicalType: table
            businessName: Shipments
            dataGranularityDescription: One row a parcel
            customProperties: [{property: owner, value: x}]
            quality:
              - {type: text, description: Nobody is shipped twice.}
              - {metric: rowCount, mustBeBetween: [1, 10], dimension: completeness, scheduler: cron,
                 schedule: 0 20 * * *, businessImpact: operational, severity: info}
              - {type: sql, query: "SELECT count(*) > 0 FROM {object} WHERE weight IS NOT NULL -- any", mustBe: 1}
            properties:
              - name: id
                logicalType: integer
                physicalType: bigint
                primaryKey: true
                primaryKeyPosition: 1
                partitioned: true
                partitionKeyPosition: 1
                criticalDataElement: true
                classification: restricted
                encryptedName: id_enc
                transformSourceObjects: [orders, parcels]
                transformLogic: select 1
                transformDescription: taken over
                examples: [1, 2]
                businessName: number
                tags: [key]
                customProperties: [{property: pii, value: false}]
                authoritativeDefinitions: [{url: "https://example.com/id", type: definition}]
              - name: left
                logicalType: timestamp
                logicalTypeOptions: {defaultTimezone: Etc/UTC}
                required: true
              - name: weight
                logicalType: number
                logicalTypeOptions: {exclusiveMinimum: 0, maximum: 1000}
        """;

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
        project.write("d.csv", "id,left,weight\n1,2026-02-01 10:00:00,2.5\n2,2026-02-02 10:00:00,\n")
                .dataset("d.csv", ", contract: c.yaml");
    }

    private List<String> documents() {
        List<String> keys = new ArrayList<>();
        project.document("validation.json")
                .get("notChecked")
                .forEach(node -> keys.add(
                        node.get("key").asText() + (node.get("times").asInt() == 1 ? "" : " " + node.get("times"))));
        return keys;
    }

    @Test
    void whatIsForPeopleAndOtherToolsIsListedAndRefusesNothing() {
        project.write("c.yaml", SHIPMENTS);
        assertEquals("yes: d: 2 rows, 11 checks, valid.", project.says());
        assertEquals(
                List.of(
                        "tenant",
                        "domain",
                        "dataProduct",
                        "contractCreatedTs",
                        "description",
                        "tags 2",
                        "authoritativeDefinitions 2",
                        "customProperties 3",
                        "servers",
                        "team",
                        "roles",
                        "support",
                        "price",
                        "physicalName",
                        "physicalType",
                        "businessName 2",
                        "dataGranularityDescription",
                        "primaryKeyPosition",
                        "partitioned",
                        "partitionKeyPosition",
                        "criticalDataElement",
                        "classification",
                        "encryptedName",
                        "transformSourceObjects",
                        "transformLogic",
                        "transformDescription",
                        "examples",
                        "defaultTimezone",
                        "quality of type text",
                        "dimension",
                        "scheduler 2",
                        "schedule 2",
                        "businessImpact",
                        "slaProperties generalAvailability",
                        "slaProperties timeOfAvailability",
                        "slaProperties frequency"),
                documents());
        assertTrue(project.document("validation.json")
                .at("/notChecked/0/first")
                .asText()
                .endsWith("c.yaml line 7 (tenant)"));
    }

    @Test
    void whatIsListedDecidesNothing() {
        project.write("c.yaml", SHIPMENTS).validate();
        String with = project.document("validation.json").get("checks").toString();
        project.write(
                "c.yaml",
                SHIPMENTS.replaceAll("(?m)^ +(transform|examples|class|encr|crit|part|busi|tags|cust).*\n", ""));
        assertEquals("yes: d: 2 rows, 11 checks, valid.", project.says());
        assertEquals(with, project.document("validation.json").get("checks").toString());
    }

    /** What the standard lets a contract ask and others must check: listed, told, and refused where that is asked for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        maximum: 1000}      | maximum: 1000, format: decimal}             | 'format' decimal of a number
        logicalTypeOptions: {exclusiveMinimum: 0, maximum: 1000} | items: {} | 'items' of type 'array'
        type: text          | type: custom, engine: soda                  | a rule of type 'custom' for 'soda'
        {type: text, description: Nobody is shipped twice.} | {mustBe: abc} | a rule without a metric
        frequency           | punctuality                                 | the service level 'punctuality'
        value: 40000, unit: d | value: "500ms"                            | the service level 'latency'
        40000, unit: d      | 40000, unit: fortnights                     | the service level 'latency'
        40000, unit: d, element: shipments.left | 9, unit: d, element: loads.at | the service level 'latency' of 'loads.at', which is no column
        Etc/UTC             | Europe/Berlin                               | 'defaultTimezone' of Europe/Berlin
        required: true      | relationships: [{from: [a, b], to: [x.a, x.b]}] | a relationship other than a foreign key from one column
        """)
    void whatOthersMustCheckIsTold(String what, String instead, String named) {
        String yaml = SHIPMENTS.replace(what, instead);
        assertTrue(SHIPMENTS.contains(what), what);
        project.write(
                "c.yaml", named.contains("array") ? yaml.replace("logicalType: number", "logicalType: array") : yaml);
        String says = project.says();
        assertTrue(says.startsWith("yes: d: 2 rows, ") && says.contains("valid; not checked: "), says);
        boolean listed = false;
        for (JsonNode part : project.document("validation.json").get("notChecked")) {
            listed |= part.get("aboutData").asBoolean()
                    && part.get("key").asText().startsWith(named);
        }
        assertTrue(listed, project.document("validation.json").get("notChecked").toString());
        project.dataset("d.csv", ", contract: c.yaml, unsupported: refuse");
        says = project.says();
        assertTrue(says.startsWith("input: ") && says.contains(named), says);
    }

    @ParameterizedTest
    @CsvSource({
        "s", "sec", "seconds", "min", "minute", "h", "hours", "day", "DAYS", "w", "week", "mo", "months", "y", "year"
    })
    void aServiceLevelHasAnyUnitOfTime(String unit) {
        project.write("d.csv", "id,left,weight\n1,1990-02-01 10:00:00,2.5\n2,1990-02-02 10:00:00,\n")
                .write("c.yaml", SHIPMENTS.replace("40000, unit: d", "0.5, unit: " + unit));
        assertTrue(project.says().startsWith("no: d is invalid: left: the newest is "), project.says());
    }

    @ParameterizedTest
    @CsvSource({"warn, yes", "WARNING, yes", "info, yes", "error, no", "critical, no"})
    void aSeverityIsAWarningOrAnErrorByItsWord(String word, String verdict) {
        project.write("c.yaml", SHIPMENTS.replace("[1, 10]", "[5, 10]").replace("severity: info", "severity: " + word));
        assertTrue(project.says().startsWith(verdict), project.says());
    }

    @Test
    void aContractWithoutColumnsSaysThatNothingIsChecked() {
        for (String yaml : List.of("kind: DataContract\n", "schema: []\n")) {
            project.write("c.yaml", yaml);
            assertEquals("yes: d: 2 rows, 0 checks, valid; not checked: data (no table is described).", project.says());
        }
        project.write("c.yaml", "schema: [{name: t}]\n");
        assertEquals("yes: d: 2 rows, 0 checks, valid; not checked: columns (none is described).", project.says());
    }

    /** What would be checked if it could be: refused, and with {@code unsupported: report} the rest still decides. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        logicalType: number | logicalType: int                            | the logical type 'int'
        logicalType: object | logicalType: array                          | the logical type 'array' of a table
        mustBe: 1}          | unit: rows}                                 | a rule without a bound such as mustBe: 0
        type: text          | type: javascript                            | a rule of type 'javascript'
        metric: rowCount    | metric: sum                                 | the rule 'sum' on a table
        required: true      | requird: true                               | 'requird'
        required: true      | items: {logicalType: string}                | 'items' of type 'timestamp'
        required: true      | relationships: [{to: x, joins: y}]          | 'joins'
        kind: DataContract  | kind: DataProduct                           | the kind 'DataProduct'
        """)
    void whatWouldBeCheckedIsNamed(String what, String instead, String named) {
        assertTrue(SHIPMENTS.contains(what), what);
        project.write("c.yaml", SHIPMENTS.replace(what, instead));
        String says = project.says();
        assertTrue(says.startsWith("input: ") && says.contains("c.yaml line ") && says.contains(named), says);
        assertTrue(says.contains(" not supported; remove, or set 'unsupported: report' at "), says);
        project.dataset("d.csv", ", contract: c.yaml, unsupported: report");
        says = project.says();
        assertTrue(says.startsWith("yes: d: 2 rows, ") && says.contains(" of the contract are not supported"), says);
        assertTrue(project.document("validation.json")
                .get("unsupported")
                .toString()
                .contains(named));
        project.write("d.csv", "id,left,weight\n1,2026-02-01 10:00:00,2.5\n1,2026-02-02 10:00:00,\n");
        assertTrue(project.says().startsWith("no: d is invalid: "), says);
    }

    /** Read as absent, each of these would have passed in silence. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: id, required: 'true'} # required) must be true or false.",
                "{name: id, required: yes} # required) must be true or false.",
                "{name: id, unique: 1} # unique) must be true or false.",
                "{name: id, primaryKey: [id]} # primaryKey) must be true or false.",
                "{name: id, quality: {metric: nullValues, mustBe: 0}} # quality) must be a list, each part after a"
                        + " dash.",
                "{name: id, quality: none} # quality) must be a list, each part after a dash.",
                "{name: id, quality: [nullValues]} # quality[0]) must be a mapping of keys and values.",
                "{name: id, relationships: {to: a.b}} # relationships) must be a list, each part after a dash.",
                "{name: id, logicalTypeOptions: [minLength]} # logicalTypeOptions) must be a mapping of keys and"
                        + " values.",
                "{name: id, logicalTypeOptions: {minLength: 5, maxLength: 2}} # minLength) is above 'maxLength'.",
                "{name: id, logicalTypeOptions: {minLength: 1.5}} # minLength) must be a whole number of characters.",
                "{name: id, logicalTypeOptions: {maxLength: -1}} # maxLength) must be a whole number of characters.",
                "{name: id, logicalTypeOptions: {pattern: [a]}} # pattern) must be a text.",
                "{name: id, logicalType: number, logicalTypeOptions: {minimum: 5, maximum: 2}} # minimum) is above"
                        + " 'maximum'.",
                "{name: id, logicalType: number, logicalTypeOptions: {minimum: '5'}} # minimum) must be a number.",
                "{name: id, logicalType: number, logicalTypeOptions: {maximum: .inf}} # maximum) must be a number.",
                "{name: id, logicalType: number, logicalTypeOptions: {multipleOf: 0}} # multipleOf) must be more than"
                        + " zero.",
                "{name: id, logicalType: number, logicalTypeOptions: {exclusiveMinimum: true}} # exclusiveMinimum)"
                        + " must be a bound, and is true.",
                "{name: id, logicalType: number, logicalTypeOptions: {minimum: true}} # minimum) must be a bound, and"
                        + " is true.",
                "{name: id, logicalType: date, logicalTypeOptions: {minimum: '2026-02-01', maximum: '2026-01-01'}} #"
                        + " minimum) is above 'maximum'.",
                "{name: id, logicalType: date, logicalTypeOptions: {multipleOf: 2}} # 'multipleOf' of a date",
                "{name: id, logicalType: time, logicalTypeOptions: {minimum: '24:00'}} # minimum) must be a time of"
                        + " day such as 08:00",
                "{name: id, logicalType: time, logicalTypeOptions: {minimum: '09:00', maximum: '08:00'}} # minimum) is"
                        + " above 'maximum'.",
                "{name: id, quality: [{metric: nullValues, mustBe: '0'}]} # needs one bound with its number, such as"
                        + " mustBe: 0.",
                "{name: id, quality: [{metric: nullValues, mustBe: 0, mustBeLessThan: 1}]} # needs one bound with its"
                        + " number",
                "{name: id, quality: [{metric: nullValues, mustBeBetween: [5, 1]}]} # between needs the smaller number"
                        + " first.",
                "{name: id, quality: [{metric: nullValues, mustNotBeBetween: [5, 1]}]} # between needs the smaller"
                        + " number first.",
                "{name: id, quality: [{metric: nullValues, mustNotBe: .nan}]} # a bound must be a finite number.",
                "{name: id, quality: [{metric: nullValues, mustBeLessThan: .inf}]} # a bound must be a finite number.",
                "{name: id, quality: [{metric: nullValues, mustBeLessThan: 500, unit: percent}]} # a percentage is"
                        + " between 0 and 100.",
                "{name: id, quality: [{metric: nullValues, mustBeLessThan: 5, unit: Percent}]} # the unit 'Percent' is"
                        + " not supported",
                "{name: id, quality: [{metric: rowCount, mustBeLessThan: 5, unit: percent}]} # the number of rows has"
                        + " no percentage",
                "{name: id, quality: [{metric: invalidValues, arguments: {validValues: a}, mustBe: 0}]} # needs a list"
                        + " 'validValues' with at least one value.",
                "{name: id, quality: [{metric: invalidValues, arguments: {validValues: []}, mustBe: 0}]} # needs a"
                        + " list 'validValues' with at least one value.",
                "{name: id, quality: [{metric: invalidValues, arguments: {validValues: [[a]]}, mustBe: 0}]} #"
                        + " 'validValues' must list plain values.",
                "{name: id, quality: [{metric: missingValues, arguments: {missingValues: NA}, mustBe: 0}]} # needs a"
                        + " list 'missingValues' with at least one value.",
                "{name: id, quality: [{metric: missingValues, arguments: [NA], mustBe: 0}]} # arguments) must be a"
                        + " mapping of keys and values.",
                "{name: id, quality: [{metric: nullvalues, mustBe: 0}]} # the rule 'nullvalues' with these arguments"
                        + " is not supported"
            })
    void aMistakeIsNoPass(String line) {
        String[] parts = line.split(" # ", 2);
        project.contract(parts[0]);
        String says = project.says();
        assertTrue(says.startsWith("input: ") && says.contains("c.yaml line 6 ") && says.contains(parts[1]), says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        schema: {t: x}                              | (schema) must be a list, each part after a dash.
        schema: [t]                                 | (schema[0]) must be a mapping of keys and values.
        schema: [{name: t, properties: {id: x}}]    | (schema[0].properties) must be a list, each part after a dash.
        schema: [{name: t, quality: [{metric: duplicateValues, arguments: {properties: []}, mustBe: 0}]}] | needs a list 'properties' with
        {apiVersion: v2.2.2, dataset: []}           | (apiVersion) is v2.2.2; contracts of the standard's version 3 are read.
        [a]                                         | line 1 must be a mapping of keys and values.
        {slaProperties: {property: latency}, schema: [{name: t, properties: [{name: id}]}]} | (slaProperties) must be a list
        {slaProperties: [{property: latency, value: -1, element: t.left}], schema: [{name: t, properties: [{name: left}]}]} | must be more than zero.
        """)
    void aContractOfAnotherShapeIsRefused(String yaml, String named) {
        project.write("c.yaml", yaml);
        String says = project.says();
        assertTrue(says.startsWith("input: ") && says.contains(named), says);
    }

    @Test
    void aTableNeedsNoColumnsWhereItHasRules() {
        project.write("c.yaml", "schema: [{name: t, quality: [{metric: rowCount, mustBe: 2}]}]\n");
        assertEquals("yes: d: 2 rows, 1 checks, valid.", project.says());
    }

    @Test
    void noAndYesAreTexts() {
        project.write("d.csv", "country\nNO\nSE\nYES\n");
        project.contract(
                "{name: country, quality: [{metric: invalidValues, arguments: {validValues: [NO, SE, yes]}, mustBe:"
                        + " 0}]}");
        assertEquals("no: d is invalid: row 3, country: 'YES' is not one of [NO, SE, yes].", project.says());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        SELECT max(weight) > 5 FROM ${object}     | gave 0 where the contract wants exactly 1.
        SELECT 'a' FROM ${object}                 | must give one number, and gave 'a'.
        SELECT max(weight) FROM ${object} WHERE 1=2 | must give one number, and gave none.
        SELECT 'NaN'::DOUBLE                      | must give one number, and gave 'NaN'.
        SELECT weight FROM ${object}              | must give one number, and gave several rows.
        SELECT 1, 2                               | the query must give one number.
        SELECT x FROM ${object}                   | the query fails: Referenced column "x" not found
        SELECT count(*) FROM shipments            | the query fails: Table with name shipments does not exist!
        SELECT 1 FROM (                           | the query fails: syntax error
        """)
    void aQueryGivesOneNumberOrSaysWhy(String query, String says) {
        project.write("d.csv", "id,weight\n1,2.5\n2,3\n")
                .write(
                        "c.yaml",
                        "schema: [{name: t, quality: [{type: sql, mustBe: 1, query: \"" + query
                                + "\"}], properties: [{name: weight, logicalType: number}]}]\n");
        assertTrue(project.says().contains(says), project.says());
    }
}
