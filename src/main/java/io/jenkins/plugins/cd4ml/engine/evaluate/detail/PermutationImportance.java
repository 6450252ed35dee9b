package io.jenkins.plugins.cd4ml.engine.evaluate.detail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.CounterRandom;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.RowSample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * How much worse a metric gets on average when the values of one feature are shuffled among the rows (Breiman, Machine
 * Learning 45 (2001) 5–32; Fisher, Rudin and Dominici, JMLR 20 (2019) 177), on a sample of rows, by fixed seeds. Features that
 * say the same hide each other.
 */
public final class PermutationImportance {
    /** Answers that are asked for at most, whatever the data: some tenths of a second of a usual model. */
    private static final int BUDGET = 60_000;

    private static final int MOST_ROWS = 1_024;
    private static final int FEWEST_ROWS = 128;
    private static final int REPEATS = 5;
    private static final int SHOWN = 50;

    private final Predictor predictor;
    private final EvaluationSettings settings;
    private final BiFunction<HoldoutRows, Answers, ScoredRows> reading;
    private final Metric metric;

    private record Loss(String feature, double mean, double deviation) {}

    private PermutationImportance(
            Predictor predictor,
            EvaluationSettings settings,
            Metric metric,
            BiFunction<HoldoutRows, Answers, ScoredRows> reading) {
        this.predictor = predictor;
        this.settings = settings;
        this.metric = metric;
        this.reading = reading;
    }

    /**
     * @param spec    {@code evaluate.importance}; may be missing
     * @param task    what is predicted
     * @param whole   all answers, as they were read
     * @param reading turns answers to some rows into a sample, as it was done with all
     * @return the section {@code importance}: its numbers, or {@code why} there are none; null where none are wanted
     */
    public static ObjectNode of(
            JsonNode spec,
            Predictor predictor,
            EvaluationSettings settings,
            String task,
            RowSample looked,
            HoldoutRows rows,
            ScoredRows whole,
            BiFunction<HoldoutRows, Answers, ScoredRows> reading) {
        int repeats = spec.path("repeats").asInt(REPEATS);
        if (repeats == 0 || predictor.columns().isEmpty() || looked == null) {
            return null;
        }
        Metric metric = Stream.concat(
                        settings.metrics().stream(),
                        Stream.of("auc", "accuracy", "rmse")
                                .filter(m -> settings.metrics().isEmpty()))
                .map(Metrics::of)
                .filter(m -> m.fits(task) && whole.scores().suits(m) && !m.has(Metric.Trait.BIASED))
                .findFirst()
                .orElse(null);
        if (metric == null || task.equals("ranking")) {
            return why("there is no metric that a sample of single rows can have");
        }
        int features = predictor.columns().size();
        int all = looked.rows().length;
        int most = Math.min(all, spec.path("rows").asInt(MOST_ROWS));
        if (!spec.has("repeats")) {
            repeats = Math.max(1, Math.min(repeats, BUDGET / Math.max(1, features * Math.min(most, FEWEST_ROWS * 4))));
        }
        int taken = spec.has("rows") ? most : Math.min(most, BUDGET / Math.max(1, features * repeats));
        if (taken < Math.min(most, FEWEST_ROWS)) {
            return why(features + " features are too many to shuffle each; set evaluate.importance.rows");
        }
        try {
            return new PermutationImportance(predictor, settings, metric, reading)
                    .measure(looked, rows, taken, repeats);
        } catch (InputException e) {
            return why(e.getMessage());
        }
    }

    private static ObjectNode why(String reason) {
        return Json.object().put("why", reason);
    }

    private ObjectNode measure(RowSample looked, HoldoutRows rows, int taken, int repeats) {
        Batch all = looked.batch();
        Batch batch = new Batch(all.columns(), taken, 1);
        int[] places = new int[taken];
        for (int i = 0; i < taken; i++) {
            int from = (int) ((long) i * all.rows() / taken);
            batch.copy(all, from, i);
            places[i] = looked.rows()[from];
        }
        HoldoutRows some = rows.at(places);
        double value = value(batch, some);
        if (!Double.isFinite(value)) {
            return why(metric.name() + " has no value on the sample of " + taken + " rows");
        }
        CounterRandom draws = new CounterRandom(settings.seed());
        List<Loss> losses = new ArrayList<>();
        int number = 0;
        for (Column column : predictor.columns()) {
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < repeats; k++) {
                draws.to(number++);
                double other = value(batch.shuffled(column, order(draws, taken)), some);
                double loss = metric.higherIsBetter() ? value - other : other - value;
                sum += loss;
                squares += loss * loss;
            }
            double mean = sum / repeats;
            losses.add(new Loss(column.name(), mean, Math.sqrt(Math.max(0, squares / repeats - mean * mean))));
        }
        losses.sort(Comparator.comparingDouble(Loss::mean).reversed().thenComparing(Loss::feature));
        return json(value, losses, taken, repeats);
    }

    private ObjectNode json(double value, List<Loss> losses, int rows, int repeats) {
        ObjectNode json = Json.object()
                .put("metric", metric.name())
                .put("value", value)
                .put("rows", rows)
                .put("repeats", repeats)
                .put("seed", settings.seed())
                .put("count", losses.size());
        ArrayNode features = json.putArray("features");
        losses.stream()
                .limit(SHOWN)
                .forEach(loss -> features.addObject()
                        .put("feature", loss.feature())
                        .put("loss", loss.mean())
                        .put("deviation", loss.deviation()));
        return json;
    }

    private double value(Batch batch, HoldoutRows some) {
        return metric.value(reading.apply(some, predictor.predict(batch)).sample());
    }

    /** Fisher and Yates. */
    private static int[] order(CounterRandom draws, int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = draws.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }
}
