package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds traces by MLflow's filters, one after the other as they come from the shelf. Guarded by the tracking store. */
final class TraceSearch {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of(
                    "request_id",
                    "trace_id",
                    "client_request_id",
                    "experiment_id",
                    "status",
                    "state",
                    "name",
                    "run_id",
                    "prompt",
                    "text"),
            Set.of("timestamp", "timestamp_ms", "execution_time", "execution_time_ms", "end_time", "end_time_ms"),
            Set.of("attribute", "tag", "metadata", "span", "feedback", "expectation"));

    private final TraceShelf all;
    private final Map<String, Set<String>> linked;

    /** @param linked ids of runs by the trace's */
    TraceSearch(TraceShelf all, Map<String, Set<String>> linked) {
        this.all = all;
        this.linked = linked;
    }

    void routes(Routes routes) {
        routes.get("mlflow/traces", this::searchOld);
        routes.post("mlflow/traces/search", this::search);
        routes.post("mlflow/traces/calculate-filter-correlation", this::correlation);
    }

    private ObjectNode search(Call call) {
        List<String> experiments = new ArrayList<>();
        for (JsonNode location : call.list("locations")) {
            experiments.add(location.at("/mlflow_experiment/experiment_id").asText());
        }
        return Paging.answer("traces", found(call, experiments), id -> all.get(id).info, call, PAGE, LARGEST_PAGE);
    }

    private ObjectNode searchOld(Call call) {
        return Paging.answer(
                "traces",
                found(call, call.texts("experiment_ids")),
                id -> OldTraces.json(all.get(id)),
                call,
                PAGE,
                LARGEST_PAGE);
    }

    /** What a trace is sorted by; the trace itself may be in the file again. */
    private record Found(String id, long time, Map<String, Object> fields) {}

    private List<String> found(Call call, List<String> experiments) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        List<String> orders = call.texts("order_by");
        Comparator<Found> order = Ordering.of(orders, FIELDS, (found, kind, key) -> found.fields.get(kind + " " + key));
        List<Found> found = new ArrayList<>();
        for (String id : all.ids()) {
            Trace trace = all.get(id);
            if (experiments.contains(trace.experiment) && filter.accepts((kind, key) -> field(trace, kind, key))) {
                Map<String, Object> fields = new HashMap<>();
                Ordering.fields(orders, FIELDS, (kind, key) -> fields.put(kind + " " + key, field(trace, kind, key)));
                found.add(new Found(id, trace.time(), fields));
            }
        }
        found.sort(order.thenComparing(Found::time, Comparator.reverseOrder()));
        return found.stream().map(Found::id).toList();
    }

    private ObjectNode correlation(Call call) {
        List<String> experiments = call.texts("experiment_ids");
        Filter base = Filter.parse(call.text("base_filter", ""), FIELDS);
        Filter first = Filter.parse(call.text("filter_string1", ""), FIELDS);
        Filter second = Filter.parse(call.text("filter_string2", ""), FIELDS);
        int[] counts = new int[4];
        for (String id : all.ids()) {
            Trace trace = all.get(id);
            if (experiments.contains(trace.experiment) && base.accepts((kind, key) -> field(trace, kind, key))) {
                boolean a = first.accepts((kind, key) -> field(trace, kind, key));
                boolean b = second.accepts((kind, key) -> field(trace, kind, key));
                counts[0]++;
                counts[1] += a ? 1 : 0;
                counts[2] += b ? 1 : 0;
                counts[3] += a && b ? 1 : 0;
            }
        }
        return TraceStatistics.correlation(counts[0], counts[1], counts[2], counts[3]);
    }

    private Object field(Trace trace, String kind, String key) {
        if (kind.equals("attribute") && key.equals("run_id")) {
            Set<String> runs = new TreeSet<>(linked.getOrDefault(trace.id, Set.of()));
            runs.addAll(trace.sourceRun());
            return runs;
        }
        return trace.field(kind, key);
    }
}
