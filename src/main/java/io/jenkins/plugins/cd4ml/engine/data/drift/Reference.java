package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import java.util.List;

/** What drift is measured from: data that is at hand, or the {@link Baseline} that was kept of it. */
interface Reference {
    long records();

    /** @return in the order of the data */
    List<String> names();

    /** @return null when there is none of that name */
    Column column(String name);

    /**
     * @param edges  keys, ascending
     * @param counts how many values lie at or below the first edge, between the edges, and above the last one
     */
    record Bins(long[] edges, long[] counts) {}

    /** One column of the reference. */
    interface Column {
        ColumnKind kind();

        /** @return whether it has no values */
        boolean empty();

        /** @return records without a value */
        long absent();

        /** @return of numbers: the bins that its values lay down ({@link Distances#edges}) */
        Bins bins();

        /** @return of numbers: how far the other column is from this one */
        Grid.Distance kolmogorovSmirnov(ColumnValues.Column now);

        /** Adds range, mean and histogram of numbers, for a drawing. */
        void describe(ObjectNode node);

        /**
         * @return of texts: counts by category of both, in one order, {@code now} in row 0; null where there are too
         *     many different ones
         */
        long[][] categories(Categories now);
    }
}
