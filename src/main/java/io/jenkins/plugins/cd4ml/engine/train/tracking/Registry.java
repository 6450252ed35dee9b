package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * MLflow's registry calls, answered from this training alone: a script may register its model and find it again. They
 * promote nothing: a version that an environment serves comes from {@code promoteModel}. Guarded by
 * {@link TrackingStore}.
 */
final class Registry {
    private static final Filter.Fields MODEL_FIELDS = new Filter.Fields(
            Set.of("name"), Set.of("creation_timestamp", "last_updated_timestamp"), Set.of("attribute", "tag"));
    private static final Filter.Fields VERSION_FIELDS = new Filter.Fields(
            Set.of("name", "run_id", "source_path", "source"),
            Set.of("version_number", "version", "creation_timestamp", "last_updated_timestamp"),
            Set.of("attribute", "tag"));

    private static final class Model {
        final String name;
        String description;
        final long created = System.currentTimeMillis();
        long updated = created;
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, String> aliases = new TreeMap<>();
        final List<Version> versions = new ArrayList<>();

        Model(String name, String description) {
            this.name = name;
            this.description = description;
        }

        Object field(String kind, String key) {
            return kind.equals("tag") ? tags.get(key) : key.equals("name") ? name : (Object) updated;
        }
    }

    private static final class Version {
        final Model model;
        final int number;
        final ObjectNode given;
        String description;
        final long created = System.currentTimeMillis();
        long updated = created;
        final Map<String, String> tags = new TreeMap<>();

        Version(Model model, ObjectNode given, String description) {
            this.model = model;
            this.number = model.versions.size() + 1;
            this.given = given;
            this.description = description;
        }

        Object field(String kind, String key) {
            if (kind.equals("tag")) {
                return tags.get(key);
            }
            return switch (key) {
                case "name" -> model.name;
                case "run_id" -> given.path("run_id").asText();
                case "source", "source_path" -> given.path("source").asText();
                case "version", "version_number" -> number;
                default -> updated;
            };
        }
    }

    private final Map<String, Model> models = new TreeMap<>();

    void routes(Routes routes) {
        routes.post("mlflow/registered-models/create", this::create);
        routes.get("mlflow/registered-models/get", call -> wrapped(find(call)));
        routes.get("mlflow/registered-models/search", this::search);
        routes.add("PATCH", "mlflow/registered-models/update", this::update);
        routes.add("DELETE", "mlflow/registered-models/delete", call -> removed(models.remove(find(call).name)));
        routes.post(
                "mlflow/registered-models/set-tag",
                call -> removed(find(call).tags.put(call.text("key"), call.text("value", ""))));
        routes.add(
                "DELETE",
                "mlflow/registered-models/delete-tag",
                call -> removed(find(call).tags.remove(call.text("key"))));
        routes.post("mlflow/registered-models/alias", this::alias);
        routes.get("mlflow/registered-models/alias", this::byAlias);
        routes.add(
                "DELETE",
                "mlflow/registered-models/alias",
                call -> removed(find(call).aliases.remove(call.text("alias"))));
        routes.post("mlflow/registered-models/get-latest-versions", this::latest);
        routes.get("mlflow/registered-models/get-latest-versions", this::latest);
        routes.post("mlflow/model-versions/create", this::createVersion);
        routes.get("mlflow/model-versions/get", call -> wrapped(version(call)));
        routes.get(
                "mlflow/model-versions/get-download-uri",
                call -> Json.object()
                        .put("artifact_uri", version(call).given.path("source").asText()));
        routes.get("mlflow/model-versions/search", this::searchVersions);
        routes.add("PATCH", "mlflow/model-versions/update", this::updateVersion);
        routes.post(
                "mlflow/model-versions/set-tag",
                call -> removed(version(call).tags.put(call.text("key"), call.text("value", ""))));
        routes.add(
                "DELETE",
                "mlflow/model-versions/delete-tag",
                call -> removed(version(call).tags.remove(call.text("key"))));
    }

    private static ObjectNode removed(Object before) {
        return Json.object();
    }

    private Model find(Call call) {
        Model model = models.get(call.text("name"));
        if (model == null) {
            throw TrackingException.missing("Registered Model with name=" + call.text("name") + " not found");
        }
        return model;
    }

    private Version version(Call call) {
        Model model = find(call);
        long number = call.number("version", 0);
        if (number < 1 || number > model.versions.size()) {
            throw TrackingException.missing(
                    "Model Version (name=" + model.name + ", version=" + number + ") not found");
        }
        return model.versions.get((int) number - 1);
    }

    private ObjectNode create(Call call) {
        String name = call.text("name");
        if (models.containsKey(name)) {
            throw TrackingException.exists("Registered Model (name=" + name + ") already exists.");
        }
        Model model = new Model(name, call.text("description", ""));
        model.tags.putAll(call.pairs("tags"));
        models.put(name, model);
        return wrapped(model);
    }

    private ObjectNode update(Call call) {
        Model model = find(call);
        model.description = call.text("description", model.description);
        model.updated = System.currentTimeMillis();
        return wrapped(model);
    }

    private ObjectNode createVersion(Call call) {
        Model model = find(call);
        Version version = new Version(model, call.arguments(), call.text("description", ""));
        call.text("source");
        version.tags.putAll(call.pairs("tags"));
        model.versions.add(version);
        model.updated = version.created;
        return wrapped(version);
    }

    private ObjectNode updateVersion(Call call) {
        Version version = version(call);
        version.description = call.text("description", version.description);
        version.updated = System.currentTimeMillis();
        return wrapped(version);
    }

    private ObjectNode alias(Call call) {
        find(call).aliases.put(call.text("alias"), Integer.toString(version(call).number));
        return Json.object();
    }

    private ObjectNode byAlias(Call call) {
        Model model = find(call);
        String number = model.aliases.get(call.text("alias"));
        if (number == null) {
            throw TrackingException.invalid("Registered model alias " + call.text("alias") + " not found.");
        }
        return wrapped(model.versions.get(Integer.parseInt(number) - 1));
    }

    private ObjectNode latest(Call call) {
        ObjectNode answer = Json.object();
        List<Version> versions = find(call).versions;
        if (!versions.isEmpty()) {
            answer.putArray("model_versions").add(json(versions.get(versions.size() - 1), true));
        }
        return answer;
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), MODEL_FIELDS);
        Comparator<Model> order = Ordering.of(call.texts("order_by"), MODEL_FIELDS, Model::field);
        List<Model> found = models.values().stream()
                .filter(m -> filter.accepts(m::field))
                .sorted(order)
                .toList();
        return Paging.answer("registered_models", found, Registry::json, call, 100);
    }

    private ObjectNode searchVersions(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), VERSION_FIELDS);
        Comparator<Version> order = Ordering.of(call.texts("order_by"), VERSION_FIELDS, Version::field);
        List<Version> found = models.values().stream()
                .flatMap(m -> m.versions.stream())
                .filter(v -> filter.accepts(v::field))
                .sorted(order.thenComparing((Version v) -> v.updated, Comparator.reverseOrder())
                        .thenComparing(v -> v.number, Comparator.reverseOrder()))
                .toList();
        return Paging.answer("model_versions", found, v -> json(v, false), call, 200_000);
    }

    private static ObjectNode wrapped(Model model) {
        ObjectNode answer = Json.object();
        answer.set("registered_model", json(model));
        return answer;
    }

    private static ObjectNode wrapped(Version version) {
        ObjectNode answer = Json.object();
        answer.set("model_version", json(version, true));
        return answer;
    }

    private static ObjectNode json(Model model) {
        ObjectNode json = Json.object()
                .put("name", model.name)
                .put("creation_timestamp", model.created)
                .put("last_updated_timestamp", model.updated)
                .put("description", model.description);
        if (!model.versions.isEmpty()) {
            json.putArray("latest_versions").add(json(model.versions.get(model.versions.size() - 1), false));
        }
        if (!model.tags.isEmpty()) {
            json.set("tags", NameRules.pairs(model.tags));
        }
        if (!model.aliases.isEmpty()) {
            ArrayNode aliases = json.putArray("aliases");
            model.aliases.forEach(
                    (alias, number) -> aliases.addObject().put("alias", alias).put("version", number));
        }
        return json;
    }

    private static ObjectNode json(Version version, boolean aliases) {
        ObjectNode json = Json.object()
                .put("name", version.model.name)
                .put("version", Integer.toString(version.number))
                .put("creation_timestamp", version.created)
                .put("last_updated_timestamp", version.updated)
                .put("current_stage", "None")
                .put("description", version.description)
                .put("source", version.given.path("source").asText())
                .put("run_id", version.given.path("run_id").asText(""))
                .put("status", "READY")
                .put("run_link", version.given.path("run_link").asText(""));
        if (version.given.hasNonNull("model_id")) {
            json.put("model_id", version.given.get("model_id").asText());
        }
        if (!version.tags.isEmpty()) {
            json.set("tags", NameRules.pairs(version.tags));
        }
        String number = Integer.toString(version.number);
        List<String> names = version.model.aliases.entrySet().stream()
                .filter(a -> a.getValue().equals(number))
                .map(Map.Entry::getKey)
                .toList();
        if (aliases && !names.isEmpty()) {
            names.forEach(json.putArray("aliases")::add);
        }
        return json;
    }

    ArrayNode json() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        models.values().forEach(m -> all.add(json(m)));
        return all;
    }
}
