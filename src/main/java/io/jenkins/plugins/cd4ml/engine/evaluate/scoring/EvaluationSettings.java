package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The section {@code evaluate} with its defaults.
 *
 * @param data         the holdout's file, folder or pattern, for messages and commands
 * @param features     empty: what the model says, else every column that is nothing else
 * @param time         the column that says when a row was; null without
 * @param task         binary, multiclass, regression, ranking; null to tell by metrics and model
 * @param positive     the positive class; null for the model's second one
 * @param scores       what the model's numbers are: probability, logit or score; null for what the model says
 * @param command      that predicts instead of a loaded model; null without
 * @param method       of intervals and comparisons, where a gate names none
 * @param batch        rows read together; 0 for as many as suit the number of columns
 * @param repeatedRows independent where rows that are equal but for the key are taken for independent; null for counting
 *     copies once
 * @param maxDiffering share of rows that may differ from the champion's before a comparison says nothing
 */
public record EvaluationSettings(
        String dataset,
        Path data,
        String target,
        String key,
        String weight,
        String group,
        String time,
        List<String> features,
        List<String> metrics,
        List<SliceSpec> slices,
        String task,
        String positive,
        String scores,
        String command,
        int minSupport,
        double confidence,
        int resamples,
        ComparisonOptions.Method method,
        long seed,
        int batch,
        int threads,
        String repeatedRows,
        double maxDiffering) {

    /** @throws InputException when the section or the dataset is missing */
    public static EvaluationSettings of(Project project) {
        JsonNode spec = project.section("evaluate");
        String dataset = spec.path("dataset").asText();
        JsonNode described = project.section("data").path(dataset);
        if (described.isMissingNode()) {
            throw new InputException(project.place("/evaluate/dataset") + ": there is no dataset '" + dataset + "'.");
        }
        Sources.refuseDatabase(project, dataset);
        return new EvaluationSettings(
                dataset,
                project.inside(described.get("path").asText(), "/data/" + dataset + "/path"),
                spec.path("target").asText(),
                text(spec, "key"),
                text(spec, "weight"),
                text(spec, "group"),
                text(spec, "time"),
                texts(spec, "features"),
                texts(spec, "metrics"),
                SliceSpec.all(project),
                text(spec, "task"),
                text(spec, "positive"),
                text(spec, "scores"),
                text(spec, "command"),
                spec.path("minSupport").asInt(1),
                spec.path("confidence").asDouble(0.95),
                spec.path("resamples").asInt(10_000),
                ComparisonOptions.Method.named(text(spec, "method")),
                spec.path("seed").asLong(project.root().at("/train/seed").asLong(0)),
                spec.path("batch").asInt(0),
                spec.path("threads").asInt(Runtime.getRuntime().availableProcessors()),
                text(spec, "repeatedRows"),
                spec.path("maxDiffering").asDouble(0.01));
    }

    /** @return the same with another number of resamples */
    public EvaluationSettings resamples(int other) {
        return new EvaluationSettings(
                dataset,
                data,
                target,
                key,
                weight,
                group,
                time,
                features,
                metrics,
                slices,
                task,
                positive,
                scores,
                command,
                minSupport,
                confidence,
                other,
                method,
                seed,
                batch,
                threads,
                repeatedRows,
                maxDiffering);
    }

    /** @return the columns of slices, however these combine them */
    public Set<String> sliceColumns() {
        Set<String> columns = new LinkedHashSet<>();
        slices.forEach(s -> columns.addAll(s.columns()));
        return columns;
    }

    /** @return the columns that may be features where nobody names them: all that serve no other purpose */
    public List<String> candidates(List<String> columns) {
        List<String> rest = new ArrayList<>(features.isEmpty() ? columns : features);
        rest.remove(target);
        rest.remove(key);
        rest.remove(weight);
        rest.remove(group);
        return rest;
    }

    private static String text(JsonNode spec, String key) {
        return spec.hasNonNull(key) ? spec.get(key).asText() : null;
    }

    private static List<String> texts(JsonNode spec, String key) {
        List<String> texts = new ArrayList<>();
        spec.path(key).forEach(t -> texts.add(t.asText()));
        return texts;
    }
}
