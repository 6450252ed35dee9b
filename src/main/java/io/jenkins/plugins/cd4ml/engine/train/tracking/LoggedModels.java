package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import io.jenkins.plugins.cd4ml.engine.train.tracking.registry.ModelSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models that the script logs, as MLflow 3 has them: of their own, beside runs. Guarded by {@link TrackingStore}. */
final class LoggedModels implements ModelSource {
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("name", "model_id", "model_type", "status", "source_run_id"),
            Set.of("creation_time", "creation_timestamp", "last_updated_timestamp"),
            Set.of("attribute", "metric", "param", "tag"));

    private static final String VERSIONS = "mlflow.modelVersions";

    private final Experiments experiments;
    private final Map<String, LoggedModel> all = new LinkedHashMap<>();

    LoggedModels(Experiments experiments) {
        this.experiments = experiments;
    }

    void routes(Routes routes) {
        routes.post("mlflow/logged-models", this::create);
        routes.post("mlflow/logged-models/search", this::search);
        routes.get("mlflow/logged-models/*", call -> wrapped(find(call.id())));
        routes.add("PATCH", "mlflow/logged-models/*", this::finish);
        routes.add("DELETE", "mlflow/logged-models/*", this::delete);
        routes.add("PATCH", "mlflow/logged-models/*/tags", this::tags);
        routes.add("DELETE", "mlflow/logged-models/*/tags/*", this::untag);
        routes.post("mlflow/logged-models/*/params", this::params);
    }

    Collection<LoggedModel> all() {
        return all.values();
    }

    LoggedModel find(String id) {
        LoggedModel model = all.get(id);
        if (model == null) {
            throw TrackingException.missing("Logged model with ID '" + id + "' not found.");
        }
        return model;
    }

    @Override
    public String run(String model) {
        return find(model).run;
    }

    @Override
    public String uri(String model) {
        return find(model).uri();
    }

    @Override
    public void registered(String model, String name, int version) {
        String item = "{\"name\": " + Json.line(Json.MAPPER.getNodeFactory().textNode(name)) + ", \"version\": "
                + version + "}"; // as Python writes it: clients compare the text
        find(model)
                .tags
                .merge(
                        VERSIONS,
                        "[" + item + "]",
                        (before, first) -> before.endsWith("]")
                                ? before.substring(0, before.length() - 1) + ", " + item + "]"
                                : first);
    }

    /** A metric that was logged for a model, by the run that measured it. */
    void measured(String run, MetricBatch.Metric metric) {
        find(metric.model())
                .metrics
                .add(new LoggedModel.Metric(
                        metric.key(), metric.point(), run, text(metric.dataset()), text(metric.digest())));
    }

    private static String text(String given) {
        return given == null ? "" : given;
    }

    private ObjectNode create(Call call) {
        Experiment experiment = experiments.active(call.text("experiment_id"));
        LoggedModel model = new LoggedModel(
                experiment,
                NameRules.loggedModel(
                        call.text("name", "model-" + NameRules.id().substring(0, 8))),
                call.text("model_type", ""),
                call.text("source_run_id", ""));
        model.params.putAll(call.pairs("params"));
        model.tags.putAll(call.pairs("tags"));
        all.put(model.id, model);
        return wrapped(model);
    }

    /** Of a filter or an order: only metrics on it count. @param digest "" for any */
    record Dataset(String name, String digest) {
        static List<Dataset> of(JsonNode named) {
            return named.hasNonNull("dataset_name")
                    ? List.of(new Dataset(
                            named.get("dataset_name").asText(),
                            named.path("dataset_digest").asText("")))
                    : List.of();
        }
    }

    private static ObjectNode wrapped(LoggedModel model) {
        ObjectNode answer = Json.object();
        answer.set("model", model.json());
        return answer;
    }

    private ObjectNode finish(Call call) {
        LoggedModel model = find(call.id());
        model.status = call.text("status");
        model.updated = System.currentTimeMillis();
        return wrapped(model);
    }

    private ObjectNode delete(Call call) {
        all.remove(find(call.id()).id);
        return Json.object();
    }

    private ObjectNode tags(Call call) {
        find(call.id()).tags.putAll(call.pairs("tags"));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        String[] parts = call.id().split("/", 2);
        if (find(parts[0]).tags.remove(parts[1]) == null) {
            throw TrackingException.missing(
                    "No tag with key '" + parts[1] + "' found for model with ID '" + parts[0] + "'.");
        }
        return Json.object();
    }

    private ObjectNode params(Call call) {
        LoggedModel model = find(call.id());
        Map<String, String> params = call.pairs("params");
        params.forEach((key, value) -> {
            if (!value.equals(model.params.getOrDefault(key, value))) {
                throw TrackingException.invalid("Changing param values is not allowed. Param with key='" + key
                        + "' was already logged for the model " + model.id + ".");
            }
        });
        model.params.putAll(params);
        return Json.object();
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        Comparator<LoggedModel> order = (a, b) -> 0;
        for (JsonNode by : call.list("order_by")) {
            String one = by.path("field_name").asText() + (by.path("ascending").asBoolean(true) ? " ASC" : " DESC");
            List<Dataset> on = Dataset.of(by);
            order = order.thenComparing(
                    Ordering.of(List.of(one), FIELDS, (model, kind, key) -> model.newest(kind, key, on)));
        }
        List<Dataset> on = new ArrayList<>();
        for (JsonNode dataset : call.list("datasets")) {
            if (!dataset.hasNonNull("dataset_name")) {
                throw TrackingException.invalid("`dataset_name` in the `datasets` clause must be specified.");
            }
            on.addAll(Dataset.of(dataset));
        }
        List<String> wanted = call.texts("experiment_ids");
        List<LoggedModel> found = all.values().stream()
                .filter(m -> wanted.contains(m.experiment.id)
                        && m.measuredOn(on)
                        && filter.accepts((kind, key) -> m.field(kind, key, on)))
                .sorted(order.thenComparing((LoggedModel m) -> m.created, Comparator.reverseOrder()))
                .toList();
        return Paging.answer("models", found, LoggedModel::json, call, 100);
    }

    ArrayNode json() {
        ArrayNode models = Json.MAPPER.createArrayNode();
        all.values().forEach(m -> models.add(m.json()));
        return models;
    }
}
