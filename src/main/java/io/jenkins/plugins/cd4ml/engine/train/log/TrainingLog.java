package io.jenkins.plugins.cd4ml.engine.train.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a training tells while it runs: parameters and metric points of its main run. Once a second, when something
 * changed, {@value RunFolder#LIVE} of the run's folder is replaced for pages to poll; every ten seconds a line goes to the log.
 * Thread-safe. Closing writes the last state and {@value RunFolder#POINTS}.
 */
public final class TrainingLog implements Closeable {
    /** The run that the file of points has series of the machine under: they are no metrics of the training. */
    private static final String SYSTEM = "system";

    private static final int MOST_CURVES = 100;
    private static final int MOST_METRICS = 1_000;
    private static final int LINE_EVERY = 10;
    private static final int MINUTE = 60;
    private static final double NANOS = 1e9;
    private static final int MOST_IN_LINE = 6;
    private static final String EPOCHS = "(num_|n_|max_|total_)?(train_)?epochs";

    private final RunFolder folder;
    private final Progress progress;
    private final String run;
    private final MetricLog metrics;
    private final Map<String, String> params = new ConcurrentSkipListMap<>();
    private final Map<String, String> tracked = new ConcurrentSkipListMap<>();
    private final Set<String> told = new ConcurrentSkipListSet<>();
    private final TrainingLog parent;
    private final ScheduledExecutorService timer;
    private final long started = System.nanoTime();
    private volatile Supplier<ArrayNode> others = Json.MAPPER::createArrayNode;
    private volatile boolean changed = true;
    private volatile double done = Double.NaN;
    private boolean quiet;
    private int seconds;
    private long lastStep;
    private double rate;
    private String lastLine = "";

    /** @param run id of the main run, whose metrics and parameters these are */
    public TrainingLog(RunFolder folder, String run, Progress progress) {
        this.folder = folder;
        this.run = run;
        this.progress = progress;
        metrics = new MetricLog(folder.file("train/points.tmp"));
        parent = null;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cd4ml-live");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** A trial: its points go to the same file, and its parent shows it. */
    private TrainingLog(TrainingLog parent, String run) {
        this.folder = parent.folder;
        this.run = run;
        this.progress = parent.progress;
        this.metrics = parent.metrics;
        this.parent = parent;
        timer = null;
    }

    /** @return the log of a trial of this training; it need not be closed */
    public TrainingLog trial(String id) {
        return new TrainingLog(this, id);
    }

    /** Tells a line in the log, as of something that the record does not have. */
    public void line(String text) {
        progress.line(text);
    }

    public String run() {
        return run;
    }

    public MetricLog points() {
        return metrics;
    }

    public void param(String name, String value) {
        params.put(name, value);
        changed();
    }

    /** A parameter that the script tracked with the main run. */
    public void trackedParam(String name, String value) {
        tracked.put(name, value);
        changed();
    }

    /** A point of the main run, now. */
    public void metric(String name, long step, double value) {
        told.add(name);
        metrics.add(run, name, new Point(step, System.currentTimeMillis(), value));
        changed();
    }

    /** A point of what the machine does meanwhile, now. It is shown and kept, and is no metric of the training. */
    public void system(String name, long step, double value) {
        metrics.add(SYSTEM, name, new Point(step, System.currentTimeMillis(), value));
        changed();
    }

    /** Somebody wrote to {@link #points()}. */
    public void changed() {
        changed = true;
        if (parent != null) {
            parent.changed();
        }
    }

    /** The trainer writes its own lines, and says itself how far it is. @param share from 0 to 1 */
    public void done(double share) {
        quiet = true;
        done = share;
        changed();
    }

    /** Somebody else knows how far it is. @param share from 0 to 1 */
    public void share(double share) {
        done = share;
        changed();
    }

    /** @param runs gives the other runs of this training, as they are shown; called by another thread */
    public void others(Supplier<ArrayNode> runs) {
        others = runs;
    }

    /** @return the main run's parameters */
    public Map<String, String> params() {
        Map<String, String> all = new TreeMap<>(params);
        all.putAll(tracked);
        return all;
    }

    /** @return those parameters that were told otherwise than by tracking the main run */
    public Map<String, String> toldParams() {
        return new TreeMap<>(params);
    }

    /** @return the newest value of each metric of the main run */
    public Map<String, Double> metrics() {
        Map<String, Double> values = new TreeMap<>();
        metrics.curves(run)
                .forEach((name, curve) -> values.put(name, curve.newest().value()));
        return values;
    }

    /** @return those metrics that were told otherwise than by tracking the main run */
    public Map<String, Double> toldMetrics() {
        Map<String, Double> values = metrics();
        values.keySet().retainAll(told);
        return values;
    }

    private void tick() {
        if (changed) {
            changed = false;
            metrics.flush();
            folder.write(RunFolder.LIVE, document("running"));
        }
        seconds++;
        if (seconds % LINE_EVERY == 0 && !quiet) {
            Map<String, MetricSummary> curves = metrics.curves(run);
            String line = line(curves);
            measureRate(curves);
            if (!line.isEmpty() && !line.equals(lastLine)) {
                progress.line(line + (rate > 0 ? ", %.3g steps/s".formatted(rate) : ""));
                lastLine = line;
            }
        } else if (seconds % MINUTE == 0 && done < 1) { // its own lines do not say how long
            progress.line("training:" + howFar(done).substring(1));
        }
    }

    private ObjectNode document(String state) {
        Map<String, MetricSummary> curves = new TreeMap<>(metrics.curves(run));
        ObjectNode live = Json.object().put("format", 1).put("state", state).put("run", run);
        double share = "running".equals(state) ? share(curves) : 1;
        live.set("progress", number(share));
        double left = left(share);
        if (!Double.isNaN(left) && "running".equals(state)) {
            live.put("secondsLeft", Math.round(left));
        }
        if (rate > 0 && "running".equals(state)) {
            live.put("stepsPerSecond", rate);
        }
        live.set("params", Json.MAPPER.valueToTree(params()));
        ObjectNode shown = live.putObject("metrics");
        List<Map.Entry<String, MetricSummary>> all = new ArrayList<>(curves.entrySet());
        all.addAll(new TreeMap<>(metrics.curves(SYSTEM)).entrySet());
        for (Map.Entry<String, MetricSummary> entry : all) {
            MetricSummary curve = entry.getValue();
            if (shown.size() < MOST_METRICS) {
                ObjectNode metric = shown.putObject(entry.getKey());
                metric.set("value", number(curve.newest().value()));
                metric.put("step", curve.newest().step()).put("count", curve.count());
                metric.set("min", number(curve.min()));
                metric.set("max", number(curve.max()));
                if (shown.size() <= MOST_CURVES) {
                    metric.set("steps", Json.MAPPER.valueToTree(curve.steps()));
                    ArrayNode values = metric.putArray("values");
                    for (double value : curve.values()) {
                        values.add(number(value));
                    }
                }
            }
        }
        live.put("metricsInAll", all.size());
        live.set("runs", others.get());
        return live;
    }

    /** @return JSON has no NaN: these are words */
    public static JsonNode number(double value) {
        return Double.isFinite(value)
                ? Json.MAPPER.getNodeFactory().numberNode(value)
                : Json.MAPPER.getNodeFactory().textNode(Double.toString(value));
    }

    /** What the trainer says, else a metric {@code progress}, else steps against a parameter such as {@code epochs}. */
    private double share(Map<String, MetricSummary> curves) {
        if (!Double.isNaN(done)) {
            return done;
        }
        if (curves.containsKey("progress")) {
            return Math.min(1, Math.max(0, curves.get("progress").newest().value()));
        }
        for (Map.Entry<String, String> param : params().entrySet()) {
            if (param.getKey().toLowerCase(java.util.Locale.ROOT).matches("(.*[._])?" + EPOCHS)
                    && param.getValue().matches("[1-9][0-9]{0,8}")) {
                long epochs = Long.parseLong(param.getValue());
                long step = step(curves);
                return step <= epochs ? step / (double) epochs : Double.NaN;
            }
        }
        return Double.NaN;
    }

    /** @return seconds until the end if it goes on as until now; NaN where that is not known */
    private double left(double share) {
        double passed = (System.nanoTime() - started) / NANOS;
        return share > 0 && share < 1 && passed >= LINE_EVERY ? passed * (1 - share) / share : Double.NaN;
    }

    /** How many steps a second there were since the last line; 0 where there were none. */
    private void measureRate(Map<String, MetricSummary> curves) {
        long before = lastStep;
        lastStep = step(curves);
        rate = lastStep <= before || before == 0 ? 0 : (lastStep - before) / (double) LINE_EVERY;
    }

    private static long step(Map<String, MetricSummary> curves) {
        return curves.values().stream().mapToLong(c -> c.newest().step()).max().orElse(0);
    }

    private String line(Map<String, MetricSummary> curves) {
        StringBuilder text = new StringBuilder();
        List<String> names =
                curves.keySet().stream().sorted().limit(MOST_IN_LINE).toList();
        for (String name : names) {
            MetricSummary curve = curves.get(name);
            text.append(text.isEmpty() ? "training: " : ", ")
                    .append(name)
                    .append(" %.4g".formatted(curve.newest().value()));
            text.append(curve.count() > 1 ? " (step " + curve.newest().step() + ")" : "");
        }
        double share = share(curves);
        return text.isEmpty() || Double.isNaN(share) ? text.toString() : text + howFar(share);
    }

    private String howFar(double share) {
        double left = left(share);
        return ", about %.0f %% done".formatted(100 * share)
                + (Double.isNaN(left) ? "" : ", " + duration(Math.round(left)) + " left");
    }

    /** @return such as 2 h 5 min, 3 min, 40 s */
    static String duration(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        long minutes = (seconds + MINUTE / 2) / MINUTE;
        return minutes < MINUTE ? minutes + " min" : minutes / MINUTE + " h " + minutes % MINUTE + " min";
    }

    /** @param state {@code finished} or {@code failed} */
    public void end(String state) {
        timer.shutdown();
        try {
            timer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.writeCsv(folder.file(RunFolder.POINTS));
        folder.write(RunFolder.LIVE, document(state));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        metrics.close();
    }
}
