package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Fetches the text of a few cells whose places are known: wanted ones are collected, then read together. */
public final class CellLookup {
    private static final int TOGETHER = 500;

    private final Set<String> columns = new LinkedHashSet<>();
    private final TreeSet<Long> records = new TreeSet<>();
    private final Map<String, Map<Long, String>> texts = new HashMap<>();

    public void want(String column, long record) {
        columns.add(column);
        records.add(record);
    }

    /** Reads up to the last wanted record, no further. */
    public void fetch(Duck duck, Dataset dataset) throws SQLException {
        List<String> all = new ArrayList<>(columns);
        for (int first = 0; first < all.size(); first += TOGETHER) {
            fetch(duck, dataset, all.subList(first, Math.min(all.size(), first + TOGETHER)));
        }
    }

    private void fetch(Duck duck, Dataset dataset, List<String> columns) throws SQLException {
        String select = columns.stream()
                .map(c -> ", left(CAST(" + dataset.id(c) + " AS VARCHAR), " + Violation.LENGTH + ")")
                .collect(Collectors.joining());
        String list = records.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT " + Dataset.RECORD + select + " FROM "
                        + dataset.view(records.last()) + " WHERE " + Dataset.RECORD + " IN (" + list + ")")) {
            while (row.next()) {
                int at = 2;
                for (String column : columns) {
                    texts.computeIfAbsent(column, c -> new HashMap<>()).put(row.getLong(1), row.getString(at++));
                }
            }
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
    }

    /** @return the text, null for a missing value */
    public String text(String column, long record) {
        return texts.getOrDefault(column, Map.of()).get(record);
    }
}
