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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls for versions of registered models. Guarded by the tracking store. */
final class ModelVersions {
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("name", "run_id", "source_path", "source"),
            Set.of("version_number", "version", "creation_timestamp", "last_updated_timestamp"),
            Set.of("attribute", "tag"));

    private static final Pattern MODEL = Pattern.compile("models:/([^/@]+)(?:/([0-9]{1,9}))?");

    private final Map<String, RegisteredModel> models;
    private final ModelSource logged;

    ModelVersions(Map<String, RegisteredModel> models, ModelSource logged) {
        this.models = models;
        this.logged = logged;
    }

    void routes(Routes routes) {
        routes.post("mlflow/registered-models/get-latest-versions", this::latest);
        routes.get("mlflow/registered-models/get-latest-versions", this::latest);
        String versions = "mlflow/model-versions/";
        routes.post(versions + "create", this::create);
        routes.get(versions + "get", call -> wrapped(version(call)));
        routes.get(versions + "get-download-uri", call -> Json.object().put("artifact_uri", version(call).stored));
        routes.get(versions + "search", this::search);
        routes.add("PATCH", versions + "update", this::update);
        routes.post(versions + "transition-stage", this::transition);
        routes.add("DELETE", versions + "delete", this::delete);
        routes.post(versions + "set-tag", this::tag);
        routes.add("DELETE", versions + "delete-tag", this::untag);
    }

    RegisteredModel model(Call call) {
        String name = call.text("name");
        RegisteredModel model = models.get(name);
        if (model == null) {
            throw TrackingException.missing("Registered Model with name=" + name + " not found");
        }
        return model;
    }

    MlflowModelVersion version(Call call) {
        String name = call.text("name");
        int number = number(call);
        MlflowModelVersion version =
                models.containsKey(name) ? models.get(name).versions.get(number) : null;
        if (version == null) {
            throw TrackingException.missing("Model Version (name=" + name + ", version=" + number + ") not found");
        }
        return version;
    }

    private static int number(Call call) {
        String version = call.arguments().path("version").asText();
        if (!version.matches("[0-9]{1,9}")) {
            throw TrackingException.invalid("Parameter 'version' must be an integer, got '" + version + "'.");
        }
        return Integer.parseInt(version);
    }

    private ObjectNode create(Call call) {
        RegisteredModel model = model(call);
        Map<String, String> tags = call.pairs("tags");
        if (!tags.containsKey("mlflow.prompt.is_prompt")) { // whose source is a placeholder
            VersionSource.check(call.text("source"));
        }
        String stored = stored(call.text("source"));
        String run = call.text("run_id", "");
        MlflowModelVersion version = model.add(
                call.arguments(),
                stored,
                run.isEmpty() && call.has("model_id") ? logged.run(call.text("model_id")) : run);
        version.tags.putAll(tags);
        if (call.has("model_id")) {
            logged.registered(call.text("model_id"), model.name, version.number);
        }
        return wrapped(version);
    }

    /** @return where the files are: of a logged model, or of another version, those of that */
    private String stored(String source) {
        Matcher named = MODEL.matcher(source);
        if (!named.matches()) {
            return source;
        }
        if (named.group(2) == null) {
            return logged.uri(named.group(1));
        }
        RegisteredModel model = models.get(named.group(1));
        MlflowModelVersion version = model == null ? null : model.versions.get(Integer.valueOf(named.group(2)));
        if (version == null) {
            throw TrackingException.missing(
                    "Model Version (name=" + named.group(1) + ", version=" + named.group(2) + ") not found");
        }
        return version.stored;
    }

    private ObjectNode update(Call call) {
        MlflowModelVersion version = version(call);
        version.description = call.text("description", version.description);
        version.touch();
        return wrapped(version);
    }

    private ObjectNode transition(Call call) {
        String stage = MlflowModelVersion.stage(call.text("stage"));
        boolean archive = call.flag("archive_existing_versions");
        if (archive && !Set.of("Staging", "Production").contains(stage)) {
            throw TrackingException.invalid("Model version transition cannot archive existing model versions because '"
                    + stage + "' is not an Active stage. Valid stages are ('Staging', 'Production')");
        }
        MlflowModelVersion version = version(call);
        for (MlflowModelVersion other : archive ? version.model.versions.values() : List.<MlflowModelVersion>of()) {
            if (other != version && other.stage.equals(stage)) {
                other.stage = "Archived";
                other.touch();
            }
        }
        version.stage = stage;
        version.touch();
        version.model.touch();
        return wrapped(version);
    }

    private ObjectNode delete(Call call) {
        MlflowModelVersion version = version(call);
        version.model.versions.remove(version.number);
        version.model.aliases.values().removeIf(number -> number == version.number);
        version.model.touch();
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        NameRules.key(call.text("key"), "key");
        version(call).tags.put(call.text("key"), call.text("value", ""));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        version(call).tags.remove(call.text("key"));
        return Json.object();
    }

    ObjectNode byAlias(Call call) {
        RegisteredModel model = model(call);
        String alias = call.text("alias");
        if (alias.equalsIgnoreCase("latest") && !model.versions.isEmpty()) {
            return wrapped(model.versions.lastEntry().getValue());
        }
        Integer number = model.aliases.get(alias);
        if (number == null) {
            throw TrackingException.invalid("Registered model alias " + alias + " not found.");
        }
        return wrapped(model.versions.get(number));
    }

    private ObjectNode latest(Call call) {
        List<String> stages =
                call.texts("stages").stream().map(MlflowModelVersion::stage).toList();
        ObjectNode answer = Json.object();
        ArrayNode found = Json.MAPPER.createArrayNode();
        for (MlflowModelVersion version : model(call).latest()) {
            if (stages.isEmpty() || stages.contains(version.stage)) {
                found.add(version.json(true));
            }
        }
        if (!found.isEmpty()) {
            answer.set("model_versions", found);
        }
        return answer;
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        List<String> orders = call.texts("order_by");
        Comparator<MlflowModelVersion> order = Ordering.of(
                orders.isEmpty() ? List.of("last_updated_timestamp DESC") : orders, FIELDS, MlflowModelVersion::field);
        boolean prompts = filter.names("tag", RegisteredModel.PROMPT);
        List<MlflowModelVersion> found = models.values().stream()
                .filter(model -> prompts || !model.prompt())
                .flatMap(model -> model.versions.values().stream())
                .filter(version -> filter.accepts(version::field))
                .sorted(order.thenComparing((MlflowModelVersion v) -> v.model.name)
                        .thenComparing(v -> v.number, Comparator.reverseOrder()))
                .toList();
        return Paging.answer("model_versions", found, version -> version.json(false), call, 200_000, 200_000);
    }

    private static ObjectNode wrapped(MlflowModelVersion version) {
        ObjectNode answer = Json.object();
        answer.set("model_version", version.json(true));
        return answer;
    }
}
