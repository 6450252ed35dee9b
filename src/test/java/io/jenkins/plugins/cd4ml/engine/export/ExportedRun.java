package io.jenkins.plugins.cd4ml.engine.export;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A run from data to approval, with names that no format expects. */
public final class ExportedRun {
    public static final String ODD = "a \"b\" <c> {d} é/#:";
    private static final String TIME = "2026-03-01T10:00:0";

    private ExportedRun() {}

    public static RunFolder in(Path folder) {
        RunFolder run = new RunFolder(folder);
        Lineage lineage = new Lineage();
        lineage.run = "churn #12 " + ODD;
        lineage.model = "churn " + ODD;
        lineage.put(new Lineage.Agent("person:ann " + ODD, "person", "Ann " + ODD));
        lineage.put(entity("dataset:train", "dataset", "train", sha('a'), Map.of("path", "data/" + ODD, "rows", 3)));
        lineage.put(entity("dataset:holdout", "dataset", "holdout", sha('b'), Map.of()));
        lineage.put(entity("contract:train", "contract", ODD, sha('c'), Map.of()));
        lineage.put(entity(
                "code", "code", "code", "git:" + "1".repeat(40) + "+dirty", Map.of("remote", "https://g/" + ODD)));
        lineage.put(entity("parameters", "parameters", "parameters", sha('d'), Map.of()));
        lineage.put(entity("model", "model", "churn " + ODD, sha('e'), Map.of()));
        lineage.put(entity("evaluation", "report", "evaluation", sha('f'), Map.of()));
        lineage.put(entity("gates", "report", "gates", sha('0'), Map.of()));
        add(lineage, "validate", "no", List.of("dataset:train", "contract:train"), List.of(), Map.of());
        add(lineage, "train", "yes", List.of("dataset:train", "code", "parameters"), List.of("model"), Map.of());
        add(lineage, "evaluate", "yes", List.of("model", "dataset:holdout"), List.of("evaluation"), Map.of());
        add(lineage, "gate", "no", List.of("evaluation"), List.of("gates"), Map.of());
        add(lineage, "approve", "yes", List.of("model", "gates"), List.of(), Map.of("environment", "production"));
        run.write(lineage);
        run.write("data/train/validation.json", Json.parse("v", """
            {"valid": false, "checks": [{"rule": "minimum", "column": "x y", "holds": false}]}\
            """.getBytes(StandardCharsets.UTF_8), Map.class));
        run.write("data/train/profile.json", Json.parse("p", """
            {"columns": [{"name": "x y", "type": "DECIMAL(3,1)"}]}\
            """.getBytes(StandardCharsets.UTF_8), Map.class));
        run.write(
                RunFolder.TRAINING,
                Json.parse("t", ("""
                    {"trainer": "command", "params": {"rounds": 5, "eta": "0.1"}, "seed": 7,
                     "model": {"files": {"model.onnx": "%s"}}}\
                    """.formatted(sha('9'))).getBytes(StandardCharsets.UTF_8), Map.class));
        run.write(RunFolder.EVALUATION, Json.parse("e", """
            {"task": "binary", "metrics": [
              {"name": "auc", "slice": null, "value": 0.9, "interval": {"low": 0.8, "high": 0.95}},
              {"name": "auc", "slice": "region = \\"north\\"", "value": 0.7, "interval": null},
              {"name": "f1", "slice": null, "value": "NaN"}]}\
            """.getBytes(StandardCharsets.UTF_8), Map.class));
        run.write(RunFolder.GATES, Json.parse("g", """
            {"verdict": "WARNING", "items": [
              {"name": "auc min 0.8", "verdict": "PASSED"}, {"name": "f1 min 0.5", "verdict": "WARNING"},
              {"name": "drift", "verdict": "FAILED", "informational": true},
              {"name": "rows", "verdict": "INCONCLUSIVE"}]}\
            """.getBytes(StandardCharsets.UTF_8), Map.class));
        return run;
    }

    private static Lineage.Entity entity(
            String id, String kind, String name, String digest, Map<String, Object> attributes) {
        return new Lineage.Entity(id, kind, name, digest, attributes);
    }

    private static void add(
            Lineage lineage,
            String kind,
            String outcome,
            List<String> used,
            List<String> made,
            Map<String, Object> attributes) {
        int at = lineage.activities.size();
        lineage.add(new Lineage.Activity(
                kind,
                kind,
                used,
                made,
                List.of("person:ann " + ODD),
                TIME + at + "Z",
                TIME + (at + 1) + ".5Z",
                outcome,
                "Says " + ODD + ".",
                attributes));
    }

    static String sha(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }
}
