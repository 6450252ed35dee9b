package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Feedback and expectations of traces. Guarded by the tracking store. */
final class Assessments {
    private static final String ID = "assessment_id";
    private static final String OVERRIDES = "overrides";

    private final Traces traces;

    Assessments(Traces traces) {
        this.traces = traces;
    }

    void routes(Routes routes) {
        routes.post("mlflow/traces/*/assessments", this::create);
        routes.get("mlflow/traces/*/assessments/*", call -> wrapped(find(call)));
        routes.add("PATCH", "mlflow/traces/*/assessments/*", this::update);
        routes.add("DELETE", "mlflow/traces/*/assessments/*", this::delete);
    }

    /** @return what is kept: with an id and times */
    static ObjectNode add(Trace trace, JsonNode given) {
        ObjectNode assessment = given.deepCopy();
        if (!assessment.hasNonNull(ID)) {
            assessment.put(ID, "a-" + NameRules.id());
        }
        assessment.put("trace_id", trace.id);
        String now = Instant.now().toString();
        for (String time : List.of("create_time", "last_update_time")) {
            if (!assessment.hasNonNull(time)) {
                assessment.put(time, now);
            }
        }
        JsonNode expected = assessment.at("/expectation/value");
        if (expected.isContainerNode()) { // as MLflow keeps them
            assessment
                    .putObject("expectation")
                    .putObject("serialized_value")
                    .put("serialization_format", "JSON_FORMAT")
                    .put("value", Json.line(expected));
        }
        if (!assessment.has("valid")) {
            assessment.put("valid", true);
        }
        ObjectNode before = named(trace, assessment.path(OVERRIDES).asText(""));
        if (before != null) {
            before.put("valid", false);
        }
        trace.assessments().add(assessment);
        return assessment;
    }

    private static ObjectNode named(Trace trace, String id) {
        for (JsonNode each : trace.assessments()) {
            if (each.path(ID).asText().equals(id)) {
                return (ObjectNode) each;
            }
        }
        return null;
    }

    private ObjectNode create(Call call) {
        JsonNode given = call.arguments().path("assessment");
        if (!given.isObject()) {
            throw Call.missing("assessment");
        }
        Trace trace = traces.find(call.id());
        traces.told(trace, given);
        return wrapped(add(trace, given));
    }

    private ObjectNode find(Call call) {
        String[] ids = call.id().split("/", 2);
        ObjectNode found = named(traces.find(ids[0]), ids[1]);
        if (found == null) {
            throw TrackingException.missing("Assessment with ID '" + ids[1] + "' not found for trace '" + ids[0] + "'");
        }
        return found;
    }

    private ObjectNode update(Call call) {
        ObjectNode assessment = find(call);
        JsonNode given = call.arguments().path("assessment");
        traces.told(traces.find(call.id().split("/", 2)[0]), given);
        for (String path : call.text("update_mask", "").split(",")) {
            String name = path.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            if (given.has(name)) {
                assessment.set(name, given.get(name));
            }
        }
        assessment.put("last_update_time", Instant.now().toString());
        return wrapped(assessment);
    }

    private ObjectNode delete(Call call) {
        ObjectNode assessment = find(call);
        Trace trace = traces.find(call.id().split("/", 2)[0]);
        ObjectNode before = named(trace, assessment.path(OVERRIDES).asText(""));
        if (before != null) {
            before.put("valid", true);
        }
        for (int i = trace.assessments().size() - 1; i >= 0; i--) {
            if (trace.assessments().get(i) == assessment) {
                trace.assessments().remove(i);
            }
        }
        return Json.object();
    }

    private static ObjectNode wrapped(ObjectNode assessment) {
        ObjectNode answer = Json.object();
        answer.set("assessment", assessment);
        return answer;
    }

    /** @return values of the valid ones of a name, as texts */
    static List<String> values(Trace trace, String kind, String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode each : trace.assessments()) {
            JsonNode value = each.path(kind).path("value");
            if (each.path("assessment_name").asText().equals(name)
                    && each.path("valid").asBoolean(true)
                    && !value.isMissingNode()) {
                values.add(value.isContainerNode() ? Json.line(value) : value.asText());
            }
        }
        return values;
    }
}
