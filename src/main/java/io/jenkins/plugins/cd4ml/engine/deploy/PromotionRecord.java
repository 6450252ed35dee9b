package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.RolloutNotes;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.sign.model.ModelSignature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * {@code promote/promotion.json}: what was asked for, what was done in the cluster and how it ended; written however it
 * ends, together with the lineage of the run. Filled by one thread.
 */
final class PromotionRecord implements RolloutNotes {
    static final String FILE = "promote/promotion.json";
    /** A run may be promoted several times: each one's record, besides the last one's under {@link #FILE}. */
    static final String HISTORY = "promote/history/";

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Instant started = Instant.now();
    private final String kind;
    private final String who;
    private final Environment environment;
    private final ObjectNode json = Json.object();
    private final List<Lineage.Entity> used = new ArrayList<>();
    private final List<String> usedIds = new ArrayList<>();
    private ModelVersion version;
    /** Null until it is told. */
    private RunFolder live;

    /** @param kind promote or rollback. @param id null for a new one */
    PromotionRecord(String kind, String id, String model, Environment environment, String who, String why) {
        this.kind = kind;
        this.who = who;
        this.environment = environment;
        json.put("format", 1)
                .put("id", id != null ? id : id(started, UUID.randomUUID().toString()))
                .put("kind", kind)
                .put("model", model)
                .put("environment", environment.name())
                .put("namespace", environment.namespace())
                .put("who", who)
                .put("why", why)
                .put("started", started.toString());
    }

    /** @return the id of what began then; {@code unique} begins with at least 8 random characters */
    static String id(Instant time, String unique) {
        return ID.format(time) + "-" + unique.substring(0, 8);
    }

    String id() {
        return json.get("id").asText();
    }

    String kind() {
        return kind;
    }

    void server(String address) {
        json.put("server", address);
    }

    void version(ModelVersion chosen) {
        version = chosen;
        json.put("version", chosen.number()).put("modelDigest", chosen.digest());
    }

    void plan(PromotionPlan plan) {
        json.set("digests", Json.tree(plan.digests()));
        plan.digests().keySet().stream().filter(id -> !id.equals("smoke")).forEach(usedIds::add);
        for (String what : List.of("manifests", "promote")) {
            if (plan.digests().containsKey(what)) {
                entity(new Lineage.Entity(
                        what, "manifests", what, plan.digests().get(what), Map.of()));
            }
        }
    }

    /** Notes an entity that was used and that the run's record does not have yet. */
    void entity(Lineage.Entity entity) {
        used.add(entity);
        if (!usedIds.contains(entity.id())) {
            usedIds.add(entity.id());
        }
    }

    @Override
    public void object(ManifestObject object, String action) {
        json.withArray("objects")
                .addObject()
                .put("apiVersion", object.apiVersion())
                .put("kind", object.kind())
                .put("name", object.name())
                .put("action", action);
    }

    /** Notes an object of which nobody knows when it is done. */
    void unwatched(String object) {
        json.withArray("unwatched").add(object);
    }

    @Override
    public void left(String object) {
        json.withArray("left").add(object);
    }

    /** What the environment took the version for. */
    void signature(ModelSignature signature) {
        ArrayNode keys = json.putArray("signedBy");
        signature.signers().forEach(key -> keys.add(key.id()));
    }

    @Override
    public void put(String key, JsonNode value) {
        json.set(key, value);
        if (live != null && key.equals("canary")) {
            ObjectNode now = Json.object()
                    .put("id", id())
                    .put("model", json.get("model").asText())
                    .put("environment", environment.name());
            live.write(CanaryDecision.LIVE, now.set("canary", value));
        }
    }

    /** From now on the run's folder tells how far a canary is, while the promotion is under way. */
    void tell(RunFolder run) {
        live = run;
    }

    /** Writes the record and the run's lineage. @return what the verb came to */
    Outcome end(RunFolder run, boolean yes, String sentence) {
        json.put("ended", Instant.now().toString())
                .put("outcome", yes ? "yes" : "no")
                .put("sentence", sentence);
        run.write(FILE, json);
        run.write(HISTORY + id() + ".json", json);
        Lineage lineage = run.lineage();
        if (lineage.model.isEmpty()) {
            lineage.model = json.get("model").asText();
        }
        used.forEach(lineage::put);
        lineage.put(new Lineage.Entity(
                "environment:" + environment.name(),
                "environment",
                environment.name(),
                null,
                Map.of("namespace", environment.namespace())));
        usedIds.add("environment:" + environment.name());
        String deployment = "deployment:" + environment.name();
        if (yes && version != null) {
            Map<String, Object> attributes = new TreeMap<>(Map.of("namespace", environment.namespace()));
            attributes.put("version", version.number());
            attributes.put("objects", json.path("objects").size());
            lineage.put(new Lineage.Entity(deployment, "deployment", environment.name(), version.digest(), attributes));
        }
        Lineage.Agent agent = new Lineage.Agent("person:" + who, "person", who);
        lineage.put(agent);
        Map<String, Object> attributes = new TreeMap<>(Map.of("environment", environment.name(), "id", id()));
        attributes.put("why", json.path("why").asText(""));
        lineage.add(new Lineage.Activity(
                kind,
                kind,
                usedIds,
                yes && version != null ? List.of(deployment) : List.of(),
                List.of(agent.id()),
                started.toString(),
                json.get("ended").asText(),
                yes ? "yes" : "no",
                sentence,
                attributes));
        run.write(lineage);
        return new Outcome(yes, sentence, json);
    }
}
