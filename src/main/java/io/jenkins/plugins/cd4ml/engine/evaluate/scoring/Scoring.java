package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Scores the holdout with several models in one reading: one thread reads, the calling one predicts. Only a few batches,
 * the answers and what names the rows are in memory.
 */
public final class Scoring {
    private static final int AHEAD = 2;
    private static final int FEWEST = 256;
    private static final int USUAL = 32_768;
    private static final int CELLS = 1 << 20; // of a batch: 8 MiB of numbers

    private final EvaluationSettings settings;
    private final List<Predictor> predictors;
    private final RowCollector collector;
    private final List<AnswerCollector> answers = new ArrayList<>();
    private Batch sample;
    private RowSample looked;
    private String failure;

    private record Read(Batch batch, RuntimeException failure) {}

    private final List<Column> features;

    /** @param features that rows are equal by */
    public Scoring(EvaluationSettings settings, List<Predictor> predictors, List<Column> features) {
        this.settings = settings;
        this.features = features;
        this.predictors = predictors;
        collector = new RowCollector(settings);
        predictors.forEach(p -> answers.add(new AnswerCollector()));
    }

    /**
     * Reads and predicts everything. A failure of the first predictor ends it, one of the second only the second's part.
     *
     * @throws InputException naming file and row when a value is missing or wrong, or when there are no rows
     */
    public void run(Holdout holdout) throws InterruptedException {
        Set<Column> columns = new LinkedHashSet<>();
        predictors.forEach(p -> columns.addAll(p.columns()));
        columns.addAll(collector.columns());
        columns.stream().filter(c -> !c.name().isEmpty()).forEach(c -> holdout.require(c.name(), "column"));
        holdout.equalBy(features);
        BlockingQueue<Read> queue = new ArrayBlockingQueue<>(AHEAD);
        Thread reader = new Thread(() -> read(holdout, List.copyOf(columns), queue), "cd4ml-holdout");
        reader.setDaemon(true);
        reader.start();
        try {
            for (Read read = queue.take(); read.batch() != null || read.failure() != null; read = queue.take()) {
                if (read.failure() != null) {
                    throw read.failure();
                }
                take(read.batch());
            }
        } finally {
            reader.interrupt();
            reader.join();
        }
        if (sample == null) {
            throw new InputException(holdout.file() + " has no rows to measure on.");
        }
    }

    private void read(Holdout holdout, List<Column> columns, BlockingQueue<Read> queue) {
        try {
            RuntimeException failure = null;
            try {
                holdout.read(columns, size(columns.size()), batch -> {
                    queue.put(new Read(batch, null));
                    return !Thread.currentThread().isInterrupted();
                });
            } catch (RuntimeException e) {
                failure = e;
            }
            queue.put(new Read(null, failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the scoring failed and wants no more
        }
    }

    private int size(int columns) {
        return settings.batch() > 0 ? settings.batch() : Math.max(FEWEST, Math.min(USUAL, CELLS / columns));
    }

    private void take(Batch batch) {
        sample = sample == null ? batch : sample;
        looked = looked == null ? new RowSample(batch.columns().size()) : looked;
        looked.add(batch);
        for (int i = 0; i < predictors.size() && (i == 0 || failure == null); i++) {
            try {
                answers.get(i).add(predictors.get(i).predict(batch));
            } catch (InputException e) {
                if (i == 0) {
                    throw e;
                }
                failure = e.getMessage();
            }
        }
        collector.add(batch);
    }

    public HoldoutRows rows() {
        return collector.rows();
    }

    /** @return all answers of the predictor at that index, in file order */
    public Answers answers(int predictor) {
        return answers.get(predictor).all();
    }

    /** @return why the second predictor, the champion, could not go on; null when it could */
    public String failure() {
        return failure;
    }

    /** @return the first batch: what the latency is measured with */
    public Batch sample() {
        return sample;
    }

    /** @return rows from all over the dataset */
    public RowSample looked() {
        return looked;
    }
}
