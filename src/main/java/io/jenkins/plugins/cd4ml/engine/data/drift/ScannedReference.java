package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import io.jenkins.plugins.cd4ml.engine.data.stats.KolmogorovSmirnov;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import java.util.Arrays;
import java.util.List;

/** A reference whose data was scanned: all numbers are exact. */
public record ScannedReference(ColumnValues columns) implements Reference {
    @Override
    public long records() {
        return columns.records();
    }

    @Override
    public List<String> names() {
        return columns.all().stream().map(c -> c.name).toList();
    }

    @Override
    public Reference.Column column(String name) {
        ColumnValues.Column column = columns.column(name);
        return column == null ? null : new Scanned(column);
    }

    /** Adds range, mean and histogram, for a drawing. */
    public static void describe(NumberSummary summary, ObjectNode node) {
        if (summary.histogram().length > 0) {
            node.put("min", summary.min()).put("max", summary.max()).put("mean", summary.mean());
            Arrays.stream(summary.histogram()).forEach(node.putArray("histogram")::add);
        }
    }

    private record Scanned(ColumnValues.Column column) implements Reference.Column {
        @Override
        public ColumnKind kind() {
            return column.kind;
        }

        @Override
        public boolean empty() {
            return column.empty();
        }

        @Override
        public long absent() {
            return column.nulls + column.nan;
        }

        @Override
        public Bins bins() {
            NumberSummary summary = column.summary();
            long[] edges = Distances.edges(column.numbers, summary.lowKey(), summary.highKey());
            return new Bins(edges, Distances.count(column.numbers, edges));
        }

        @Override
        public Grid.Distance kolmogorovSmirnov(ColumnValues.Column now) {
            long low = Math.min(now.summary().lowKey(), column.summary().lowKey());
            long high = Math.max(now.summary().highKey(), column.summary().highKey());
            double ks = KolmogorovSmirnov.of(now.numbers, column.numbers, low, high);
            return new Grid.Distance(ks, ks);
        }

        @Override
        public void describe(ObjectNode node) {
            ScannedReference.describe(column.summary(), node);
        }

        @Override
        public long[][] categories(Categories now) {
            return now.complete() && column.categories.complete() ? now.with(column.categories) : null;
        }
    }
}
