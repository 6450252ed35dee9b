package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random typed tables, written as every kind of file, held against one contract and one reference: the documents must say the
 * same. {@code -Dcd4ml.fuzz.seconds} and {@code -Dcd4ml.fuzz.seed} make it long, or start elsewhere.
 */
class DifferentialFuzzTest {
    private static final double NEAR = 1e-12; // of a number: another way to the same sum

    @TempDir
    Path folder;

    @Test
    void theSameRowsInEveryKindOfFileGiveTheSameDocuments() throws Exception {
        long seconds = Long.getLong("cd4ml.fuzz.seconds", 5);
        long seed = Long.getLong("cd4ml.fuzz.seed", 1);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<String> found = new ArrayList<>();
        int tables = 0;
        do {
            String difference = compare(seed + tables);
            if (difference != null) {
                found.add("seed " + (seed + tables) + ": " + difference);
            }
            tables++;
        } while (System.nanoTime() < end && found.size() < 20);
        System.out.println(
                "differential fuzzing: " + tables + " tables from seed " + seed + ", " + found.size() + " differ");
        assertTrue(found.isEmpty(), String.join("\n", found));
    }

    private String compare(long seed) throws Exception {
        Path home = folder.resolve("s" + seed);
        Files.createDirectories(home);
        RandomTable table = new RandomTable(seed);
        TableWriter writer = new TableWriter(table);
        writer.csv(home.resolve("t.csv"));
        writer.json(home.resolve("t.jsonl"));
        writer.typed(home.resolve("t.parquet"), home.resolve("t.duckdb"));
        writer.sqlite(home.resolve("t.sqlite"));
        new TableWriter(table.reference()).csv(home.resolve("reference.csv"));
        ProjectFolder project = new ProjectFolder(home);
        project.contract(
                table.columns.stream().map(RandomTable.Column::contract).toArray(String[]::new));
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        for (String file : List.of("t.csv", "t.jsonl", "t.parquet", "t.duckdb", "t.sqlite")) {
            String keys = file.matches(".*\\.(duckdb|sqlite)") ? ", table: t" : "";
            project.dataset(file, keys + ", contract: c.yaml, reference: reference.csv");
            String says = project.says();
            if (says.startsWith("input")) {
                return file + " says " + says;
            }
            ObjectNode all = Json.object();
            for (String document : List.of("validation.json", "profile.json", "drift.json")) {
                all.set(document, project.document(document));
            }
            documents.put(file, all);
            if (file.equals("t.csv")) {
                continue;
            }
            String difference = difference("", documents.get("t.csv"), all);
            if (difference != null) {
                return "t.csv and " + file + " differ at " + difference + " with "
                        + Files.readString(home.resolve("c.yaml"));
            }
        }
        return null;
    }

    /** @return where two documents differ, but for the spelling of values */
    static String difference(String at, JsonNode a, JsonNode b) {
        String key = at.substring(at.lastIndexOf('/') + 1);
        if (key.matches("path|digest|value|sentence|type|table|quarantine")) {
            return null;
        }
        if (a.isNumber() && b.isNumber()) {
            double x = a.asDouble();
            double y = b.asDouble();
            return Math.abs(x - y) <= NEAR * Math.max(Math.abs(x), Math.abs(y)) ? null : at + ": " + a + ", " + b;
        }
        if (a.isContainerNode()
                && b.isContainerNode()
                && a.isArray() == b.isArray()
                && (a.isObject() || a.size() == b.size())) {
            TreeSet<String> keys = new TreeSet<>();
            a.fieldNames().forEachRemaining(keys::add);
            b.fieldNames().forEachRemaining(keys::add);
            for (String each : keys) {
                String difference = difference(at + "/" + each, a.path(each), b.path(each));
                if (difference != null) {
                    return difference;
                }
            }
            for (int i = 0; a.isArray() && i < a.size(); i++) {
                String difference = difference(at + "/" + i, a.get(i), b.get(i));
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        return a.equals(b) ? null : at + ": " + a + ", " + b;
    }
}
