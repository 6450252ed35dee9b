package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Profile and drift computed by a real database are those of a Parquet file with the same rows. One class a database
 * runs these.
 */
abstract class TableStatistics extends DatabaseFixture {
    private static final String HOSTILE = "we\"ird '\";-- \u2603";
    private static final String COLUMNS =
            "id bigint, amount double precision, units integer, \"at\" timestamp(6), day date,"
                    + " flag boolean, region varchar, nothing double precision, " + Duck.id(HOSTILE) + " real";
    private static final double[] SPECIAL = {
        0, -0.0, 1e-300, 4.9e-324, -1e17, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    private static final String[] REGIONS = {"north", "Süd", "日本", "o'hare", "\";--", "a\\b", "", "😀"};

    /** @return numbers of rows to describe */
    abstract IntStream profiled();

    /** @return numbers of rows to measure the drift of */
    abstract IntStream compared();

    /** The same rows as a table and as a Parquet file of the same name. */
    private void write(String name, List<String> rows) {
        server.create(name, COLUMNS, rows);
        try (Duck duck = Duck.open()) {
            duck.execute("CREATE TABLE t (" + COLUMNS + ")");
            if (!rows.isEmpty()) {
                duck.execute("INSERT INTO t VALUES " + String.join(", ", rows));
            }
            duck.execute(
                    "COPY t TO " + Duck.text(folder.resolve(name + ".parquet").toString()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> rows(int count, long seed, double shift) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double amount = random.nextInt(20) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextInt(3) == 0 ? random.nextInt(5) : random.nextGaussian() * 10 + shift;
            rows.add("(" + i
                    + ", " + (random.nextInt(10) == 0 ? "NULL" : "CAST('" + amount + "' AS double precision)")
                    + ", " + (random.nextInt(10) == 0 ? "NULL" : (int) (random.nextInt(7) + shift))
                    + ", timestamp '2026-01-0" + (1 + random.nextInt(9)) + " 08:00:00."
                    + String.format("%06d", random.nextInt(1000000)) + "', date '2026-02-1" + random.nextInt(10) + "', "
                    + (random.nextInt(4) == 0 ? "NULL" : random.nextBoolean()) + ", "
                    + Duck.text(REGIONS[random.nextInt(shift > 0 ? 8 : 7)]) + ", NULL, "
                    + "CAST('" + (float) random.nextGaussian() + "' AS real))");
        }
        return rows;
    }

    private void contract() {
        project.contract(
                "{name: id, logicalType: integer, primaryKey: true}",
                "{name: amount, logicalType: number, logicalTypeOptions: {minimum: -20, maximum: 30}}",
                "{name: units, logicalType: integer, logicalTypeOptions: {multipleOf: 2}}",
                "{name: at, logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-05T08:00:00'}}",
                "{name: day, logicalType: date}",
                "{name: flag, logicalType: boolean, unique: true}",
                "{name: region, logicalTypeOptions: {pattern: '[a-z]+|\\W'}}");
    }

    private JsonNode[] ofBoth(String name, String keys) {
        project.dataset(name + ".parquet", keys);
        project.says();
        JsonNode[] file = {project.document("validation.json"), project.document("profile.json"), document("drift.json")
        };
        project.table("url: '" + server.url() + "', table: " + name, keys);
        String says = project.says();
        assertTrue(!says.startsWith("input"), says);
        return new JsonNode[] {
            file[0],
            file[1],
            file[2],
            project.document("validation.json"),
            project.document("profile.json"),
            document("drift.json")
        };
    }

    private JsonNode document(String name) {
        try {
            return project.document(name);
        } catch (RuntimeException none) {
            return null;
        }
    }

    /** Compares as documents, numbers with the promised tolerance, and frequent values without the order of ties. */
    private static void same(JsonNode file, JsonNode table, String at) {
        if (at.endsWith("/digest")) {
            return; // of bytes here, of rows there
        }
        if (file.isNumber() && table.isNumber()) {
            double a = file.asDouble();
            assertEquals(a, table.asDouble(), 1e-9 * Math.max(1, Math.abs(a)), at);
        } else if (at.endsWith("/type") || at.endsWith("/top") || at.endsWith("/counts")) {
            List<Integer> counts = new ArrayList<>();
            file.forEach(n -> counts.add(n.path("count").asInt(n.asInt())));
            List<Integer> others = new ArrayList<>();
            table.forEach(n -> others.add(n.path("count").asInt(n.asInt())));
            counts.sort(null);
            others.sort(null);
            assertEquals(counts, others, at);
        } else if (file.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            file.fieldNames().forEachRemaining(names::add);
            TreeSet<String> others = new TreeSet<>();
            table.fieldNames().forEachRemaining(others::add);
            assertEquals(names, others, at);
            names.forEach(n -> same(file.get(n), table.get(n), at + "/" + n));
        } else if (file.isArray()) {
            assertEquals(file.size(), table.size(), at);
            for (int i = 0; i < file.size(); i++) {
                same(
                        file.get(i),
                        table.get(i),
                        at + "/" + file.get(i).path("name").asText(Integer.toString(i)));
            }
        } else {
            assertEquals(file, table, at);
        }
    }

    private static void sameChecks(JsonNode file, JsonNode table) {
        same(file.get("checks"), table.get("checks"), "checks");
        same(file.get("brokenRecords"), table.get("brokenRecords"), "brokenRecords");
        same(file.get("violationCounts"), table.get("violationCounts"), "violationCounts");
        List<String> values = new ArrayList<>();
        file.get("violations")
                .forEach(v -> values.add(
                        v.path("column").asText() + " " + v.get("rule").asText()));
        List<String> others = new ArrayList<>();
        table.get("violations")
                .forEach(v -> others.add(
                        v.path("column").asText() + " " + v.get("rule").asText()));
        assertEquals(values, others);
    }

    @ParameterizedTest
    @MethodSource("profiled")
    void rulesAndProfileAreTheSame(int count) {
        write("now", rows(count, 42 + count, 0));
        contract();
        JsonNode[] both = ofBoth("now", ", contract: c.yaml");
        sameChecks(both[0], both[3]);
        same(both[1], both[4], "profile");
    }

    @ParameterizedTest
    @MethodSource("compared")
    void driftAgainstAFileAndAgainstATableIsTheSame(int count) {
        write("now", rows(count, 7 + count, 1.5));
        write("earlier", rows(count * 2, 99, 0));
        contract();
        JsonNode[] both = ofBoth("now", ", contract: c.yaml, reference: earlier.parquet");
        same(both[2], both[5], "drift");
        project.table("url: '" + server.url() + "', table: now", ", contract: c.yaml, reference: {table: earlier}");
        project.says();
        ObjectNode drift = (ObjectNode) project.document("drift.json");
        assertEquals(
                server.url().replaceFirst("\\?.*", "") + " earlier",
                drift.get("from").asText());
        same(both[2], drift.put("from", "earlier.parquet"), "drift of tables");
    }
}
