package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects from the batches what names, cuts and weighs the rows. */
final class RowCollector {
    private final EvaluationSettings settings;
    private final Column target;
    private final Map<String, Column> slices = new LinkedHashMap<>();
    private final Map<String, List<String[]>> sliceParts = new LinkedHashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private final List<String[]> keys = new ArrayList<>();
    private final List<String[]> targets = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();
    private final Map<String, Integer> groupIds = new HashMap<>();
    private final List<int[]> groups = new ArrayList<>();
    private final List<long[]> digests = new ArrayList<>();
    private final List<long[]> content = new ArrayList<>();
    private HoldoutRows rows;

    RowCollector(EvaluationSettings settings) {
        this.settings = settings;
        target = Column.text(settings.target());
        settings.sliceColumns().forEach(s -> slices.put(s, Column.text(s)));
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>(List.of(target, Column.ROW, Column.CONTENT));
        columns.addAll(slices.values());
        if (settings.key() != null) {
            columns.add(Column.text(settings.key()));
        }
        if (settings.group() != null) {
            columns.add(Column.text(settings.group()));
        }
        if (settings.weight() != null) {
            columns.add(Column.number(settings.weight()));
        }
        return columns;
    }

    void add(Batch batch) {
        int n = batch.rows();
        String[] truth = Arrays.copyOf(batch.texts(target), n);
        for (int i = 0; i < n; i++) {
            if (truth[i] == null) {
                throw problem(batch, i, settings.target(), "the target has no value");
            }
            truth[i] = known.computeIfAbsent(truth[i], t -> t);
        }
        targets.add(truth);
        slices.forEach((name, column) -> {
            String[] values = Arrays.copyOf(batch.texts(column), n);
            for (int i = 0; i < n; i++) {
                values[i] = values[i] == null ? null : known.computeIfAbsent(values[i], t -> t);
            }
            sliceParts.computeIfAbsent(name, k -> new ArrayList<>()).add(values);
        });
        if (settings.key() != null) {
            String[] names = Arrays.copyOf(batch.texts(Column.text(settings.key())), n);
            for (int i = 0; i < n; i++) {
                if (names[i] == null) {
                    throw problem(batch, i, settings.key(), "the key has no value");
                }
            }
            keys.add(names);
        }
        if (settings.weight() != null) {
            double[] values = Arrays.copyOf(batch.numbers(Column.number(settings.weight())), n);
            for (int i = 0; i < n; i++) {
                if (!(values[i] >= 0) || Double.isInfinite(values[i])) {
                    throw problem(batch, i, settings.weight(), "a weight must be a number not below 0");
                }
            }
            weights.add(values);
        }
        if (settings.group() != null) {
            String[] names = batch.texts(Column.text(settings.group()));
            int[] ids = new int[n];
            for (int i = 0; i < n; i++) {
                if (names[i] == null) {
                    throw problem(batch, i, settings.group(), "the group has no value");
                }
                ids[i] = groupIds.computeIfAbsent(names[i], g -> groupIds.size());
            }
            groups.add(ids);
        }
        digests.add(Arrays.copyOf(batch.integers(Column.ROW), n));
        content.add(Arrays.copyOf(batch.integers(Column.CONTENT), n));
    }

    private InputException problem(Batch batch, int row, String column, String what) {
        return new InputException(
                settings.data() + " row " + (batch.first() + row) + ", " + column + ": " + what + ".");
    }

    HoldoutRows rows() {
        if (rows == null) {
            Map<String, String[]> texts = new LinkedHashMap<>();
            sliceParts.forEach((name, parts) -> texts.put(name, join(parts)));
            rows = new HoldoutRows(
                    settings.key() == null ? null : unique(join(keys)),
                    digests.stream().flatMapToLong(Arrays::stream).toArray(),
                    content.stream().flatMapToLong(Arrays::stream).toArray(),
                    join(targets),
                    settings.weight() == null
                            ? null
                            : weights.stream().flatMapToDouble(Arrays::stream).toArray(),
                    settings.group() == null
                            ? null
                            : groups.stream().flatMapToInt(Arrays::stream).toArray(),
                    texts);
        }
        return rows;
    }

    /** Two rows of one name could be given each other's answers. */
    private String[] unique(String[] names) {
        Set<String> seen = new HashSet<>(names.length * 4 / 3 + 1);
        for (int i = 0; i < names.length; i++) {
            if (!seen.add(names[i])) {
                throw new InputException(settings.data() + " row " + (i + 1) + ", " + settings.key() + ": '" + names[i]
                        + "' is there twice, but the key must name one row.");
            }
        }
        return names;
    }

    private static String[] join(List<String[]> parts) {
        return parts.stream().flatMap(Arrays::stream).toArray(String[]::new);
    }
}
