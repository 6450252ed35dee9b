package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** A random table with its files, contract and reference, and what is said of it. */
final class FuzzedProject {
    static final String KEYS = ", contract: c.yaml, reference: reference.csv";
    private static final int MOST = 20;

    final RandomTable table;
    final Path home;
    final ProjectFolder project;

    FuzzedProject(Path folder, long seed) throws Exception {
        home = Files.createDirectories(folder.resolve("s" + seed));
        table = new RandomTable(seed);
        TableWriter writer = new TableWriter(table);
        writer.csv(home.resolve("t.csv"));
        writer.json(home.resolve("t.jsonl"));
        writer.typed(home.resolve("t.parquet"), home.resolve("t.duckdb"));
        writer.sqlite(home.resolve("t.sqlite"));
        new TableWriter(table.reference()).csv(home.resolve("reference.csv"));
        project = new ProjectFolder(home)
                .contract(
                        table.columns.stream().map(RandomTable.Column::contract).toArray(String[]::new));
    }

    /** Draws tables for {@code cd4ml.fuzz.seconds}. @return what was found, each with its seed */
    static List<String> draw(String title, LongFunction<String> compare) {
        long seed = Long.getLong("cd4ml.fuzz.seed", 1);
        long end = System.nanoTime() + Long.getLong("cd4ml.fuzz.seconds", 5) * 1_000_000_000L;
        List<String> found = new ArrayList<>();
        int tables = 0;
        do {
            String difference = compare.apply(seed + tables);
            if (difference != null) {
                found.add("seed " + (seed + tables) + ": " + difference);
            }
            tables++;
        } while (System.nanoTime() < end && found.size() < MOST);
        System.out.println(title + ": " + tables + " tables from seed " + seed + ", " + found.size() + " differ");
        return found;
    }

    /** @return the documents of the dataset that the project describes, or why there are none */
    JsonNode documents() {
        String says = project.says();
        ObjectNode all = Json.object();
        if (says.startsWith("input")) {
            return all.put("input", says);
        }
        for (String document : List.of("validation.json", "profile.json", "drift.json")) {
            all.set(document, project.document(document));
        }
        return all;
    }

    /**
     * @param ignored  names of what may differ, as a pattern
     * @param relative how far numbers may differ
     * @return where two documents differ, or null
     */
    static String difference(String at, JsonNode a, JsonNode b, String ignored, double relative) {
        if (at.substring(at.lastIndexOf('/') + 1).matches(ignored)) {
            return null;
        }
        if (a.isNumber() && b.isNumber()) {
            double x = a.asDouble();
            double y = b.asDouble();
            return Math.abs(x - y) <= relative * Math.max(Math.abs(x), Math.abs(y)) ? null : at + ": " + a + ", " + b;
        }
        if (a.isObject() && b.isObject()) {
            TreeSet<String> keys = new TreeSet<>();
            a.fieldNames().forEachRemaining(keys::add);
            b.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                String difference = difference(at + "/" + key, a.path(key), b.path(key), ignored, relative);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                String difference = difference(at + "/" + i, a.get(i), b.get(i), ignored, relative);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        return a.equals(b) ? null : at + ": " + a + ", " + b;
    }
}
