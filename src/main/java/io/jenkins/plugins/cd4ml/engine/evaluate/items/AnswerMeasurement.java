package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.answers.AnswerTruth.Measure;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ItemMetrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measures answers whose measures are no means of items: the items are what is drawn, and all of them are measured anew. */
final class AnswerMeasurement {
    /** Each resample measures all answers again, which for boxes takes milliseconds. */
    private static final int MOST_RESAMPLES = 1_000;

    private final String name;
    private final AnsweredItems now;
    private final SortedMap<String, JsonNode> old = new TreeMap<>();
    private final SortedMap<String, String> judges = new TreeMap<>();
    private final boolean champion;

    /** @param kept what {@link AnsweredItems#json} wrote of the champion; missing without */
    AnswerMeasurement(String name, AnsweredItems now, JsonNode kept) {
        this.name = name;
        this.now = now;
        champion = !kept.isMissingNode();
        kept.path("answers").properties().forEach(a -> old.put(a.getKey(), a.getValue()));
        kept.path("truth")
                .properties()
                .forEach(t -> judges.put(t.getKey(), t.getValue().asText()));
    }

    int joined() {
        return champion
                ? (int) now.answers().keySet().stream().filter(old::containsKey).count()
                : 0;
    }

    int differing() {
        return champion ? now.answers().size() - joined() : 0;
    }

    List<ItemMeasurement> measurements(ComparisonOptions options, double maxDiffering) {
        ComparisonOptions fewer = options.resamples(Math.min(options.resamples(), MOST_RESAMPLES));
        List<String> all = List.copyOf(now.answers().keySet());
        ItemPairs pairs = champion ? ItemPairs.of(all, old.keySet(), now.digests(), judges, maxDiffering) : null;
        List<ItemMeasurement> measurements = new ArrayList<>();
        for (Measure measure : now.truth().measures()) {
            measurements.add(new ItemMeasurement(
                    name + "." + measure.name(),
                    measure.higherIsBetter(),
                    subject(measure, all, null, null),
                    pairs == null
                            ? null
                            : subject(
                                    measure,
                                    pairs.unlike() == null ? pairs.items() : List.of(),
                                    pairs.unlike() == null ? old : null,
                                    pairs.unlike()),
                    fewer));
        }
        return measurements;
    }

    private ItemSubject subject(Measure measure, List<String> items, Map<String, JsonNode> before, String unlike) {
        boolean same = before != null
                && items.stream().allMatch(i -> now.answers().get(i).equals(before.get(i)));
        Metric metric = ItemMetrics.statistic(
                name + "." + measure.name(), measure.higherIsBetter(), measure.range(), sample -> {
                    List<String> chosen = Arrays.stream(sample.scores())
                            .mapToObj(place -> items.get((int) place))
                            .toList();
                    return prepared(measure, chosen, sample.predicted()[0] == 0 ? now.answers() : before);
                });
        return new ItemSubject(
                metric,
                places(items.size(), 0),
                before == null ? null : places(items.size(), same ? 0 : 1),
                null,
                unlike);
    }

    private PreparedMetric prepared(Measure measure, List<String> items, Map<String, JsonNode> answers) {
        return now.truth().prepare(measure, items, answers);
    }

    /** A sample that holds the places of items instead of scores. */
    private static Sample places(int count, int model) {
        double[] places = new double[count];
        int[] which = new int[count];
        Arrays.setAll(places, i -> i);
        Arrays.fill(which, model);
        return new Sample(new double[count], places, null, which, null);
    }
}
