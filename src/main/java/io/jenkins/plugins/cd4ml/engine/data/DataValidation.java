package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code validate-data}: contract, profile and drift of a project's datasets, recorded with their digests. */
public final class DataValidation {
    private final Project project;
    private final RunFolder run;
    private final Progress progress;
    private final List<String> used = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();
    private final ObjectNode result = Json.object();

    private DataValidation(Project project, RunFolder run, Progress progress) {
        this.project = project;
        this.run = run;
        this.progress = progress;
    }

    /**
     * @param names datasets of the project; empty for all
     * @throws InputException when a file or a contract cannot be read, or a name is unknown
     */
    public static Outcome run(Project project, RunFolder run, List<String> names, Progress progress)
            throws SQLException {
        return new DataValidation(project, run, progress).run(names);
    }

    private Outcome run(List<String> names) throws SQLException {
        Instant started = Instant.now();
        JsonNode section = project.section("data");
        List<String> known = new ArrayList<>();
        section.fieldNames().forEachRemaining(known::add);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new InputException(project.place("/data") + " has no dataset '" + name + "'; there are "
                        + String.join(", ", known) + ".");
            }
        }
        Lineage lineage = run.lineage();
        boolean valid = true;
        ObjectNode datasets = result.putObject("datasets");
        try (Duck duck = Duck.open()) {
            for (String name : names.isEmpty() ? known : names) {
                ObjectNode one = one(duck, lineage, name, section.get(name));
                datasets.set(name, one);
                valid &= one.path("valid").asBoolean();
            }
        }
        result.put("valid", valid);
        String sentence = String.join(" ", sentences);
        RunFolder.record(lineage, "validate", started, valid, sentence, used, List.of(), Map.of());
        run.write(lineage);
        return new Outcome(valid, sentence, result);
    }

    private ObjectNode one(Duck duck, Lineage lineage, String name, JsonNode spec) throws SQLException {
        String at = "/data/" + name;
        Path file = project.existing(spec.get("path").asText(), at + "/path");
        Dataset dataset = Dataset.open(duck, file);
        ObjectNode validation = Json.object().put("dataset", name).put("digest", Digests.of(file));
        ObjectNode summary = Json.object().put("digest", validation.get("digest").asText());
        String folder = "data/" + name + "/";
        try {
            Checks.Result checks = checks(duck, dataset, spec, at, lineage, name);
            validation.put("rows", checks.rows()).put("valid", checks.valid());
            validation.set("violationCounts", Json.MAPPER.valueToTree(checks.counts()));
            validation.set("violations", Json.MAPPER.valueToTree(checks.violations()));
            JsonNode profile = checks.rows() == 0 ? Json.object() : Profile.of(duck, dataset);
            run.write(folder + "profile.json", profile);
            long broken = checks.counts().values().stream().mapToLong(Long::longValue).sum();
            summary.put("valid", checks.valid()).put("rows", checks.rows()).put("violations", broken);
            String first = checks.violations().isEmpty() ? "" : checks.violations().get(0).sentence();
            String drift = drift(duck, dataset, spec, at, lineage, name, profile, summary);
            say(checks.valid()
                    ? name + ": " + checks.rows() + " rows, " + checks.counts().size() + " checks, "
                            + (broken == 0 ? "valid" : broken + " warnings") + drift + "."
                    : name + " is invalid: " + first
                            + (checks.violations().size() > 1 ? ", and " + (checks.violations().size() - 1) + " more" : "")
                            + ".");
        } catch (Dataset.Ragged e) {
            validation.put("valid", false).put("error", e.getMessage());
            summary.put("valid", false).put("error", e.getMessage());
            say(name + " is invalid: " + e.getMessage());
        }
        run.write(folder + "validation.json", validation);
        Map<String, Object> attributes = new TreeMap<>(Map.of("path", spec.get("path").asText()));
        if (validation.has("rows")) {
            attributes.put("rows", validation.get("rows").asLong());
        }
        attributes.put("columns", dataset.columns().size());
        lineage.put(new Lineage.Entity(
                "dataset:" + name, "dataset", name, validation.get("digest").asText(), attributes));
        used.add("dataset:" + name);
        return summary;
    }

    private void say(String sentence) {
        sentences.add(sentence);
        progress.line(sentence);
    }

    private Checks.Result checks(
            Duck duck, Dataset dataset, JsonNode spec, String at, Lineage lineage, String name) throws SQLException {
        Contract contract = new Contract(List.of(), List.of());
        if (spec.hasNonNull("contract")) {
            Path file = project.existing(spec.get("contract").asText(), at + "/contract");
            contract = Contract.read(file);
            use(lineage, "contract:" + name, "contract", file, spec.get("contract").asText());
        }
        return Checks.run(duck, dataset, contract);
    }

    private String drift(
            Duck duck,
            Dataset dataset,
            JsonNode spec,
            String at,
            Lineage lineage,
            String name,
            JsonNode profile,
            ObjectNode summary)
            throws SQLException {
        if (!spec.hasNonNull("reference") || !profile.has("columns")) {
            return "";
        }
        Path file = project.existing(spec.get("reference").asText(), at + "/reference");
        ObjectNode drift = Drift.of(duck, dataset, Dataset.open(duck, file), profile);
        run.write("data/" + name + "/drift.json", drift);
        use(lineage, "reference:" + name, "dataset", file, spec.get("reference").asText());
        JsonNode metrics = drift.path("metrics");
        ObjectNode worst = summary.putObject("drift");
        for (String metric : List.of("psi.max", "ks.max", "js.max")) {
            if (metrics.has(metric)) {
                worst.set(metric, metrics.get(metric));
            }
        }
        return metrics.has("ks.max") ? ", drift KS at most %.3f".formatted(metrics.get("ks.max").asDouble()) : "";
    }

    private void use(Lineage lineage, String id, String kind, Path file, String path) {
        lineage.put(new Lineage.Entity(
                id, kind, file.getFileName().toString(), Digests.of(file), Map.of("path", path)));
        used.add(id);
    }
}
