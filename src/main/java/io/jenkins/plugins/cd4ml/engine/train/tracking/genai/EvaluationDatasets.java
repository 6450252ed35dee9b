package io.jenkins.plugins.cd4ml.engine.train.tracking.genai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The datasets to evaluate on that a script made. Guarded by the tracking store. */
public final class EvaluationDatasets {
    private static final int PAGE = 1_000;
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("name", "created_by", "last_updated_by"),
            Set.of("created_time", "last_update_time"),
            Set.of("attribute", "tag"));

    private final Consumer<String> requireExperiment;
    private final Map<String, EvaluationDataset> all = new LinkedHashMap<>();

    /** @param requireExperiment throws where there is no active experiment of an id */
    public EvaluationDatasets(Consumer<String> requireExperiment) {
        this.requireExperiment = requireExperiment;
    }

    public void routes(Routes routes) {
        String datasets = "mlflow/datasets/";
        routes.post(datasets + "create", this::create);
        routes.get(datasets + "search", this::search);
        routes.post(datasets + "search", this::search);
        routes.get(datasets + "*", call -> wrapped(find(call)));
        routes.add("DELETE", datasets + "*", this::delete);
        routes.add("PATCH", datasets + "*/tags", this::tag);
        routes.add("DELETE", datasets + "*/tags/*", this::untag);
        routes.post(datasets + "*/records", this::upsert);
        routes.get(datasets + "*/records", this::records);
        routes.add("DELETE", datasets + "*/records", this::deleteRecords);
        routes.get(datasets + "*/experiment-ids", this::experiments);
        routes.post(datasets + "*/add-experiments", call -> link(call, true));
        routes.post(datasets + "*/remove-experiments", call -> link(call, false));
    }

    private EvaluationDataset find(Call call) {
        String id = call.id().split("/", 2)[0];
        EvaluationDataset dataset = all.get(id);
        if (dataset == null) {
            throw TrackingException.missing("Evaluation dataset with id '" + id + "' not found");
        }
        return dataset;
    }

    private static JsonNode json(Call call, String name) {
        try {
            return Json.MAPPER.readTree(call.text(name, "{}"));
        } catch (JsonProcessingException e) {
            throw Call.wrong(name, call.arguments().get(name));
        }
    }

    private ObjectNode create(Call call) {
        String name = call.text("name");
        List<String> experiments = call.texts("experiment_ids");
        experiments.forEach(requireExperiment);
        EvaluationDataset dataset =
                new EvaluationDataset(name, json(call, "tags") instanceof ObjectNode tags ? tags : Json.object());
        dataset.experiments.addAll(experiments);
        all.put(dataset.id, dataset);
        return wrapped(dataset);
    }

    private static ObjectNode wrapped(EvaluationDataset dataset) {
        ObjectNode answer = Json.object();
        answer.set("dataset", dataset.json(true));
        return answer;
    }

    private ObjectNode search(Call call) {
        List<String> experiments = call.texts("experiment_ids");
        Filter filter = Filter.parse(call.text("filter_string", ""), FIELDS);
        Comparator<EvaluationDataset> order = Ordering.of(call.texts("order_by"), FIELDS, EvaluationDataset::field);
        List<EvaluationDataset> found = new ArrayList<>();
        for (EvaluationDataset dataset : all.values()) {
            boolean wanted = experiments.isEmpty() || experiments.stream().anyMatch(dataset.experiments::contains);
            if (wanted && filter.accepts(dataset::field)) {
                found.add(0, dataset); // the newest first
            }
        }
        found.sort(order);
        return Paging.answer("datasets", found, dataset -> dataset.json(false), call, PAGE);
    }

    private ObjectNode delete(Call call) {
        all.remove(call.id());
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        EvaluationDataset dataset = find(call);
        json(call, "tags").properties().forEach(tag -> {
            if (tag.getValue().isNull()) {
                dataset.tags.remove(tag.getKey());
            } else {
                dataset.tags.set(tag.getKey(), tag.getValue());
            }
        });
        dataset.touch();
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        find(call).tags.remove(call.id().split("/", 2)[1]);
        return Json.object();
    }

    private ObjectNode upsert(Call call) {
        EvaluationDataset dataset = find(call);
        int inserted = 0;
        int updated = 0;
        for (JsonNode record : json(call, "records")) {
            if (dataset.put(record)) {
                inserted++;
            } else {
                updated++;
            }
        }
        return Json.object().put("inserted_count", inserted).put("updated_count", updated);
    }

    private ObjectNode records(Call call) {
        List<ObjectNode> all = new ArrayList<>();
        find(call).records().forEach(all::add);
        ObjectNode page = Paging.answer("records", all, record -> record, call, PAGE);
        ArrayNode records = page.withArray("records");
        return page.put("records", Json.line(records));
    }

    private ObjectNode deleteRecords(Call call) {
        EvaluationDataset dataset = find(call);
        long deleted = call.texts("dataset_record_ids").stream()
                .filter(dataset::remove)
                .count();
        return Json.object().put("deleted_count", deleted);
    }

    private ObjectNode experiments(Call call) {
        ObjectNode answer = Json.object();
        find(call).experiments.forEach(answer.withArray("experiment_ids")::add);
        return answer;
    }

    private ObjectNode link(Call call, boolean add) {
        EvaluationDataset dataset = find(call);
        List<String> ids = call.texts("experiment_ids");
        if (add) {
            ids.forEach(requireExperiment);
            dataset.experiments.addAll(ids);
        } else {
            ids.forEach(dataset.experiments::remove);
        }
        dataset.touch();
        return wrapped(dataset);
    }
}
