package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code validate-data}: contract, profile and drift of a project's datasets, recorded with their digests. */
public final class DataValidation {
    private DataValidation() {}

    /**
     * @param names     datasets of the project; empty for all
     * @param champions finds the model whose data a dataset is held against
     * @throws InputException when a file or a contract cannot be read, or a name is unknown
     */
    public static Outcome run(
            Project project, RunFolder run, List<String> names, BaselineSource.Finder champions, Progress progress)
            throws SQLException {
        return run(project, run, names, champions, progress, System.getenv());
    }

    /** @param environment where logins of databases stand ({@link io.jenkins.plugins.cd4ml.engine.DatabaseLogin}) */
    public static Outcome run(
            Project project,
            RunFolder run,
            List<String> names,
            BaselineSource.Finder champions,
            Progress progress,
            Map<String, String> environment)
            throws SQLException {
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
        List<String> used = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        boolean valid = true;
        ObjectNode result = Json.object();
        ObjectNode datasets = result.putObject("datasets");
        List<String> wanted = names.isEmpty() ? known : names;
        for (String name : wanted) {
            DatasetValidation one = new DatasetValidation(project, run, lineage, name, champions, environment);
            ObjectNode summary = one.run();
            datasets.set(name, summary);
            valid &= summary.path("valid").asBoolean();
            used.addAll(one.used());
            if (wanted.size() > 1) {
                progress.line(one.sentence());
            }
            if (!summary.path("valid").asBoolean() || wanted.size() == 1) {
                sentences.add(one.sentence());
            }
        }
        result.put("valid", valid);
        String sentence =
                sentences.isEmpty() ? "All " + wanted.size() + " datasets are valid." : String.join(" ", sentences);
        List<String> documents = wanted.stream()
                .flatMap(name -> Stream.of("validation.json", "drift.json").map(file -> "data/" + name + "/" + file))
                .toList();
        RunFolder.record(
                lineage,
                "validate",
                started,
                valid,
                sentence,
                used,
                List.of(),
                DocumentDigests.attributes(run, documents));
        run.write(lineage);
        return new Outcome(valid, sentence, result);
    }
}
