package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Predictions that were written to a file, CSV or Parquet, by a champion's evaluation or by a predicting command:
 * {@code key} names the row where the project has a key, else {@code row}; {@code digest} tells whether it is still the same; the answer is
 * {@code p_<class>} of each class, or {@code score} (probability of the positive class, or the predicted value), or for
 * regression {@code prediction}; {@code prediction} may name the class, also alone.
 */
public final class StoredPredictions {
    private static final int BATCH = 8192;

    private final Path file;
    private final List<String> classes = new ArrayList<>();
    private final List<Column> numbers = new ArrayList<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final List<Long> digests = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final boolean keyed;
    private final boolean digested;
    private final boolean labelled;

    private StoredPredictions(Path file, List<String> columns, boolean regression, boolean keys) {
        this.file = file;
        // without keys of the data, the file's keys would be taken for numbers of rows
        keyed = columns.contains("key") && (keys || !columns.contains("row"));
        if (keyed && !keys) {
            throw new InputException(
                    file + " names its rows by 'key', but evaluate.key names no column of the data that"
                            + " holds these keys; name it, or write 'row', the row's number from 1.");
        }
        digested = columns.contains("digest");
        labelled = !regression && columns.contains("prediction");
        columns.stream().filter(c -> c.startsWith("p_")).forEach(c -> {
            classes.add(c.substring(2));
            numbers.add(Column.number(c));
        });
        if (digested && columns.contains("logit")) { // as this program writes it beside two probabilities
            numbers.clear();
            numbers.add(Column.number("logit"));
        }
        String alone = columns.contains("score") ? "score" : regression ? "prediction" : null;
        if (numbers.isEmpty() && alone != null && columns.contains(alone)) {
            numbers.add(Column.number(alone));
        }
        if (!keyed && !columns.contains("row") || numbers.isEmpty() && !labelled) {
            throw new InputException(
                    file + " must have a column 'key' or 'row', and 'score' or a column 'p_<class>' for"
                            + " each class; it has " + String.join(", ", columns) + ".");
        }
    }

    /**
     * @param keys whether the project's rows have keys
     * @throws InputException when the file is missing, has not these columns, or names a row twice
     */
    public static StoredPredictions read(Path file, boolean regression, boolean keys) throws InterruptedException {
        try (Holdout table = Holdout.open(file)) {
            StoredPredictions stored = new StoredPredictions(file, table.columns(), regression, keys);
            Column name = Column.text(stored.keyed ? "key" : "row");
            List<Column> columns = new ArrayList<>(stored.numbers);
            columns.add(name);
            if (stored.digested) {
                columns.add(new Column("digest", Column.Kind.INTEGER));
            }
            if (stored.labelled) {
                columns.add(Column.text("prediction"));
            }
            table.read(columns, BATCH, batch -> {
                stored.add(batch, name);
                return true;
            });
            return stored;
        }
    }

    private void add(Batch batch, Column name) {
        for (int i = 0; i < batch.rows(); i++) {
            double[] row = new double[numbers.size()];
            for (int c = 0; c < row.length; c++) {
                row[c] = batch.numbers(numbers.get(c))[i];
            }
            String key = batch.texts(name)[i];
            if (key == null || byName.put(key, values.size()) != null) {
                throw new InputException(file + " row " + (batch.first() + i) + ", " + name.name() + ": "
                        + (key == null ? "there is no value." : "'" + key + "' is there twice."));
            }
            values.add(row);
            if (digested) {
                digests.add(batch.integers(new Column("digest", Column.Kind.INTEGER))[i]);
            }
            labels.add(labelled ? batch.texts(Column.text("prediction"))[i] : null);
        }
    }

    /**
     * By key; without keys by number, and where another row has that number by the row's digest, each answer once: rows
     * that are alike in all columns are alike to a model.
     *
     * @return for each row its place here, or -1 when it is not here or is not the same row any more
     */
    public int[] join(HoldoutRows rows) {
        int[] places = new int[rows.size()];
        boolean[] taken = new boolean[values.size()];
        for (int i = 0; i < places.length; i++) {
            String name = keyed ? rows.keys()[i] : Integer.toString(i + 1);
            int place = byName.getOrDefault(name, -1);
            boolean same = place >= 0 && (!digested || digests.get(place) == rows.digests()[i]);
            places[i] = same ? place : -1;
            if (same) {
                taken[place] = true;
            }
        }
        if (!keyed && digested) {
            moved(rows, places, taken);
        }
        return places;
    }

    private void moved(HoldoutRows rows, int[] places, boolean[] taken) {
        Map<Long, Deque<Integer>> free = new HashMap<>();
        for (int place = 0; place < taken.length; place++) {
            if (!taken[place]) {
                free.computeIfAbsent(digests.get(place), d -> new ArrayDeque<>())
                        .add(place);
            }
        }
        for (int i = 0; i < places.length; i++) {
            Deque<Integer> same = places[i] < 0 ? free.get(rows.digests()[i]) : null;
            places[i] = same == null || same.isEmpty() ? places[i] : same.poll();
        }
    }

    /** @return the answers in the order of {@code places}; where a place is -1, those of the first row stand in */
    public Answers at(int[] places) {
        int width = numbers.size();
        double[] all = new double[places.length * width];
        String[] said = labelled ? new String[places.length] : null;
        for (int i = 0; i < places.length; i++) {
            int place = Math.max(0, places[i]);
            System.arraycopy(values.get(place), 0, all, i * width, width);
            if (labelled) {
                said[i] = labels.get(place);
            }
        }
        String labeled = labelled ? "column 'prediction'" : null;
        if (width == 0) {
            return Answers.labels(said, labeled);
        }
        Answers.Kind kind = logit()
                ? Answers.Kind.LOGITS
                : scores() ? Answers.Kind.SCORES : digested ? Answers.Kind.PROBABILITIES : Answers.Kind.PLAIN;
        List<String> names = classes.isEmpty() ? null : classes;
        return new Answers(all, width, said, labeled, names, null, kind, classes.isEmpty());
    }

    private boolean logit() {
        return numbers.get(0).name().equals("logit");
    }

    /** Whether this program wrote numbers that are no probabilities. */
    private boolean scores() {
        return digested && labelled && numbers.get(0).name().equals("score");
    }

    /** @throws InputException naming the first row without an answer */
    public Answers complete(HoldoutRows rows) {
        int[] places = join(rows);
        int missing = Arrays.stream(places).boxed().toList().indexOf(-1);
        if (missing >= 0) {
            throw new InputException(file + " has no answer for row " + rows.name(missing)
                    + "; every row needs one. The"
                    + " rows are named by their " + (keyed ? "key" : "number from 1") + ", in the file the first is '"
                    + first() + "'.");
        }
        return at(places);
    }

    private String first() {
        return byName.entrySet().stream()
                .filter(e -> e.getValue() == 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("none");
    }
}
