package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * MLflow's registry calls, answered from this training alone: a script may register its model and find it again. They
 * promote nothing: a version that an environment serves comes from {@code promoteModel}. Guarded by the tracking store.
 */
public final class Registry {
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("name"),
            Set.of("creation_timestamp", "last_updated_timestamp", "timestamp"),
            Set.of("attribute", "tag"));

    private final Map<String, RegisteredModel> models = new TreeMap<>();
    private final ModelVersions versions;

    public Registry(ModelSource logged) {
        versions = new ModelVersions(models, logged);
    }

    public void routes(Routes routes) {
        String models = "mlflow/registered-models/";
        routes.post(models + "create", this::create);
        routes.get(models + "get", call -> wrapped(versions.model(call)));
        routes.get(models + "search", this::search);
        routes.post(models + "rename", this::rename);
        routes.add("PATCH", models + "update", this::update);
        routes.add("DELETE", models + "delete", this::delete);
        routes.post(models + "set-tag", this::tag);
        routes.add("DELETE", models + "delete-tag", this::untag);
        routes.post(models + "alias", this::alias);
        routes.get(models + "alias", versions::byAlias);
        routes.add("DELETE", models + "alias", this::unalias);
        versions.routes(routes);
    }

    private ObjectNode create(Call call) {
        String name = NameRules.model(call.text("name"));
        if (models.containsKey(name)) {
            throw taken(name);
        }
        RegisteredModel model = new RegisteredModel(name, call.text("description", ""));
        model.tags.putAll(call.pairs("tags"));
        models.put(name, model);
        return wrapped(model);
    }

    private static TrackingException taken(String name) {
        return TrackingException.exists("Registered Model (name=" + name + ") already exists.");
    }

    private ObjectNode rename(Call call) {
        RegisteredModel model = versions.model(call);
        String name = NameRules.model(call.text("new_name"));
        if (!name.equals(model.name) && models.containsKey(name)) {
            throw taken(name);
        }
        models.remove(model.name);
        model.name = name;
        model.touch();
        models.put(name, model);
        return wrapped(model);
    }

    private ObjectNode update(Call call) {
        RegisteredModel model = versions.model(call);
        model.description = call.text("description", model.description);
        model.touch();
        return wrapped(model);
    }

    private ObjectNode delete(Call call) {
        models.remove(versions.model(call).name);
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        NameRules.key(call.text("key"), "key");
        versions.model(call).tags.put(call.text("key"), call.text("value", ""));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        versions.model(call).tags.remove(call.text("key"));
        return Json.object();
    }

    private ObjectNode alias(Call call) {
        String alias = NameRules.alias(call.text("alias"));
        versions.model(call).aliases.put(alias, versions.version(call).number);
        return Json.object();
    }

    private ObjectNode unalias(Call call) {
        versions.model(call).aliases.remove(call.text("alias"));
        return Json.object();
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        Comparator<RegisteredModel> order = Ordering.of(call.texts("order_by"), FIELDS, RegisteredModel::field);
        boolean prompts = filter.names("tag", RegisteredModel.PROMPT);
        List<RegisteredModel> found = models.values().stream()
                .filter(model -> (prompts || !model.prompt()) && filter.accepts(model::field))
                .sorted(order)
                .toList();
        return Paging.answer("registered_models", found, RegisteredModel::json, call, 100, 1_000);
    }

    private static ObjectNode wrapped(RegisteredModel model) {
        ObjectNode answer = Json.object();
        answer.set("registered_model", model.json());
        return answer;
    }

    /** @return all models, for the record */
    public ArrayNode json() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        models.values().forEach(model -> all.add(model.json()));
        return all;
    }
}
