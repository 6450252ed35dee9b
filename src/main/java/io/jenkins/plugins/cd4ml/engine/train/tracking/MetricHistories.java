package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Every point of a metric: of one run, in pages, and of several, as MLflow's charts ask for them. */
final class MetricHistories {
    private static final int PAGE = 25_000;
    private static final int MOST_RUNS = 100;
    private static final int MOST_SAMPLED = 2_500;
    private static final int SAMPLED = 320;
    private static final Comparator<Point> BY_TIME =
            Comparator.comparingLong(Point::time).thenComparingLong(Point::step).thenComparingDouble(Point::value);

    private final TrackedRuns runs;
    private final TrainingLog log;

    MetricHistories(TrackedRuns runs, TrainingLog log) {
        this.runs = runs;
        this.log = log;
    }

    void routes(Routes routes) {
        routes.get("mlflow/metrics/get-history", this::history);
        routes.get("mlflow/metrics/get-history-bulk", this::bulk);
        routes.get("mlflow/metrics/get-history-bulk-interval", this::sampled);
    }

    private List<Point> points(Run run, String key) {
        return log.points().curves(run.id).containsKey(key) ? log.points().history(run.id, key) : List.of();
    }

    private ObjectNode history(Call call) {
        String key = call.text("metric_key");
        List<Point> points = points(runs.find(call), key);
        boolean paged = call.has("max_results") || call.has("page_token");
        return Paging.answer(
                "metrics",
                points.stream().sorted(BY_TIME).toList(),
                p -> Run.metric(key, p),
                call,
                paged ? PAGE : Math.max(1, Math.min(2 * PAGE, points.size())));
    }

    private ObjectNode bulk(Call call) {
        List<String> ids = call.texts("run_id");
        if (ids.isEmpty()) {
            throw TrackingException.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        }
        if (ids.size() > MOST_RUNS) {
            throw TrackingException.invalid("GetMetricHistoryBulk request cannot specify more than " + MOST_RUNS
                    + " run_ids. Received " + ids.size() + " run_ids.");
        }
        if (!call.has("metric_key")) {
            throw TrackingException.invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }
        String key = call.text("metric_key");
        long most = Math.min(call.number("max_results", PAGE), PAGE);
        ObjectNode answer = Json.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (String id : new TreeSet<>(ids)) {
            Run run = runs.find(id);
            points(run, key).stream()
                    .sorted(BY_TIME)
                    .limit(Math.max(0, most - metrics.size()))
                    .forEach(point -> metrics.add(Run.metric(key, point).put("run_id", id)));
        }
        return answer;
    }

    /** Of each run at most so many points, evenly spread over those in the interval, the first and the last among them. */
    ObjectNode sampled(Call call) {
        List<String> ids = call.texts("run_ids");
        if (ids.isEmpty()) {
            throw Call.missing("run_ids");
        }
        if (ids.size() > MOST_RUNS) {
            throw TrackingException.invalid("GetMetricHistoryBulkInterval request must specify at most " + MOST_RUNS
                    + " run_ids. Received " + ids.size() + " run_ids.");
        }
        String key = call.text("metric_key");
        long most = call.number("max_results", SAMPLED);
        if (most < 1 || most > MOST_SAMPLED) {
            throw TrackingException.invalid("max_results must be between 1 and " + MOST_SAMPLED + ".");
        }
        if (call.has("start_step") != call.has("end_step")) {
            throw TrackingException.invalid("If either start step or end step are specified, both must be specified.");
        }
        long from = call.number("start_step", Long.MIN_VALUE);
        long to = call.number("end_step", Long.MAX_VALUE);
        if (from > to) {
            throw TrackingException.invalid(
                    "end_step must be greater than start_step. Found start_step=" + from + " and end_step=" + to + ".");
        }
        ObjectNode answer = Json.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (String id : ids) {
            List<Point> points = points(runs.find(id), key).stream()
                    .filter(point -> from <= point.step() && point.step() <= to)
                    .sorted()
                    .toList();
            spread(points, (int) most)
                    .forEach(point -> metrics.add(Run.metric(key, point).put("run_id", id)));
        }
        return answer;
    }

    private static List<Point> spread(List<Point> points, int most) {
        if (points.size() <= most) {
            return points;
        }
        if (most == 1) {
            return points.subList(points.size() - 1, points.size());
        }
        List<Point> spread = new ArrayList<>(most);
        for (long i = 0; i < most; i++) {
            spread.add(points.get((int) (i * (points.size() - 1) / (most - 1))));
        }
        return spread;
    }
}
