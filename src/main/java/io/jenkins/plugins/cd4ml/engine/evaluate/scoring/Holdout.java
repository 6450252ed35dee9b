package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.ResultChunks;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.WholeNumbers;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.EqualPairs;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBReadableVector;

/** The dataset to measure on, read in file order and in batches. Not thread-safe; one reading at a time. */
public final class Holdout implements AutoCloseable {
    /** Receives a batch; false ends the reading. */
    interface Sink {
        boolean take(Batch batch) throws InterruptedException;
    }

    private static final int MEANT = 256;
    private static final Pattern WHOLE = Pattern.compile("U?(TINYINT|SMALLINT|INTEGER)|BIGINT");

    private final Duck duck;
    private final Dataset dataset;
    private List<Column> features = List.of();

    private Holdout(Duck duck, Dataset dataset) {
        this.duck = duck;
        this.dataset = dataset;
    }

    /** @throws InputException when the file is missing, empty or of an unknown kind */
    static Holdout open(Path file) {
        return open(duck -> Dataset.open(duck, file));
    }

    /** @return the project's dataset of that name, read as validate-data reads it */
    public static Holdout open(Project project, String dataset) {
        return open(duck -> Dataset.open(duck, project, dataset));
    }

    private static Holdout open(Function<Duck, Dataset> opened) {
        Duck duck = Duck.streaming();
        try {
            Dataset dataset = opened.apply(duck);
            duck.widen(dataset.columns().size());
            return new Holdout(duck, dataset);
        } catch (RuntimeException e) {
            duck.close();
            throw e;
        }
    }

    Path file() {
        return dataset.file();
    }

    public List<String> columns() {
        return dataset.columns();
    }

    /**
     * @param what how the message calls the column
     * @throws InputException naming the file, the column and the columns there are
     */
    public void require(String column, String what) {
        if (!dataset.columns().contains(column)) {
            List<String> all = dataset.columns();
            String has = all.size() <= 40 ? String.join(", ", all) : String.join(", ", all.subList(0, 40)) + ", …";
            throw new InputException(dataset.file() + " has no " + what + " '" + column + "'; it has " + has + ".");
        }
    }

    /** @param columns whose values make {@link Column#CONTENT} */
    void equalBy(List<Column> columns) {
        features = columns;
    }

    /**
     * Reads all rows.
     *
     * @param columns each is {@linkplain #require there}
     * @throws InputException naming row and column where a number is wanted and something else stands
     */
    void read(List<Column> columns, int size, Sink sink) throws InterruptedException {
        List<String> select = columns.stream().map(this::expression).toList();
        Set<Column> holes = new LinkedHashSet<>();
        try (ResultChunks chunks = ResultChunks.of(duck, select, relation())) {
            long first = 1;
            Batch batch = new Batch(columns, size, first);
            while (chunks.next()) {
                for (int from = 0; from < chunks.rows(); ) {
                    int count = Math.min(size - batch.rows(), chunks.rows() - from);
                    for (int c = 0; c < columns.size(); c++) {
                        fill(batch, columns.get(c), chunks.column(c), from, count, holes);
                    }
                    batch.next(count);
                    from += count;
                    if (batch.rows() == size) {
                        if (!sink.take(batch)) {
                            return;
                        }
                        first += size;
                        batch = new Batch(columns, size, first);
                    }
                }
            }
            if (batch.rows() > 0 && !sink.take(batch)) {
                return;
            }
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
        refuseText(new ArrayList<>(holes));
    }

    private void fill(Batch batch, Column column, DuckDBReadableVector values, int from, int count, Set<Column> holes) {
        int at = batch.rows();
        switch (column.kind()) {
            case NUMBER -> {
                double[] numbers = batch.numbers(column);
                for (int i = 0; i < count; i++) {
                    numbers[at + i] = values.getDouble(from + i, Double.NaN);
                    if (Double.isNaN(numbers[at + i]) && values.isNull(from + i)) {
                        holes.add(column);
                    }
                }
            }
            case INTEGER, ROW, CONTENT -> {
                long[] integers = batch.integers(column);
                for (int i = 0; i < count; i++) {
                    integers[at + i] = values.getLong(from + i, 0);
                    if (integers[at + i] == 0 && values.isNull(from + i)) {
                        holes.add(column);
                    }
                }
            }
            default -> {
                String[] texts = batch.texts(column);
                boolean whole = whole(column);
                for (int i = 0; i < count; i++) {
                    texts[at + i] = values.isNull(from + i)
                            ? null
                            : whole ? WholeNumbers.text(values.getLong(from + i)) : values.getString(from + i);
                }
            }
        }
    }

    /** A missing number is a number that is not there; a word where a number belongs is a mistake in the data. */
    private void refuseText(List<Column> holes) {
        for (Column column : holes) {
            String id = dataset.id(column.name());
            String wanted = column.kind() == Column.Kind.INTEGER ? "" : id + " IS NOT NULL AND ";
            String sql = "SELECT " + Dataset.RECORD + ", CAST(" + id + " AS VARCHAR) FROM " + relation() + " WHERE "
                    + wanted + expression(column) + " IS NULL LIMIT 1";
            try (Statement statement = duck.statement();
                    ResultSet row = statement.executeQuery(sql)) {
                if (row.next()) {
                    String value = row.getString(2);
                    throw new InputException(dataset.file() + " row " + row.getLong(1) + ", " + column.name() + ": "
                            + (value == null ? "there is no value" : "'" + value + "'") + ", but the model wants "
                            + (column.kind() == Column.Kind.INTEGER ? "a whole number." : "a number."));
                }
            } catch (SQLException e) {
                throw dataset.explain(e);
            }
        }
    }

    private String expression(Column column) {
        String id = dataset.id(column.name());
        return switch (column.kind()) {
            case NUMBER -> "TRY_CAST(" + id + " AS DOUBLE)";
            // DuckDB would round 1.5 to 2 without a word
            case INTEGER ->
                "CASE WHEN TRY_CAST(" + id + " AS DOUBLE) = trunc(TRY_CAST(" + id + " AS DOUBLE)) THEN TRY_CAST(" + id
                        + " AS BIGINT) END";
            case TEXT -> "CAST(" + id + (whole(column) ? " AS BIGINT)" : " AS VARCHAR)");
            case ROW -> {
                String all = String.join(
                        ", ", dataset.columns().stream().map(dataset::id).toList());
                yield "CAST(hash(" + all + ") >> 1 AS BIGINT)";
            }
            case CONTENT ->
                features.stream()
                        .map(this::content)
                        .collect(Collectors.joining(", ", "CAST(hash(0, ", ") >> 1 AS BIGINT)"));
        };
    }

    /** Of very many columns what a value means costs more than the reading: their texts must do. */
    private String content(Column column) {
        if (features.size() > MEANT) {
            return Duck.id(column.name());
        }
        return column.kind() == Column.Kind.NUMBER ? expression(column) : EqualPairs.meaning(column.name());
    }

    /** Whether a text column holds integers: making the text here costs a third of asking DuckDB for it. */
    private boolean whole(Column column) {
        return dataset.typed()
                && column.kind() == Column.Kind.TEXT
                && WHOLE.matcher(dataset.types().get(column.name())).matches();
    }

    /** Typed columns of a Parquet file stay typed: numbers by way of text cost more than the whole scoring. */
    private String relation() {
        String file = dataset.file().toString();
        return file.toLowerCase(Locale.ROOT).endsWith(".parquet") && Files.isRegularFile(dataset.file())
                ? "(SELECT *, row_number() OVER () AS " + Dataset.RECORD + " FROM read_parquet("
                        + Duck.file(dataset.file()) + "))"
                : dataset.view();
    }

    @Override
    public void close() {
        duck.close();
    }
}
