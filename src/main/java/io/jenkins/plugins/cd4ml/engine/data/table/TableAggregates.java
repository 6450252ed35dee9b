package io.jenkins.plugins.cd4ml.engine.data.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Aggregates over all rows of a table, in as few scans as its database allows: how many results and how long a text one
 * query may have.
 */
final class TableAggregates {
    private static final int ITEMS = 1500; // of PostgreSQL's 1,664 results

    private final Table table;
    private final List<Item> items = new ArrayList<>();

    /** @param take gets the row and the place of the aggregate in it */
    private record Item(String sql, List<String> columns, Take take) {}

    /** Takes one aggregate of the one row. */
    @FunctionalInterface
    interface Take {
        void take(ResultSet row, int at) throws SQLException;
    }

    TableAggregates(Table table) {
        this.table = table;
    }

    /** @param columns that the aggregate looks at, judged */
    void add(String sql, List<String> columns, Take take) {
        items.add(new Item(sql, columns, take));
    }

    /** Asks the database. @param digested whether the first query's rows have what a checksum needs */
    void run(boolean digested) {
        int from = 0;
        while (from < items.size()) {
            Set<String> columns = new LinkedHashSet<>();
            boolean digests = digested && from == 0;
            long length = digests ? table.rows().digested(Set.of()).length() : 0;
            int to = from;
            while (to < items.size() && to < from + ITEMS) {
                Item item = items.get(to);
                long more = item.sql().length() + 2;
                for (String column : item.columns()) {
                    more += columns.contains(column) ? 0 : table.rows().weight(column);
                }
                int together = columns.size() + item.columns().size();
                if (to > from
                        && (length + more > table.source().database().longestQuery() * 0.9
                                || together > table.dialect().together())) {
                    break;
                }
                length += more;
                columns.addAll(item.columns());
                to++;
            }
            ask(items.subList(from, to), columns, digests);
            from = to;
        }
    }

    private void ask(List<Item> part, Set<String> columns, boolean digests) {
        String select = part.stream().map(Item::sql).collect(Collectors.joining(", "));
        String rows = digests ? table.rows().digested(columns) : table.rows().of(columns);
        table.query("SELECT " + select + " FROM " + rows, row -> {
            for (int i = 0; i < part.size(); i++) {
                part.get(i).take().take(row, i + 1);
            }
        });
    }
}
