package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.math.BigDecimal;
import java.time.Instant;

/** Traces as clients of MLflow 2 send and get them: started and ended by calls of their own, in lists of pairs. */
final class OldTraces {
    private static final int MILLIS = 3;

    private OldTraces() {}

    static Trace start(Call call, String location) {
        Trace trace = new Trace("tr-" + NameRules.id(), call.text("experiment_id"), location);
        trace.info.put(
                "request_time",
                Instant.ofEpochMilli(call.number("timestamp_ms", 0)).toString());
        take(trace, call);
        return trace;
    }

    static ObjectNode end(Trace trace, Call call) {
        long took = call.number("timestamp_ms", 0) - trace.time();
        trace.info.put("execution_duration", BigDecimal.valueOf(took, MILLIS).toPlainString() + "s");
        trace.info.put("state", call.text("status", "OK"));
        take(trace, call);
        return info(trace);
    }

    private static void take(Trace trace, Call call) {
        for (JsonNode pair : call.list("request_metadata")) {
            trace.metadata().put(pair.path("key").asText(), pair.path("value").asText());
        }
        for (JsonNode pair : call.list("tags")) {
            trace.tags().put(pair.path("key").asText(), pair.path("value").asText());
        }
    }

    static ObjectNode info(Trace trace) {
        ObjectNode answer = Json.object();
        answer.set("trace_info", json(trace));
        return answer;
    }

    static ObjectNode json(Trace trace) {
        ObjectNode json = Json.object()
                .put("request_id", trace.id)
                .put("experiment_id", trace.experiment)
                .put("timestamp_ms", trace.time())
                .put("status", trace.info.path("state").asText());
        if (trace.duration() != null) {
            json.put("execution_time_ms", Math.round(trace.duration()));
        }
        trace.metadata()
                .properties()
                .forEach(p -> json.withArray("request_metadata")
                        .addObject()
                        .put("key", p.getKey())
                        .put("value", p.getValue().asText()));
        trace.tags()
                .properties()
                .forEach(p -> json.withArray("tags")
                        .addObject()
                        .put("key", p.getKey())
                        .put("value", p.getValue().asText()));
        return json;
    }
}
