package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * MLflow's {@code /graphql}: seven queries, each answered by the REST call of the same name, of whose answer the selected
 * fields are given, in camel case. As with MLflow's server, integers are texts, NaN is null, and what is not set is empty.
 */
public final class GraphQl {
    private static final int MOST_ROOTS = 10;
    private static final Map<String, String> CALLS = Map.of(
            "mlflowGetExperiment", "GET mlflow/experiments/get",
            "mlflowGetRun", "GET mlflow/runs/get",
            "mlflowSearchRuns", "POST mlflow/runs/search",
            "mlflowGetMetricHistoryBulkInterval", "GET mlflow/metrics/get-history-bulk-interval",
            "mlflowListArtifacts", "GET mlflow/artifacts/list",
            "mlflowSearchDatasets", "POST mlflow/experiments/search-datasets",
            "mlflowSearchModelVersions", "GET mlflow/model-versions/search");
    private static final Set<String> NUMBERS =
            Set.of("timestamp", "step", "startTime", "endTime", "creationTime", "lastUpdateTime", "fileSize");
    private static final Set<String> OBJECTS =
            Set.of("run", "info", "data", "inputs", "outputs", "experiment", "dataset", "apiError");

    private final Routes routes;

    public GraphQl(Routes routes) {
        this.routes = routes;
    }

    /** Answers {@code POST /graphql}; what is wrong stands among the answer's errors. */
    public ObjectNode answer(Call call) {
        ObjectNode answer = Json.object();
        try {
            List<GraphQlField> roots = GraphQlParser.parse(
                    call.text("query"),
                    call.text("operationName", ""),
                    call.arguments().path("variables"));
            if (roots.size() > MOST_ROOTS) {
                throw new GraphQlException("GraphQL queries should have at most " + MOST_ROOTS + " root fields.");
            }
            ObjectNode data = Json.object();
            roots.forEach(root -> data.set(root.answer(), root(root)));
            answer.set("data", data);
            answer.putNull("errors");
        } catch (GraphQlException | TrackingException e) {
            answer.putNull("data");
            answer.putArray("errors").add(e.getMessage());
        }
        return answer;
    }

    private JsonNode root(GraphQlField root) {
        if (root.name().equals("test")) {
            ObjectNode echo = Json.object();
            echo.set("output", root.arguments().path("inputString"));
            return selected(echo, root.selections());
        }
        if (!CALLS.containsKey(root.name())) {
            throw new GraphQlException("Cannot query field '" + root.name() + "'; there are " + CALLS.keySet() + ".");
        }
        ObjectNode found = call(CALLS.get(root.name()), snake(root.arguments().path("input")));
        if (root.name().equals("mlflowGetRun")) {
            ObjectNode run = (ObjectNode) found.get("run");
            String id = run.at("/info/run_id").asText();
            String experiment = run.at("/info/experiment_id").asText();
            run.setAll(call(CALLS.get("mlflowGetExperiment"), Json.object().put("experiment_id", experiment)));
            run.setAll(
                    call(CALLS.get("mlflowSearchModelVersions"), Json.object().put("filter", "run_id='" + id + "'")));
        }
        return selected(found, root.selections());
    }

    private ObjectNode call(String name, ObjectNode arguments) {
        String[] words = name.split(" ");
        return routes.find(words[0], words[1]).handler().apply(new Call(arguments, null));
    }

    private static ObjectNode snake(JsonNode input) {
        ObjectNode arguments = Json.object();
        input.properties().forEach(member -> {
            JsonNode value = member.getValue();
            arguments.set(snake(member.getKey()), value.isObject() ? snake(value) : value);
        });
        return arguments;
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static JsonNode selected(JsonNode of, List<GraphQlField> fields) {
        if (of.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            of.forEach(item -> array.add(selected(item, fields)));
            return array;
        }
        ObjectNode object = Json.object();
        for (GraphQlField field : fields) {
            JsonNode value = of.path(snake(field.name()));
            if (field.selections().isEmpty()) {
                object.set(field.answer(), scalar(field.name(), value));
            } else if (value.isContainerNode()) {
                JsonNode more = selected(value, field.selections());
                if (object.get(field.answer()) instanceof ObjectNode before && more instanceof ObjectNode also) {
                    before.setAll(also); // a fragment selected from the same
                } else {
                    object.set(field.answer(), more);
                }
            } else if (OBJECTS.contains(field.name())) {
                object.putNull(field.answer());
            } else {
                object.putArray(field.answer());
            }
        }
        return object;
    }

    private static JsonNode scalar(String name, JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value.isContainerNode()) {
            throw new GraphQlException("Field '" + name + "' must have a selection of subfields.");
        }
        if (value.isIntegralNumber() && !name.equals("value")) {
            return nodes.textNode(value.asText());
        }
        boolean number =
                name.equals("value") && value.isTextual() && value.asText().matches("NaN|-?Infinity");
        if (number || value.isDouble() && !Double.isFinite(value.doubleValue())) {
            return nodes.nullNode();
        }
        if (!value.isMissingNode()) {
            return value;
        }
        return name.startsWith("is") ? nodes.booleanNode(false) : nodes.textNode(NUMBERS.contains(name) ? "0" : "");
    }
}
