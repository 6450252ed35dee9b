package io.jenkins.plugins.cd4ml.engine.train.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the lines that a training appends to its {@code metrics.jsonl} once a second while it runs. */
public final class MetricTail implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    private final Path file;
    private final MetricFiles.LineReader reader;
    private long position;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cd4ml-metrics");
        thread.setDaemon(true);
        return thread;
    });

    public MetricTail(Path file, MetricFiles.Points points) {
        this.file = file;
        reader = new MetricFiles.LineReader(file, points);
        timer.scheduleWithFixedDelay(this::poll, 1, 1, TimeUnit.SECONDS);
    }

    private void poll() {
        try {
            read(false);
        } catch (IOException | RuntimeException e) {
            return; // told at the end, if it is still so
        }
    }

    private synchronized void read(boolean all) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] block = new byte[BLOCK];
            for (int n = at(in, block); n > 0; n = at(in, block)) {
                int end = n;
                while (end > 0 && block[end - 1] != '\n') {
                    end--;
                }
                if (end == 0) {
                    if (!all && n < BLOCK) {
                        return; // the line is being written
                    }
                    end = n;
                }
                position += end;
                for (String line : new String(block, 0, end, StandardCharsets.UTF_8).split("\n")) {
                    reader.line(line);
                }
            }
        }
    }

    private int at(RandomAccessFile in, byte[] block) throws IOException {
        in.seek(position);
        return in.read(block);
    }

    /** Reads the rest. @throws io.jenkins.plugins.cd4ml.engine.InputException naming the line that is not JSON */
    public void finish() {
        try {
            timer.shutdown();
            timer.awaitTermination(1, TimeUnit.MINUTES);
            read(true);
        } catch (JsonProcessingException e) {
            throw reader.broken(e);
        } catch (IOException e) {
            throw MetricFiles.unreadable(file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
