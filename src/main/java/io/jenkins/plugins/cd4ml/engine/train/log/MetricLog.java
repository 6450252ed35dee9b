package io.jenkins.plugins.cd4ml.engine.train.log;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Every metric point of a training, appended to a file of records of {@value #RECORD} bytes (series, step, time, value),
 * so that a million points take 28 MB on disk and next to nothing in memory. Thread-safe. Points are in the file at the
 * latest after {@link #flush()}. {@link #writeCsv} gives them in a form that anyone reads.
 */
public final class MetricLog implements Closeable {
    static final int RECORD = Integer.BYTES + 3 * Long.BYTES;
    private static final int BUFFER = RECORD * 4096;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Map<String, Map<String, Series>> runs = new HashMap<>();
    private final List<Series> all = new ArrayList<>();

    /** @throws InputException when the file cannot be written; an older one is emptied */
    public MetricLog(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @param run whose metric it is; a training without a tracking server has one run, "" */
    public synchronized void add(String run, String metric, Point point) {
        Series series = runs.computeIfAbsent(run, r -> new HashMap<>()).get(metric);
        if (series == null) {
            series = new Series(all.size(), run, metric);
            all.add(series);
            runs.get(run).put(metric, series);
        }
        if (series.add(point)) {
            if (buffer.remaining() < RECORD) {
                flush();
            }
            buffer.putInt(series.id).putLong(point.step()).putLong(point.time()).putDouble(point.value());
        }
    }

    /** Hands what was added to the operating system. */
    public synchronized void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            buffer.clear();
        }
    }

    /** @return the metrics of a run by name; empty for a run that has none */
    public synchronized Map<String, MetricSummary> curves(String run) {
        Map<String, MetricSummary> curves = new HashMap<>();
        runs.getOrDefault(run, Map.of()).forEach((name, series) -> curves.put(name, series.curve()));
        return curves;
    }

    /** @return all points of a metric in the order they came */
    public List<Point> history(String run, String metric) {
        Series series;
        synchronized (this) {
            series = runs.getOrDefault(run, Map.of()).get(metric);
            flush();
        }
        List<Point> points = new ArrayList<>();
        if (series != null) {
            scan((point, id) -> {
                if (id == series.id) {
                    points.add(point);
                }
            });
        }
        return points;
    }

    /**
     * @return whether it is there already. Of a series whose times rise that is known at once; for an older point than its
     *         last one the file is read.
     */
    public boolean has(String run, String metric, Point point) {
        synchronized (this) {
            Series series = runs.getOrDefault(run, Map.of()).get(metric);
            if (series == null || point.time() > series.lastTime()) {
                return false;
            }
        }
        return history(run, metric).contains(point);
    }

    /** Forgets a run's metrics; their points stay in the file and count no more. */
    public synchronized void forget(String run) {
        runs.remove(run);
    }

    /** Writes {@code run,metric,step,time,value}, gzipped, a line a point, in the order they came. */
    public void writeCsv(Path target) {
        flush();
        try (BufferedWriter out = new BufferedWriter(
                new OutputStreamWriter(new FastGzip(Files.newOutputStream(target)), StandardCharsets.UTF_8))) {
            out.write("run,metric,step,time,value\n");
            String[] names;
            synchronized (this) {
                names = all.stream()
                        .map(s -> csv(s.run) + "," + csv(s.name) + ",")
                        .toArray(String[]::new);
            }
            StringBuilder line = new StringBuilder();
            scan((point, id) -> {
                line.setLength(0);
                line.append(names[id])
                        .append(point.step())
                        .append(',')
                        .append(point.time())
                        .append(',');
                line.append(point.value()).append('\n');
                try {
                    out.append(line);
                } catch (IOException e) {
                    throw new InputException(target + " cannot be written: " + FileErrors.reason(e) + ".", e);
                }
            });
        } catch (IOException e) {
            throw new InputException(target + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Its lowest level: half the time for a sixth more bytes, and a build waits for it. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream to) throws IOException {
            super(to, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private void scan(ObjIntConsumer<Point> consumer) {
        ByteBuffer block = ByteBuffer.allocate(BUFFER);
        try {
            long end = channel.size();
            int length;
            for (long at = 0; at < end; at += length) {
                length = (int) Math.min(BUFFER, end - at);
                block.clear().limit(length);
                while (block.hasRemaining()) {
                    if (channel.read(block, at + block.position()) < 0) {
                        throw new IOException("it became shorter");
                    }
                }
                block.flip();
                while (block.remaining() >= RECORD) {
                    int id = block.getInt();
                    consumer.accept(new Point(block.getLong(), block.getLong(), block.getDouble()), id);
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String csv(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private InputException failed(IOException e) {
        return new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
    }

    /** Closes and removes the file: what it held is elsewhere by then, or is not wanted. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
