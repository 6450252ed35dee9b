package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.IOException;
import java.util.ArrayList;
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

        /** @param index of it in the batch; -1 where it is alone */
        void check(int index) {
            if (key == null || key.isEmpty() || value == null || timestamp == null) {
                throw Call.missing(
                        path(index) + (key == null || key.isEmpty() ? "key" : value == null ? "value" : "timestamp"));
            }
            NameRules.key(key, "metrics");
            if (timestamp < 0) {
                throw TrackingException.invalid("Invalid value " + timestamp + " for parameter '" + path(index)
                        + "timestamp' supplied: metric '" + key + "' (value=" + value
                        + "). Timestamp must be a nonnegative long (64-bit integer) ");
            }
        }

        private static String path(int index) {
            return index < 0 ? "" : "metrics[" + index + "].";
        }
    }

    /** A parameter or a tag. */
    record Pair(String key, String value) {}

    private static final ObjectReader READER =
            strict().reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
    private static final int MOST_METRICS = 1_000;
    private static final int MOST_PAIRS = 100;

    /** A number where a text must be is refused, as MLflow does. */
    private static ObjectMapper strict() {
        ObjectMapper mapper = Json.MAPPER.copy();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** @throws TrackingException when it is not as MLflow wants it */
    static MetricBatch read(byte[] body) {
        MetricBatch batch = read(body, MetricBatch.class);
        if (batch.metrics() != null) {
            limit("metrics", size(batch.metrics()), MOST_METRICS);
            for (int i = 0; i < batch.metrics().size(); i++) {
                batch.metrics().get(i).check(i);
            }
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
        metric.check(-1);
        return new MetricBatch(metric.run(), metric.oldRun(), List.of(metric), null, null);
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            return readStrictly(body, type);
        } catch (JsonProcessingException e) {
            throw TrackingException.invalid("Invalid request: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T readStrictly(byte[] body, Class<T> type) throws IOException {
        try {
            return READER.readValue(body, type);
        } catch (JsonMappingException e) {
            throw wrong(body, e);
        }
    }

    /** Names the place and the value that was not of its type. */
    private static TrackingException wrong(byte[] body, JsonMappingException e) throws IOException {
        StringBuilder path = new StringBuilder();
        JsonNode value = READER.readTree(body);
        for (JsonMappingException.Reference reference : e.getPath()) {
            boolean member = reference.getFieldName() != null;
            value = member ? value.path(reference.getFieldName()) : value.path(reference.getIndex());
            path.append(
                    member ? (path.isEmpty() ? "" : ".") + reference.getFieldName() : "[" + reference.getIndex() + "]");
        }
        return Call.wrong(path.toString(), value);
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
            throw Call.missing("run_id");
        }
        return id;
    }

    /** @return the pairs by key, checked */
    static Map<String, String> map(List<Pair> pairs, String where, int longest) {
        Map<String, String> map = new LinkedHashMap<>();
        if (pairs != null) {
            List<String> twice = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                Pair pair = pairs.get(i);
                if (pair.key() == null || pair.key().isEmpty()) {
                    throw Call.missing(where + "[" + i + "].key");
                }
                NameRules.key(pair.key(), where + "[" + i + "].key");
                String before = map.put(pair.key(), NameRules.value(pair.value() == null ? "" : pair.value(), longest));
                if (before != null) {
                    twice.add("'" + pair.key() + "'");
                }
            }
            if (!twice.isEmpty() && where.equals("params")) {
                throw TrackingException.invalid("Duplicate parameter keys have been submitted: " + twice
                        + ". Please ensure the request contains only one param value per param key.");
            }
        }
        return map;
    }
}
