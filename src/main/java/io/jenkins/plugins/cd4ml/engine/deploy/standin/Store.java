package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The objects, their versions and the events that watchers see. Thread-safe; what it hands out are copies. */
final class Store {
    /** @param type ADDED, MODIFIED or DELETED; {@code version} of the object, growing */
    record Event(long version, String key, String type, ObjectNode object) {}

    private final SortedMap<String, ObjectNode> objects = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private long version = 1;

    static String key(Kinds.Kind kind, String namespace, String name) {
        return folder(kind, namespace) + name;
    }

    /** @param namespace null for all */
    static String folder(Kinds.Kind kind, String namespace) {
        return kind.group() + "/" + kind.plural() + "/" + (namespace == null ? "" : namespace + "/");
    }

    synchronized Optional<ObjectNode> get(String key) {
        return Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy);
    }

    synchronized List<ObjectNode> list(String folder) {
        return objects.tailMap(folder).entrySet().stream()
                .takeWhile(e -> e.getKey().startsWith(folder))
                .map(e -> e.getValue().deepCopy())
                .toList();
    }

    synchronized long version() {
        return version;
    }

    /**
     * Stores the object, with uid, generation and version as the API server sets them.
     *
     * @return what is stored then; unchanged when only the time of a field manager differs
     */
    synchronized ObjectNode put(String key, ObjectNode object) {
        ObjectNode now = objects.get(key);
        ObjectNode next = object.deepCopy();
        ObjectNode metadata = (ObjectNode) next.get("metadata");
        if (now == null) {
            metadata.put("uid", UUID.randomUUID().toString()).put("generation", 1L);
            metadata.put(
                    "creationTimestamp",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        } else {
            metadata.set("uid", now.at("/metadata/uid"));
            metadata.set("creationTimestamp", now.at("/metadata/creationTimestamp"));
            metadata.set("resourceVersion", now.at("/metadata/resourceVersion"));
            long generation = now.at("/metadata/generation").asLong();
            metadata.put("generation", next.path("spec").equals(now.path("spec")) ? generation : generation + 1);
            if (withoutTimes(next).equals(withoutTimes(now))) {
                return now.deepCopy();
            }
        }
        metadata.put("resourceVersion", Long.toString(++version));
        objects.put(key, next);
        event(key, now == null ? "ADDED" : "MODIFIED", next);
        return next.deepCopy();
    }

    synchronized Optional<ObjectNode> delete(String key) {
        ObjectNode gone = objects.remove(key);
        if (gone != null) {
            version++;
            event(key, "DELETED", gone);
        }
        return Optional.ofNullable(gone);
    }

    /** Waits for events after {@code since} whose key begins with {@code folder}. @return maybe none, after a while */
    synchronized List<Event> after(long since, String folder, long millis) throws InterruptedException {
        if (version <= since) {
            wait(millis);
        }
        return events.stream()
                .filter(e -> e.version() > since && e.key().startsWith(folder))
                .toList();
    }

    private void event(String key, String type, ObjectNode object) {
        events.add(new Event(version, key, type, object.deepCopy()));
        notifyAll();
    }

    private static ObjectNode withoutTimes(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.at("/metadata/managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return copy;
    }
}
