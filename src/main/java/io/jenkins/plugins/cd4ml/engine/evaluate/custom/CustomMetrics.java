package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ItemMetrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.CommandPredictions;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionTask;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionsFile;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.StoredColumns;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The section {@code evaluate.custom}: has each function or command measure the new model's rows and the champion's, the
 * same ones. Closing it ends the functions' processes. One thread.
 */
public final class CustomMetrics implements AutoCloseable {
    /** A value beyond this is taken for a mistake: sums and squares of such are no numbers any more. */
    private static final double LARGEST = 1e100;

    private final Project project;
    private final RunFolder run;
    private final PythonRuntime python;
    private final HoldoutRows rows;
    private final PredictionTask task;
    private final ScoredRows fresh;
    private final ScoredRows champion;
    private final Path model;
    private final List<CustomFunction> open = new ArrayList<>();

    /**
     * @param champion its answers to the same rows; null without
     * @param model    the new model's folder, for commands
     */
    public CustomMetrics(
            Project project,
            RunFolder run,
            PythonRuntime python,
            HoldoutRows rows,
            PredictionTask task,
            ScoredRows fresh,
            ScoredRows champion,
            Path model) {
        this.project = project;
        this.run = run;
        this.python = python;
        this.rows = rows;
        this.task = task;
        this.fresh = fresh;
        this.champion = champion;
        this.model = model;
    }

    /** @return whether the project has a metric of that name of its own */
    public static boolean named(Project project, String name) {
        return name.startsWith(CustomSpec.PREFIX)
                && project.section("evaluate").path("custom").has(name.substring(CustomSpec.PREFIX.length()));
    }

    /**
     * @return each of the section's entries, in their order
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when one fails, or answers other rows than it was given
     */
    public List<CustomMetric> measure() throws InterruptedException {
        List<CustomMetric> all = new ArrayList<>();
        for (CustomSpec spec : CustomSpec.all(project)) {
            all.add(spec.command() != null ? byCommand(spec) : spec.number() ? number(spec) : byFunction(spec));
        }
        return all;
    }

    private CustomMetric byCommand(CustomSpec spec) throws InterruptedException {
        double[] now = commanded(spec, run.file(PredictionsFile.NAME), "");
        double[] old = null;
        if (champion != null) {
            Path file = run.file("evaluate/predictions-champion.parquet");
            PredictionsFile.write(file, rows, task, champion, List.of());
            old = commanded(spec, file, "-champion");
        }
        return means(spec, now, old);
    }

    private double[] commanded(CustomSpec spec, Path predictions, String whose) throws InterruptedException {
        Path output = run.file("evaluate/custom-" + spec.name().substring(CustomSpec.PREFIX.length()) + whose + ".csv");
        CommandPredictions.run(
                spec.what() + ".command",
                spec.command(),
                project.folder(),
                predictions,
                model,
                output,
                spec.seconds(),
                python.progress());
        return CommandValues.read(spec.what(), output, rows);
    }

    private CustomMetric byFunction(CustomSpec spec) throws InterruptedException {
        double[] now = function(spec, fresh, "").values();
        return means(
                spec,
                now,
                champion == null
                        ? null
                        : function(spec, champion, " of the champion").values());
    }

    private CustomFunction function(CustomSpec spec, ScoredRows scored, String whose) throws InterruptedException {
        Map<String, String[]> data = spec.columns().isEmpty()
                ? new LinkedHashMap<>()
                : StoredColumns.read(
                                project,
                                project.section("evaluate").path("dataset").asText(),
                                spec.columns())
                        .columns();
        CustomFunction function = new CustomFunction(spec, new GivenRows(rows, task, scored, data), python, whose);
        open.add(function);
        return function;
    }

    private CustomMetric means(CustomSpec spec, double[] now, double[] old) {
        boolean share = share(now) && (old == null || share(old));
        Metric metric = ItemMetrics.mean(spec.name(), spec.higherIsBetter(), share, spec.range());
        return new CustomMetric(
                metric, sample(now, share), old == null ? null : sample(old, share), 0, why(spec.name(), now));
    }

    private Sample sample(double[] values, boolean share) {
        double[] usable =
                Arrays.stream(values).map(v -> usable(v) ? v : Double.NaN).toArray();
        Sample sample = ItemMetrics.sample(usable, share);
        sample = rows.weights() == null ? sample : sample.weighted(rows.weights());
        return rows.groups() == null ? sample : sample.grouped(rows.groups());
    }

    private static boolean usable(double value) {
        return Math.abs(value) <= LARGEST;
    }

    private static boolean share(double[] values) {
        return Arrays.stream(values).allMatch(v -> v == 0 || v == 1);
    }

    private static String why(String name, double[] values) {
        int wrong = 0;
        int first = -1;
        for (int i = values.length - 1; i >= 0; i--) {
            if (!usable(values[i])) {
                wrong++;
                first = i;
            }
        }
        return wrong == 0
                ? null
                : name + " is undefined: " + wrong + " of " + values.length + " rows have no usable value, the first is"
                        + " row " + (first + 1) + " with " + values[first];
    }

    /**
     * A number is asked for again for each resample. Its sample holds the places of rows instead of scores, so that any
     * choice of rows can be told to the function.
     */
    private CustomMetric number(CustomSpec spec) throws InterruptedException {
        CustomFunction now = function(spec, fresh, "");
        boolean same = champion != null && same(fresh.sample(), champion.sample());
        CustomFunction old = champion == null || same ? now : function(spec, champion, " of the champion");
        Metric metric = ItemMetrics.statistic(spec.name(), spec.higherIsBetter(), spec.range(), sample -> {
            int[] places = Arrays.stream(sample.scores()).mapToInt(p -> (int) p).toArray();
            CustomFunction asked = sample.predicted()[0] == 0 ? now : old;
            return counts -> {
                double value = asked.number(places, counts);
                return usable(value) ? value : Double.NaN;
            };
        });
        Sample sample = places(0);
        return new CustomMetric(
                metric,
                sample,
                champion == null ? null : places(same ? 0 : 1),
                spec.resamples(),
                undefined(spec, metric, sample));
    }

    private static String undefined(CustomSpec spec, Metric metric, Sample sample) {
        return Double.isNaN(metric.value(sample))
                ? spec.name() + " is undefined: " + spec.function() + " returned no usable number"
                : null;
    }

    private static boolean same(Sample a, Sample b) {
        return Arrays.equals(a.scores(), b.scores())
                && Arrays.deepEquals(a.probabilities(), b.probabilities())
                && Arrays.equals(a.predicted(), b.predicted());
    }

    private Sample places(int model) {
        double[] places = new double[rows.size()];
        int[] which = new int[places.length];
        Arrays.setAll(places, i -> i);
        Arrays.fill(which, model);
        return new Sample(new double[places.length], places, null, which, rows.weights(), rows.groups());
    }

    @Override
    public void close() {
        open.forEach(CustomFunction::close);
    }
}
