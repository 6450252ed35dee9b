package io.jenkins.plugins.cd4ml.engine.lineage;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where a model came from: entities (things with digests), activities (what was done) and agents (who did it), joined
 * by relations in the sense of <a href="https://www.w3.org/TR/prov-dm/">W3C PROV</a>. One record per run or build,
 * stored as {@code lineage.json}. Not thread-safe. Steps of parallel branches may each read the record, add to it and write it: a
 * record that was read from a run's folder remembers what it was, and only what was added or changed since is written.
 */
public final class Lineage {
    /** The version of the record's format. */
    public static final int FORMAT = 1;

    public int format = FORMAT;
    /** The run's or the build's name, such as {@code churn #12}. */
    public String run = "";

    public String model = "";
    public List<Entity> entities = new ArrayList<>();
    public List<Activity> activities = new ArrayList<>();
    public List<Agent> agents = new ArrayList<>();

    /** The record as it was read; null for a new one. */
    private transient Lineage base;

    /**
     * A thing: its {@code id} is unique in the record ({@code dataset:train}, {@code model}, {@code gates}).
     *
     * @param kind       dataset, contract, code, parameters, model, trial, report, deployment, environment
     * @param digest     {@code sha256:…} of its bytes, or null where it has none
     * @param attributes scalars that describe it: path, rows, size, commit, …
     */
    public record Entity(String id, String kind, String name, String digest, Map<String, Object> attributes) {
        public Entity {
            attributes = attributes == null ? Map.of() : new TreeMap<>(attributes);
        }
    }

    /**
     * Something that was done.
     *
     * @param kind    validate, train, choose, evaluate, gate, waive, approve, promote, rollback, features
     * @param used    ids of the entities it read (PROV {@code used})
     * @param made    ids of the entities it wrote (PROV {@code wasGeneratedBy}, reversed)
     * @param by      ids of the agents responsible (PROV {@code wasAssociatedWith})
     * @param started ISO-8601 instant; {@code ended} likewise
     * @param outcome yes, no or failed
     */
    public record Activity(
            String id,
            String kind,
            List<String> used,
            List<String> made,
            List<String> by,
            String started,
            String ended,
            String outcome,
            String sentence,
            Map<String, Object> attributes) {
        public Activity {
            used = known(used);
            made = known(made);
            by = known(by);
            started = started == null ? "" : started;
            ended = ended == null ? "" : ended;
            outcome = outcome == null ? "" : outcome;
            sentence = sentence == null ? "" : sentence;
            attributes = attributes == null ? Map.of() : new TreeMap<>(attributes);
        }
    }

    /** A list of ids as it is read may be missing or have holes. */
    private static List<String> known(List<String> ids) {
        return ids == null ? List.of() : ids.stream().filter(Objects::nonNull).toList();
    }

    /** A person, a build or a program. @param kind person, build or software */
    public record Agent(String id, String kind, String name) {}

    /** Adds the entity, or replaces the one of the same id: the record shows the state after the last activity. */
    public Entity put(Entity entity) {
        entities.removeIf(e -> e.id().equals(entity.id()));
        entities.add(entity);
        return entity;
    }

    public void put(Agent agent) {
        agents.removeIf(a -> a.id().equals(agent.id()));
        agents.add(agent);
    }

    /** Adds the activity; a second one of the same kind gets the id {@code kind-2}, so that nothing recorded is lost. */
    public void add(Activity activity) {
        long before = activities.stream()
                .filter(a -> a.kind().equals(activity.kind()))
                .count();
        String id = before == 0 ? activity.kind() : activity.kind() + "-" + (before + 1);
        activities.add(new Activity(
                id,
                activity.kind(),
                activity.used(),
                activity.made(),
                activity.by(),
                activity.started(),
                activity.ended(),
                activity.outcome(),
                activity.sentence(),
                activity.attributes()));
    }

    /** @return the entity of that id, or null */
    public Entity entity(String id) {
        return entities.stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
    }

    /** @return the names of the project's datasets in the record, in its order: those that documents may be named after */
    public List<String> datasets() {
        return entities.stream()
                .filter(e -> ("dataset:" + e.name()).equals(e.id()) && RunFolder.plainName(e.name()))
                .map(Entity::name)
                .toList();
    }

    /** @return the digest of that entity, or null when there is no such entity or it has none */
    public String digest(String id) {
        Entity entity = entity(id);
        return entity == null ? null : entity.digest();
    }

    /** @return the newest activity of that kind, or null */
    public Activity last(String kind) {
        Activity found = null;
        for (Activity activity : activities) {
            found = activity.kind().equals(kind) ? activity : found;
        }
        return found;
    }

    /** @return digests by entity id, in the record's order */
    public Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        entities.stream().filter(e -> e.digest() != null).forEach(e -> digests.put(e.id(), e.digest()));
        return digests;
    }

    /**
     * @param what names the document in the message
     * @return this record
     * @throws InputException when what every reader relies on is missing: a record comes from an agent
     */
    public Lineage checked(String what) {
        run = run == null ? "" : run;
        model = model == null ? "" : model;
        if (entities == null || activities == null || agents == null) {
            throw new InputException(what + " must have the lists 'entities', 'activities' and 'agents'.");
        }
        for (int i = 0; i < entities.size(); i++) {
            Entity e = entities.get(i);
            check(what, "entities", i, e != null && e.id() != null && e.kind() != null && e.name() != null);
        }
        for (int i = 0; i < activities.size(); i++) {
            Activity a = activities.get(i);
            check(what, "activities", i, a != null && a.id() != null && a.kind() != null);
        }
        for (int i = 0; i < agents.size(); i++) {
            Agent a = agents.get(i);
            check(what, "agents", i, a != null && a.id() != null && a.kind() != null);
        }
        return this;
    }

    private static void check(String what, String list, int index, boolean whole) {
        if (!whole) {
            throw new InputException(what + " is no record: " + list + "[" + index
                    + "] lacks its id, kind or name. Run the step again that wrote it.");
        }
    }

    /** Remembers what it is now as what is on the disk. */
    Lineage remember() {
        base = new Lineage();
        base.run = run;
        base.model = model;
        base.entities.addAll(entities);
        base.activities.addAll(activities);
        base.agents.addAll(agents);
        return this;
    }

    /**
     * @param current the record as it is on the disk now
     * @return {@code current} with what was added here since it was read; this one where it was never read
     */
    Lineage onto(Lineage current) {
        if (base == null) {
            return this;
        }
        current.run = Objects.equals(run, base.run) ? current.run : run;
        current.model = Objects.equals(model, base.model) ? current.model : model;
        entities.stream().filter(e -> !base.entities.contains(e)).forEach(current::put);
        agents.stream().filter(a -> !base.agents.contains(a)).forEach(current::put);
        activities
                .subList(Math.min(base.activities.size(), activities.size()), activities.size())
                .forEach(current::add);
        return current;
    }

    /** Becomes what was written. */
    void become(Lineage written) {
        if (written != this) {
            run = written.run;
            model = written.model;
            entities = new ArrayList<>(written.entities);
            activities = new ArrayList<>(written.activities);
            agents = new ArrayList<>(written.agents);
        }
        remember();
    }
}
