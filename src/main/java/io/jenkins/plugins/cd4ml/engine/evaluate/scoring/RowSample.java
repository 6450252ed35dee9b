package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import java.util.Arrays;

/**
 * Every so many rows of a dataset, at most {@value #MOST}, whatever its length, with all columns that were read: for what
 * is looked at in a sample. The same dataset gives the same rows. One thread.
 */
public final class RowSample {
    static final int MOST = 16_384;

    private static final int CELLS = 1 << 22; // of all columns: 32 MiB of numbers

    private final int most;
    private Batch kept;
    private int[] rows;
    private int count;
    private int every = 1;

    RowSample(int columns) {
        most = Math.max(64, Math.min(MOST, CELLS / Math.max(1, columns)));
    }

    void add(Batch batch) {
        if (kept == null) {
            kept = new Batch(batch.columns(), most, 1);
            rows = new int[most];
        }
        int first = Math.toIntExact(batch.first() - 1);
        for (int i = (every - first % every) % every; i < batch.rows(); i += every) {
            if (count == most) {
                thin();
                i = i + (every - (first + i) % every) % every;
                if (i >= batch.rows()) {
                    return;
                }
            }
            kept.copy(batch, i, count);
            rows[count++] = first + i;
        }
    }

    private void thin() {
        every *= 2;
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (rows[i] % every == 0) {
                kept.copy(kept, i, left);
                rows[left++] = rows[i];
            }
        }
        count = left;
    }

    /** @return the sampled rows as one batch */
    public Batch batch() {
        Batch batch = new Batch(kept.columns(), Math.max(1, count), 1);
        for (int i = 0; i < count; i++) {
            batch.copy(kept, i, i);
        }
        return batch;
    }

    /** @return of each sampled row its place in the dataset, from 0 */
    public int[] rows() {
        return Arrays.copyOf(rows, count);
    }
}
