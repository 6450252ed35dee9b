package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SQL of a table's rows: the columns that a query needs, with number and time beside those that it judges. */
final class TableRows {
    private final Map<String, String> types;
    private final TableDialect dialect;
    private final String relation;
    private final String missing;
    private final List<String> beside;

    /**
     * @param missing texts that stand for a missing value
     * @param beside  what the relation has beside the columns, for every query
     */
    TableRows(
            Map<String, String> types,
            TableDialect dialect,
            String relation,
            List<String> missing,
            List<String> beside) {
        this.beside = beside;
        this.types = types;
        this.dialect = dialect;
        this.relation = relation;
        this.missing = missing.stream().map(Duck::text).collect(Collectors.joining(", "));
    }

    /** @return rows with these columns, each judged */
    String of(Collection<String> columns) {
        return of(columns, columns, false);
    }

    /** @return rows with all columns, of which these are judged */
    String ofAll(Collection<String> judged) {
        return of(types.keySet(), judged, false);
    }

    /** @return rows with all columns, of which these are judged, and what a checksum needs */
    String digested(Collection<String> judged) {
        return of(types.keySet(), judged, true);
    }

    private String of(Collection<String> columns, Collection<String> judged, boolean digested) {
        Set<String> all = new LinkedHashSet<>(columns);
        StringBuilder beside = new StringBuilder();
        new LinkedHashSet<>(judged).forEach(c -> beside.append(dialect.prepared(Duck.id(c), types.get(c))));
        if (digested) {
            beside.append(dialect.digests(types.keySet()));
        }
        return "(SELECT " + (all.isEmpty() && this.beside.isEmpty() ? "1 AS cd4ml_row" : "*") + beside
                + " FROM (SELECT " + plain(all) + " FROM " + relation + ") AS cd4ml_plain) AS cd4ml_rows";
    }

    private String plain(Set<String> columns) {
        if (!beside.isEmpty()) { // of missing values it knows
            return Stream.concat(columns.stream().map(Duck::id), beside.stream())
                    .collect(Collectors.joining(", "));
        }
        if (columns.isEmpty()) {
            return "1 AS cd4ml_row";
        }
        if (missing.isEmpty()) {
            return columns.size() == types.size()
                    ? "*"
                    : columns.stream().map(Duck::id).collect(Collectors.joining(", "));
        }
        return columns.stream()
                .map(Duck::id)
                .map(c -> "CASE WHEN " + dialect.text(c) + " IN (" + missing + ") THEN NULL ELSE " + c + " END AS " + c)
                .collect(Collectors.joining(", "));
    }

    /** @return how many characters a judged column adds to a query */
    int weight(String column) {
        return dialect.prepared(Duck.id(column), types.get(column)).length()
                + plain(Set.of(column)).length();
    }
}
