package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MirrorState.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Brings MLflow's registered model in step, with what of it is known to be there already. One thread's, used once. */
final class MirrorPass {
    private static final String MODEL_TAG = MirroredVersion.PREFIX + "model";
    private static final int PAGE = 1000;
    private static final int MOST_PAGES = 1000;

    private final MlflowApi server;
    private final String name;
    private final WantedMirror wanted;
    private final SortedMap<Integer, Sent> sent;
    private final List<String> set;

    private Map<String, String> listed;
    private int told;

    MirrorPass(MirrorTarget target, WantedMirror wanted, MirrorState state) {
        this.server = target.server();
        this.name = target.name();
        this.wanted = wanted;
        this.sent = new TreeMap<>(state.versions());
        this.set = new ArrayList<>(state.aliases());
    }

    /** @return what MLflow has by now, also after a failure */
    MirrorState state(MirrorState before) {
        return before.with(sent, set);
    }

    /** @return how many things MLflow was told */
    int told() {
        return told;
    }

    void run() throws MirrorFailedException, InterruptedException {
        JsonNode model = claimed();
        for (MirroredVersion version : wanted.versions().values()) {
            Sent known = sent.get(version.number());
            if (known == null) {
                add(version);
            } else if (!known.digest().equals(version.digest()) && !update(version, known.version(), known.tags())) {
                add(version); // somebody deleted it there
            }
        }
        for (Integer gone : List.copyOf(sent.keySet())) {
            if (!wanted.versions().containsKey(gone)) {
                tag(sent.get(gone).version(), MirroredVersion.STATE, "deleted");
                sent.remove(gone);
            }
        }
        aliases(model);
    }

    /** @return MLflow's registered model, which is this model's and nobody else's */
    private JsonNode claimed() throws MirrorFailedException, InterruptedException {
        MlflowApi.Answer answer = server.ask("registered-models/get", Map.of("name", name));
        if (answer.missing()) {
            sent.clear();
            set.clear();
            ObjectNode body = Json.object()
                    .put("name", name)
                    .put("description", "A mirror by cd4ml; what is changed here is not read there.");
            body.putArray("tags").addObject().put("key", MODEL_TAG).put("value", wanted.id());
            answer = server.tell("POST", "registered-models/create", body);
            told++;
        }
        if (answer.error().equals("RESOURCE_ALREADY_EXISTS")) { // made by somebody else meanwhile
            answer = server.ask("registered-models/get", Map.of("name", name));
        }
        JsonNode model = answer.body().path("registered_model");
        String owner = tags(model).getOrDefault(MODEL_TAG, "");
        if (!owner.equals(wanted.id())) {
            throw new MirrorFailedException("MLflow at " + server.url() + " has a registered model " + name + " that "
                    + (owner.isEmpty() ? "this mirror did not make" : "mirrors another model")
                    + "; choose another prefix, or give it the tag " + MODEL_TAG + "=" + wanted.id()
                    + " to hand it over.");
        }
        return model;
    }

    private void add(MirroredVersion version) throws MirrorFailedException, InterruptedException {
        if (listed == null) {
            listed = listed();
        }
        String there = listed.get(version.identity());
        if (there == null || !update(version, there, List.of())) {
            ObjectNode body = Json.object()
                    .put("name", name)
                    .put("source", version.source())
                    .put("description", version.description());
            body.set("tags", version.tagList());
            String made = server.send("POST", "model-versions/create", body)
                    .at("/model_version/version")
                    .asText();
            told++;
            remember(version, made);
        }
    }

    private void remember(MirroredVersion version, String made) {
        sent.put(version.number(), new Sent(made, version.digest(), List.copyOf(version.said())));
    }

    /** @return the model's versions that MLflow has, by what they say they are */
    private Map<String, String> listed() throws MirrorFailedException, InterruptedException {
        Map<String, String> found = new HashMap<>();
        Map<String, String> query = new TreeMap<>(Map.of(
                "filter",
                "name='" + name + "'",
                "order_by",
                "version_number ASC",
                "max_results",
                Integer.toString(PAGE)));
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = server.get("model-versions/search", query);
            for (JsonNode version : answer.path("model_versions")) {
                found.putIfAbsent(
                        MirroredVersion.identity(tags(version)),
                        version.path("version").asText());
            }
            String token = answer.path("next_page_token").asText("");
            if (token.isEmpty()) {
                return found;
            }
            query.put("page_token", token);
        }
        throw new MirrorFailedException(
                "MLflow at " + server.url() + " lists the versions of " + name + " without end.");
    }

    /** @return whether MLflow still has that version */
    private boolean update(MirroredVersion version, String number, List<String> said)
            throws MirrorFailedException, InterruptedException {
        MlflowApi.Answer answer = server.ask("model-versions/get", Map.of("name", name, "version", number));
        if (answer.missing()) {
            return false;
        }
        if (!answer.error().isEmpty()) {
            throw new MirrorFailedException("MLflow at " + server.url() + " does not show version " + number + " of "
                    + name + ": " + MlflowApi.cut(answer.body().path("message").asText()) + ".");
        }
        JsonNode there = answer.body().path("model_version");
        SortedMap<String, String> tags = tags(there);
        if (!version.description().equals(there.path("description").asText(""))) {
            server.send("PATCH", "model-versions/update", ofVersion(number).put("description", version.description()));
            told++;
        }
        for (Map.Entry<String, String> tag : version.tags().entrySet()) {
            if (!tag.getValue().equals(tags.get(tag.getKey()))) {
                tag(number, tag.getKey(), tag.getValue());
            }
        }
        for (String old : new TreeSet<>(said)) {
            if (!version.tags().containsKey(old) && tags.containsKey(old)) {
                server.send(
                        "DELETE", "model-versions/delete-tag", ofVersion(number).put("key", old));
                told++;
            }
        }
        remember(version, number);
        return true;
    }

    private void tag(String number, String key, String value) throws MirrorFailedException, InterruptedException {
        MlflowApi.Answer answer = server.tell(
                "POST",
                "model-versions/set-tag",
                ofVersion(number).put("key", key).put("value", value));
        if (!answer.error().isEmpty() && !answer.missing()) {
            throw new MirrorFailedException(
                    "MLflow at " + server.url() + " does not take the tag " + key + " of version "
                            + number + " of " + name + ": "
                            + MlflowApi.cut(answer.body().path("message").asText()) + ".");
        }
        told++;
    }

    private ObjectNode ofVersion(String number) {
        return Json.object().put("name", name).put("version", number);
    }

    /** Also what somebody moved in MLflow by hand is put back. Aliases that the mirror did not set stay. */
    private void aliases(JsonNode model) throws MirrorFailedException, InterruptedException {
        Map<String, String> there = new HashMap<>();
        model.path("aliases")
                .forEach(a ->
                        there.put(a.path("alias").asText(), a.path("version").asText()));
        for (Map.Entry<String, Integer> alias : wanted.aliases().entrySet()) {
            String version = sent.get(alias.getValue()).version();
            if (!version.equals(there.get(alias.getKey()))) {
                point(alias.getKey(), alias.getValue());
            }
            if (!set.contains(alias.getKey())) {
                set.add(alias.getKey());
            }
        }
        for (String old : List.copyOf(set)) {
            if (!wanted.aliases().containsKey(old)) {
                if (there.containsKey(old)) {
                    server.send(
                            "DELETE",
                            "registered-models/alias",
                            Json.object().put("name", name).put("alias", old));
                    told++;
                }
                set.remove(old);
            }
        }
    }

    private void point(String alias, int number) throws MirrorFailedException, InterruptedException {
        ObjectNode body = Json.object()
                .put("name", name)
                .put("alias", alias)
                .put("version", sent.get(number).version());
        MlflowApi.Answer answer = server.tell("POST", "registered-models/alias", body);
        if (answer.missing()) { // somebody deleted the version there, and its alias with it
            sent.remove(number);
            add(wanted.versions().get(number));
            body.put("version", sent.get(number).version());
            server.send("POST", "registered-models/alias", body);
        } else if (!answer.error().isEmpty()) {
            throw new MirrorFailedException("MLflow at " + server.url() + " does not take the alias " + alias + " of "
                    + name + ": " + MlflowApi.cut(answer.body().path("message").asText()) + ".");
        }
        told++;
    }

    private static SortedMap<String, String> tags(JsonNode of) {
        SortedMap<String, String> tags = new TreeMap<>();
        of.path("tags")
                .forEach(t -> tags.put(t.path("key").asText(), t.path("value").asText()));
        return tags;
    }
}
