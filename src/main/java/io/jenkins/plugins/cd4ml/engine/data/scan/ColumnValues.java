package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.util.List;
import java.util.Locale;

/**
 * What one scan kept of a dataset: every column either as numbers or as counted categories. Holds the temporary file of
 * its {@link Spool}; close it.
 *
 * @param records how many records there are
 */
public record ColumnValues(long records, List<Column> all, Spool spool) implements AutoCloseable {
    /** How much of a column's values is asked for after the scan. */
    public enum Use {
        /** They are only judged. */
        JUDGED,
        /** The newest of its times; whatever else is kept is left open. */
        NEWEST,
        /** All are counted. */
        COUNTED
    }

    /** One column; exactly one of {@code numbers} and {@code categories} is there. */
    public static final class Column {
        public final String name;
        public final ColumnKind kind;
        public final Spool.Column numbers;
        public final Categories categories;
        /** Records without a value that is kept: what is no number or no time is none. */
        public long nulls;
        /** Values that are not of the contract's type. */
        long invalid;

        /** The contract's type, null where it says nothing. */
        String type;

        public long nan;
        private NumberSummary summary;
        private final int distinctLimit;

        Column(String name, ColumnKind kind, Spool spool, int distinctLimit) {
            this.name = name;
            this.kind = kind;
            this.numbers = kind == ColumnKind.TEXT ? null : spool.column();
            this.categories = kind == ColumnKind.TEXT ? new Categories(distinctLimit) : null;
            this.distinctLimit = distinctLimit;
        }

        /** @return a category's text as it was counted: of a boolean one text for all spellings */
        public String spelled(String text) {
            if (text == null || !"boolean".equals(type)) {
                return text;
            }
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.matches("true|t|1|yes|y") ? "true" : lower.matches("false|f|0|no|n") ? "false" : text;
        }

        /** @return whether it has no values */
        public boolean empty() {
            return (kind == ColumnKind.TEXT ? categories.values() : numbers.size()) == 0;
        }

        /** @return how many records have no value at all */
        long missing() {
            long kept = // though they are invalid
                    switch (String.valueOf(type)) {
                        case "integer" ->
                            nan
                                    + summary().count()
                                    - summary().finite()
                                    + summary().uneven();
                        case "date" -> summary().uneven();
                        case "boolean" -> invalid;
                        default -> 0;
                    };
            return nulls - (invalid - kept);
        }

        /** @return the summary of a numeric column, computed when first asked for; without quantiles of times */
        public NumberSummary summary() {
            if (summary == null) {
                summary = NumberSummary.of(numbers, distinctLimit, kind == ColumnKind.TIME);
            }
            return summary;
        }
    }

    /** @return the column of that name, or null */
    public Column column(String name) {
        return all.stream().filter(c -> c.name.equals(name)).findFirst().orElse(null);
    }

    @Override
    public void close() {
        spool.close();
    }
}
