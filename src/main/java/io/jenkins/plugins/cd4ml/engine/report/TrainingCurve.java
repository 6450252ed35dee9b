package io.jenkins.plugins.cd4ml.engine.report;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.MinuteMeans.Bucket;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A metric of a training along its axis, and in summary, from the points of the run's record. They came from an agent: at
 * most {@value #MOST_BYTES} bytes and {@value #MOST_POINTS} points of them are read.
 *
 * @param points     at most {@value ChartPoints#MOST}, ascending
 * @param statistics of all finite points that were read; null where there is none
 * @param cut        whether there was more than is read
 */
public record TrainingCurve(List<Bucket> points, Statistics statistics, boolean cut) {
    static final int MOST_POINTS = 1_000_000;
    static final int MOST_BYTES = 64 << 20;
    private static final int MOST_LINE = 2_000;
    private static final String EPOCH = "epoch";

    /** What a curve runs along. */
    public enum Axis {
        STEP,
        /** The training's own metric of that name, at the same step or the last one before. */
        EPOCH,
        /** Milliseconds since 1970. */
        TIME,
        /** Milliseconds since the training's first point. */
        ELAPSED
    }

    /**
     * A metric in summary.
     *
     * @param last      the value of the highest step, the latest one of that
     * @param deviation sample standard deviation; 0 for a single point
     */
    public record Statistics(long count, double last, double min, double max, double mean, double deviation) {}

    private record Sample(long step, long time, double value) {}

    /**
     * @param main    id of the training's main run, as the file of points has it
     * @param minutes that become one point, or 0; only along time
     * @throws InputException when the file cannot be read
     */
    public static TrainingCurve of(RunFolder run, String main, String metric, Axis axis, int minutes) {
        Reader reader = new Reader(main, metric);
        try (InputStream in = new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(run.file(RunFolder.POINTS))), 1 << 16)) {
            reader.read(in);
        } catch (IOException e) {
            throw new InputException(run.file(RunFolder.POINTS) + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        List<Bucket> points = new ArrayList<>();
        for (Sample sample : reader.samples) {
            double x = reader.x(sample, axis);
            if (!Double.isNaN(x)) {
                points.add(Bucket.of(x, sample.value()));
            }
        }
        points.sort(Comparator.comparingDouble(Bucket::x));
        boolean inTime = axis == Axis.TIME || axis == Axis.ELAPSED;
        List<Bucket> shown = minutes > 0 && inTime ? MinuteMeans.of(points, minutes) : points;
        return new TrainingCurve(
                List.copyOf(ChartPoints.thinned(shown, Bucket::mean)), statistics(reader.samples), reader.cut);
    }

    private static Statistics statistics(List<Sample> samples) {
        if (samples.isEmpty()) {
            return null;
        }
        Sample last = samples.get(0);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0; // Welford: no cancellation
        long count = 0;
        for (Sample sample : samples) {
            double before = sample.value() - mean;
            mean += before / ++count;
            squares += before * (sample.value() - mean);
            min = Math.min(min, sample.value());
            max = Math.max(max, sample.value());
            boolean later = sample.step() > last.step() || sample.step() == last.step() && sample.time() >= last.time();
            last = later ? sample : last;
        }
        double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
        return new Statistics(count, last.value(), min, max, mean, deviation);
    }

    /** Goes through the file once. */
    private static final class Reader {
        private final List<Sample> samples = new ArrayList<>();
        private final TreeMap<Long, Double> epochs = new TreeMap<>();
        private final List<String> wanted;
        private final String epoch;
        private long begun = Long.MAX_VALUE;
        private boolean cut;

        Reader(String main, String metric) {
            this.wanted = List.of(csv(main) + "," + csv(metric), "system," + csv(metric));
            this.epoch = csv(main) + "," + EPOCH;
        }

        /** Of a line that is longer than any of ours nothing is kept, so that it takes no memory. */
        void read(InputStream in) throws IOException {
            byte[] block = new byte[1 << 16];
            byte[] line = new byte[MOST_LINE];
            int length = 0;
            long total = 0;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                total += read;
                for (int i = 0; i < read; i++) {
                    if (block[i] == '\n') {
                        if (length <= MOST_LINE) {
                            take(new String(line, 0, length, StandardCharsets.UTF_8));
                        }
                        length = 0;
                    } else if (length++ < MOST_LINE) {
                        line[length - 1] = block[i];
                    }
                }
                if (total >= MOST_BYTES || samples.size() >= MOST_POINTS) {
                    cut = true;
                    return;
                }
            }
        }

        private void take(String line) {
            int value = line.lastIndexOf(',');
            int time = line.lastIndexOf(',', value - 1);
            int step = line.lastIndexOf(',', time - 1);
            if (step < 0) {
                return;
            }
            try {
                long at = Long.parseLong(line, time + 1, value, 10);
                begun = Math.min(begun, at);
                String series = line.substring(0, step);
                boolean counts = wanted.contains(series);
                if (counts || series.equals(epoch)) {
                    double number = Double.parseDouble(line.substring(value + 1));
                    long when = Long.parseLong(line, step + 1, time, 10);
                    if (Double.isFinite(number)) {
                        add(new Sample(when, at, number), counts, series);
                    }
                }
            } catch (NumberFormatException e) {
                // the head, or nothing of ours
            }
        }

        private void add(Sample sample, boolean counts, String series) {
            if (counts) {
                samples.add(sample);
            }
            if (series.equals(epoch) && epochs.size() < MOST_POINTS / 10) {
                epochs.put(sample.step(), sample.value());
            }
        }

        /** @return where a point stands; NaN where that is not known */
        double x(Sample sample, Axis axis) {
            switch (axis) {
                case STEP:
                    return sample.step();
                case TIME:
                    return sample.time();
                case ELAPSED:
                    return (double) sample.time() - begun;
                default:
                    Map.Entry<Long, Double> at = epochs.floorEntry(sample.step());
                    return at == null ? Double.NaN : at.getValue();
            }
        }

        private static String csv(String text) {
            return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
        }
    }
}
