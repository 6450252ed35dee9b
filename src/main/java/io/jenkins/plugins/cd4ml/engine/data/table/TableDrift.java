package io.jenkins.plugins.cd4ml.engine.data.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.drift.Drift;
import io.jenkins.plugins.cd4ml.engine.data.drift.Samples;
import io.jenkins.plugins.cd4ml.engine.data.drift.ScannedReference;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.BucketedKs;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The drift of a table against a file or another table of its database. Only counts leave the database, but for the few
 * values among which the Kolmogorov–Smirnov statistic is decided.
 */
final class TableDrift implements Drift.Pairs {
    private final Samples now;
    private final Samples before;
    private final Map<String, double[]> edges = new LinkedHashMap<>();
    private final Map<String, BucketedKs> searches = new LinkedHashMap<>();
    private Map<String, long[]> countsNow = Map.of();
    private Map<String, long[]> countsBefore = Map.of();

    private TableDrift(Samples now, Samples before) {
        this.now = now;
        this.before = before;
    }

    /** @param keys columns that name rows */
    static ObjectNode of(Samples now, Samples before, Set<String> keys) {
        TableDrift drift = new TableDrift(now, before);
        drift.numbers(keys);
        return Drift.of(now.side(), before.side(), drift, keys);
    }

    private void numbers(Set<String> keys) {
        Drift.Side was = before.side();
        for (Drift.Column a : now.side().all()) {
            Drift.Column b = was.column(a.name());
            if (a.kind() == ColumnKind.NUMBER
                    && b != null
                    && b.kind() == a.kind()
                    && !a.empty()
                    && !b.empty()
                    && !keys.contains(a.name())) {
                edges.put(a.name(), before.edges(a.name()));
                NumberSummary x = now.summary(a.name());
                NumberSummary y = before.summary(a.name());
                searches.put(
                        a.name(),
                        new BucketedKs(
                                x.count(),
                                y.count(),
                                Math.min(x.lowKey(), y.lowKey()),
                                Math.max(x.highKey(), y.highKey())));
            }
        }
        if (edges.isEmpty()) {
            return;
        }
        Map<String, double[]> above = new LinkedHashMap<>();
        edges.forEach((column, at) -> above.put(
                column,
                Arrays.stream(at)
                        .filter(e -> e < Double.POSITIVE_INFINITY)
                        .map(Math::nextUp)
                        .toArray()));
        countsNow = now.count(above);
        countsBefore = before.count(above);
        search();
    }

    /** All columns' searches go on together, so that each round is one scan. */
    private void search() {
        while (true) {
            Map<String, double[]> thresholds = new LinkedHashMap<>();
            searches.forEach((column, search) -> {
                if (!search.done()) {
                    thresholds.put(column, search.thresholds());
                }
            });
            if (thresholds.isEmpty()) {
                break;
            }
            Map<String, long[]> a = now.count(thresholds);
            Map<String, long[]> b = before.count(thresholds);
            thresholds.keySet().forEach(c -> searches.get(c).counted(a.get(c), b.get(c)));
        }
        searches.forEach((column, search) -> {
            double[] bounds = search.bounds();
            if (bounds.length > 0) {
                search.gathered(now.gather(column, bounds), before.gather(column, bounds));
            }
        });
    }

    @Override
    public long[][] bins(String column) {
        int bins = edges.get(column).length + 1; // nothing lies above an edge that is infinite
        return new long[][] {Arrays.copyOf(countsNow.get(column), bins), Arrays.copyOf(countsBefore.get(column), bins)};
    }

    @Override
    public Grid.Distance kolmogorovSmirnov(String column) {
        double ks = searches.get(column).value();
        return new Grid.Distance(ks, ks);
    }

    @Override
    public void describe(String column, ObjectNode node) {
        ScannedReference.describe(before.summary(column), node);
    }

    @Override
    public long[][] categories(String column) {
        Map<String, Long> a = now.categories(column);
        Map<String, Long> b = a == null ? null : before.categories(column);
        if (b == null) {
            return null;
        }
        Set<String> union = new TreeSet<>(a.keySet());
        union.addAll(b.keySet());
        List<Map<String, Long>> both = List.of(new HashMap<>(a), new HashMap<>(b));
        return both.stream()
                .map(counts -> union.stream()
                        .mapToLong(c -> counts.getOrDefault(c, 0L))
                        .toArray())
                .toArray(long[][]::new);
    }
}
