package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The body of {@code log-batch}: what is sent most, so it is read straight into these and checked once. */
record MetricBatch(
        @JsonProperty("run_id") String run,
        @JsonProperty("run_uuid") String oldRun,
        List<Metric> metrics,
        List<Pair> params,
        List<Pair> tags) {
    /** @param model id of the logged model that it measures, and on which dataset; else null */
    record Metric(
            String key,
            Double value,
            Long timestamp,
            Long step,
            @JsonProperty("model_id") String model,
            @JsonProperty("dataset_name") String dataset,
            @JsonProperty("dataset_digest") String digest,
            @JsonProperty("run_id") String run,
            @JsonProperty("run_uuid") String oldRun) {
        /** Infinities are the largest numbers, as in MLflow's SQL store: JSON has none. */
        Point point() {
            double finite = Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
            return new Point(step == null ? 0 : step, timestamp, finite);
        }

        void check() {
            if (key == null || value == null || timestamp == null) {
                throw TrackingException.invalid("Missing value for required parameter '"
                        + (key == null ? "key" : value == null ? "value" : "timestamp") + "'.");
            }
            NameRules.key(key, "metrics");
        }
    }

    /** A parameter or a tag. */
    record Pair(String key, String value) {}

    private static final ObjectReader READER =
            Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
    private static final int MOST_METRICS = 1_000;
    private static final int MOST_PAIRS = 100;

    /** @throws TrackingException when it is not as MLflow wants it */
    static MetricBatch read(byte[] body) {
        MetricBatch batch = read(body, MetricBatch.class);
        if (batch.metrics() != null) {
            limit("metrics", size(batch.metrics()), MOST_METRICS);
            batch.metrics().forEach(Metric::check);
        }
        limit("params", size(batch.params()), MOST_PAIRS);
        limit("tags", size(batch.tags()), MOST_PAIRS);
        int all = size(batch.metrics()) + size(batch.params()) + size(batch.tags());
        limit("metrics, params, and tags", all, MOST_METRICS);
        return batch;
    }

    private static int size(List<?> list) {
        return list == null ? 0 : list.size();
    }

    /** Reads the body of {@code log-metric} as a batch of one. */
    static MetricBatch readMetric(byte[] body) {
        Metric metric = read(body, Metric.class);
        metric.check();
        return new MetricBatch(metric.run(), metric.oldRun(), List.of(metric), null, null);
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            return READER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw TrackingException.invalid("Invalid request: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void limit(String what, int size, int most) {
        if (size > most) {
            throw TrackingException.invalid("A batch logging request can contain at most " + most + " " + what
                    + ". Got " + size + " " + what + ". Please split up " + what
                    + " across multiple requests and try again.");
        }
    }

    String runId() {
        String id = run == null || run.isEmpty() ? oldRun : run;
        if (id == null || id.isEmpty()) {
            throw TrackingException.invalid("Missing value for required parameter 'run_id'.");
        }
        return id;
    }

    /** @return the pairs by key, checked */
    static Map<String, String> map(List<Pair> pairs, String where, int longest) {
        Map<String, String> map = new LinkedHashMap<>();
        if (pairs != null) {
            for (Pair pair : pairs) {
                NameRules.key(pair.key() == null ? "" : pair.key(), where);
                map.put(pair.key(), NameRules.value(pair.value() == null ? "" : pair.value(), longest));
            }
        }
        return map;
    }
}
