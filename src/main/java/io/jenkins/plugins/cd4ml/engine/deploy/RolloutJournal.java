package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.RolloutState;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rollout is about to change and what was there before, on disk before the first change and gone when the rollout
 * counts or was put back. One that is found is the trace of a rollout that was killed: its half-new state is not what was
 * there before. For one promotion, which has occupied its environment.
 */
final class RolloutJournal implements RolloutState {
    private final Path file;

    /** @param file of the model's environment in the registry */
    RolloutJournal(Path file) {
        this.file = file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Removes the trace of a rollout that counted, but was killed before it could remove it itself. */
    RolloutJournal settle(Alias alias) {
        if (exists() && alias.current().map(now -> now.id().equals(id())).orElse(false)) {
            remove();
        }
        return this;
    }

    /** @return the id of the promotion that was interrupted */
    String id() {
        return read().path("id").asText();
    }

    /** @throws InputException when the interrupted rollout was in another cluster or namespace */
    void checkPlace(ClusterClient cluster) {
        JsonNode json = read();
        Place place = Place.of(cluster);
        if (!place.of(json)) {
            Place then = new Place(
                    json.path("server").asText(), json.path("namespace").asText());
            throw new InputException("The promotion " + id() + " was interrupted in " + then.shown()
                    + ", and this environment now is " + place.shown()
                    + "; put that namespace right by hand and remove "
                    + file + ".");
        }
    }

    /** @return whether it was about to apply exactly these objects */
    boolean sameObjects(List<ManifestObject> objects) {
        JsonNode changes = read().path("changes");
        if (changes.size() != objects.size()) {
            return false;
        }
        for (int i = 0; i < objects.size(); i++) {
            if (!changes.get(i).path("object").equals(objects.get(i).json())) {
                return false;
            }
        }
        return true;
    }

    /** @return the key of what deploys in the interrupted rollout */
    String deployer() {
        return read().path("deployer").asText("manifests");
    }

    void write(String id, String deployer, ClusterClient cluster, List<Snapshot.Change> changes) {
        ObjectNode steps = steps();
        ObjectNode json = Json.object().put("format", 1).put("id", id).put("deployer", deployer);
        Place.of(cluster).write(json);
        ArrayNode array = json.putArray("changes");
        for (Snapshot.Change change : changes) {
            ObjectNode item = array.addObject();
            item.put("place", change.object().place());
            item.set("object", change.object().json());
            item.set("before", change.before());
            item.put("takenOver", change.takenOver());
        }
        json.set("steps", steps);
        Json.write(file, json);
    }

    @Override
    public ObjectNode steps() {
        return exists() && read().get("steps") instanceof ObjectNode steps ? steps : Json.object();
    }

    @Override
    public void keep(ObjectNode steps) {
        ObjectNode json = (ObjectNode) read();
        json.set("steps", steps);
        Json.write(file, json);
    }

    @Override
    public Optional<JsonNode> decision() {
        return Files.exists(decisionFile()) ? Optional.of(Json.read(decisionFile())) : Optional.empty();
    }

    /**
     * @param word  go-on, again or abort
     * @param since when the wait began that is meant; null for the one that there is
     * @throws InputException when nothing waits for a decision
     */
    void decide(String word, String since, String who, String why) {
        JsonNode hold = steps().path("hold");
        if (!hold.has("since")
                || since != null && !since.equals(hold.get("since").asText())) {
            throw new InputException("No canary waits for a decision there.");
        }
        Json.write(
                decisionFile(),
                Json.object()
                        .put("word", word)
                        .put("hold", hold.get("since").asText())
                        .put("who", who)
                        .put("why", why)
                        .put("when", Instant.now().toString()));
    }

    private Path decisionFile() {
        return file.resolveSibling("rollout-decision.json");
    }

    List<Snapshot.Change> changes() {
        List<Snapshot.Change> changes = new ArrayList<>();
        for (JsonNode item : read().path("changes")) {
            ManifestObject object = new ManifestObject(item.path("place").asText(), (ObjectNode) item.get("object"));
            ObjectNode before = item.path("before") instanceof ObjectNode there ? there : null;
            changes.add(
                    new Snapshot.Change(object, before, item.path("takenOver").asBoolean()));
        }
        return changes;
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(decisionFile());
        } catch (IOException e) {
            throw new InputException(file + " cannot be removed: " + FileErrors.reason(e) + ".", e);
        }
    }

    private JsonNode read() {
        return Json.read(file);
    }
}
