package io.jenkins.plugins.cd4ml.engine.train.tabular;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a dataset for a built-in trainer: one pass to see what the columns hold, one for their values. */
public final class TableReader {
    /** More values than this are a mistake on a build agent. */
    private static final long MOST_VALUES = 500_000_000L;

    private static final int MOST_CLASSES = 1000;
    /** A whole number with more different values than this is a quantity, not a class. */
    private static final int MOST_CLASSES_BY_THEMSELVES = 20;

    private final Dataset dataset;
    private final TableRequest request;
    private int rows;

    private TableReader(Dataset dataset, TableRequest request) {
        this.dataset = dataset;
        this.request = request;
    }

    /** @throws InputException naming file, row and column of a value that cannot be learned from */
    public static TrainingTable read(Project project, TableRequest request) throws SQLException {
        try (Duck duck = Duck.open()) {
            Dataset dataset = Dataset.open(duck, project, request.dataset());
            return new TableReader(dataset, request).read(duck);
        }
    }

    private TrainingTable read(Duck duck) throws SQLException {
        Set<String> names = features();
        try {
            Map<String, Boolean> category = new LinkedHashMap<>();
            boolean regression = survey(duck, names, category);
            List<ColumnReader> columns = new ArrayList<>();
            for (boolean wanted : new boolean[] {false, true}) {
                category.forEach((name, is) -> {
                    if (is == wanted) {
                        columns.add(new ColumnReader(dataset, name, is, request.missing(), rows));
                    }
                });
            }
            ColumnReader target = new ColumnReader(dataset, request.target(), !regression, false, rows);
            fill(duck, columns, target);
            return new TrainingTable(
                    columns.stream().map(ColumnReader::feature).toList(), target(target, regression), rows);
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
    }

    private Set<String> features() {
        Set<String> names = new LinkedHashSet<>(request.features());
        if (names.isEmpty()) {
            names.addAll(dataset.columns());
            names.removeAll(request.others());
        }
        names.remove(request.target());
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(request.categories());
        all.add(request.target());
        for (String column : all) {
            if (!dataset.columns().contains(column)) {
                throw new InputException(dataset.file() + " has no column '" + column + "'; it has "
                        + String.join(", ", dataset.columns()) + ".");
            }
        }
        if (names.isEmpty()) {
            throw new InputException(
                    dataset.file() + " has no column to learn from beside '" + request.target() + "'.");
        }
        return names;
    }

    /** @return whether the target is a quantity */
    private boolean survey(Duck duck, Set<String> names, Map<String, Boolean> category) throws SQLException {
        String target = dataset.id(request.target());
        StringBuilder sql =
                new StringBuilder("SELECT count(*), count(DISTINCT " + target + "), coalesce(bool_and(TRY_CAST("
                        + target + " AS DOUBLE) IS NOT NULL), false), coalesce(bool_and(TRY_CAST(" + target
                        + " AS DOUBLE) = TRY_CAST(" + target + " AS BIGINT)), false)");
        for (String name : names) {
            String id = dataset.id(name);
            sql.append(", count(")
                    .append(id)
                    .append("), count(TRY_CAST(")
                    .append(id)
                    .append(" AS DOUBLE))");
        }
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql + " FROM " + dataset.from())) {
            row.next();
            rows = Math.toIntExact(Math.min(Integer.MAX_VALUE, row.getLong(1)));
            if ((long) rows * names.size() > MOST_VALUES) {
                throw new InputException(dataset.file() + " has more than " + MOST_VALUES
                        + " values; train with a command instead of the built-in trainer.");
            }
            int at = 5;
            for (String name : names) {
                long values = row.getLong(at++);
                long numbers = row.getLong(at++);
                // Mostly numbers with a few words among them: a flaw of the data, which the reading will name.
                category.put(name, request.categories().contains(name) || values > 0 && numbers * 2 < values);
            }
            boolean quantity = row.getBoolean(3) && (!row.getBoolean(4) || row.getLong(2) > MOST_CLASSES_BY_THEMSELVES);
            return request.task() == null ? quantity : request.task().equals("regression");
        }
    }

    private void fill(Duck duck, List<ColumnReader> columns, ColumnReader target) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT " + target.sql());
        columns.forEach(c -> sql.append(", ").append(c.sql()));
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql + " FROM " + dataset.from())) {
            for (int i = 0; i < rows && row.next(); i++) {
                target.read(row, 1, i);
                for (int c = 0; c < columns.size(); c++) {
                    columns.get(c).read(row, c + 2, i);
                }
            }
        }
    }

    private Target target(ColumnReader column, boolean regression) {
        if (regression) {
            return new Target(request.target(), column.numbers(), null, List.of());
        }
        Target target = column.target();
        int classes = target.classes().size();
        if (classes < 2 || classes > MOST_CLASSES || target.classes().contains("")) {
            throw new InputException(dataset.file() + ": the target '" + request.target() + "' has "
                    + (target.classes().contains("") ? "rows without a value" : classes + " different values")
                    + "; classification needs 2 to " + MOST_CLASSES + ".");
        }
        return target;
    }
}
