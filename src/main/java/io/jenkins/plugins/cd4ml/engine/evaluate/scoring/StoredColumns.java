package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns of a table as text, in file order, in memory.
 *
 * @param names   of all columns that the table has
 * @param columns those that were read; null where a value is missing
 */
public record StoredColumns(List<String> names, Map<String, String[]> columns) {
    private static final int BATCH = 8192;

    /** @return all columns of a file */
    public static StoredColumns read(Path file) throws InterruptedException {
        try (Holdout table = Holdout.open(file)) {
            return read(table, table.columns());
        }
    }

    /** @throws io.jenkins.plugins.cd4ml.engine.InputException naming a column that the dataset lacks */
    public static StoredColumns read(Project project, String dataset, List<String> columns)
            throws InterruptedException {
        try (Holdout table = Holdout.open(project, dataset)) {
            columns.forEach(c -> table.require(c, "column"));
            return read(table, columns);
        }
    }

    private static StoredColumns read(Holdout table, List<String> names) throws InterruptedException {
        List<Column> wanted = names.stream().map(Column::text).toList();
        List<Batch> batches = new ArrayList<>();
        table.read(wanted, BATCH, batch -> batches.add(batch));
        Map<String, String[]> columns = new LinkedHashMap<>();
        for (Column column : wanted) {
            String[] all = new String[batches.stream().mapToInt(Batch::rows).sum()];
            int at = 0;
            for (Batch batch : batches) {
                System.arraycopy(batch.texts(column), 0, all, at, batch.rows());
                at += batch.rows();
            }
            columns.put(column.name(), all);
        }
        return new StoredColumns(table.columns(), columns);
    }

    public boolean has(String name) {
        return columns.containsKey(name);
    }

    public String[] texts(String name) {
        return columns.get(name);
    }
}
