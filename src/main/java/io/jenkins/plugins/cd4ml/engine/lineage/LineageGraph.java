package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is drawn of a lineage record: its entities and activities as nodes, what was used and made as edges in the
 * direction of time. Entities of the same kind, name and digest are one node: they are the same bytes. A record that is
 * too large to be drawn has no nodes and {@link #tooLarge()} says so; this is known before anything is laid out.
 * Immutable.
 */
public final class LineageGraph {
    /**
     * A box.
     *
     * @param id     the entity's or activity's; of several that are one node the first's
     * @param kind   its kind
     * @param label  its name; {@code detail} what stands below it, may be empty
     * @param title  what a pointer shows
     */
    public record Node(String id, String kind, boolean activity, String label, String detail, String title) {}

    /** An arrow between two nodes, given by their indexes. */
    public record Edge(int from, int to) {}

    /** Up to so many nodes and edges are drawn. */
    public static final int MOST_NODES = 2_000;

    public static final int MOST_EDGES = 8_000;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, Integer> entities = new HashMap<>();
    private final Map<String, Integer> activities = new HashMap<>();
    private String tooLarge;

    /** @param lineage a record, possibly hostile */
    public LineageGraph(Lineage lineage) {
        long ends = lineage.activities.stream()
                .mapToLong(a -> a.used().size() + a.made().size())
                .sum();
        long boxes = (long) lineage.entities.size() + lineage.activities.size();
        if (boxes > MOST_NODES || ends > MOST_EDGES) {
            tooLarge = "This record has " + boxes + " nodes and " + ends + " edges; a graph is drawn of up to "
                    + MOST_NODES + " nodes and " + MOST_EDGES + " edges.";
            return;
        }
        lineage.activities.forEach(this::activity);
        Map<List<String>, Integer> same = new HashMap<>();
        lineage.entities.forEach(e -> entity(e, same));
        Set<Edge> known = new HashSet<>();
        for (Lineage.Activity a : lineage.activities) {
            int activity = activities.get(a.id());
            Set<Integer> used = new HashSet<>();
            a.used().forEach(id -> edge(entities.get(id), activity, known, used));
            for (String id : a.made()) {
                Integer made = entities.get(id);
                if (made != null && !used.contains(made)) { // a model that was read and registered again is no cycle
                    edge(activity, made, known, new HashSet<>());
                }
            }
        }
    }

    private void activity(Lineage.Activity a) {
        String outcome = "yes".equals(a.outcome()) ? "" : a.outcome();
        activities.putIfAbsent(a.id(), nodes.size());
        nodes.add(new Node(a.id(), a.kind(), true, a.id(), outcome, a.sentence()));
    }

    private void entity(Lineage.Entity e, Map<List<String>, Integer> same) {
        if (e.digest() != null) {
            Integer twin = same.putIfAbsent(List.of(e.kind(), e.name(), e.digest()), nodes.size());
            if (twin != null) {
                entities.put(e.id(), twin);
                return;
            }
        }
        entities.put(e.id(), nodes.size());
        String detail = e.digest() == null ? e.kind() : e.kind() + " " + shortened(e.digest());
        String title = e.name() + (e.digest() == null ? "" : " " + e.digest()) + " " + e.attributes();
        nodes.add(new Node(e.id(), e.kind(), false, e.name(), detail, title));
    }

    private void edge(Integer from, Integer to, Set<Edge> known, Set<Integer> used) {
        if (from != null && to != null) {
            used.add(from);
            Edge edge = new Edge(from, to);
            if (known.add(edge)) {
                edges.add(edge);
            }
        }
    }

    /** @return the first eight hex digits of a digest or commit, without the prefix that says which it is */
    public static String shortened(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.length() > 8 ? hex.substring(0, 8) : hex;
    }

    /** @return nodes on a way from a dataset to a deployment: what an environment got of the data */
    public BitSet way() {
        BitSet way = reach("dataset", true);
        way.and(reach("deployment", false));
        return way;
    }

    private BitSet reach(String kind, boolean forward) {
        Map<Integer, List<Integer>> next = new HashMap<>();
        for (Edge edge : edges) {
            next.computeIfAbsent(forward ? edge.from() : edge.to(), k -> new ArrayList<>())
                    .add(forward ? edge.to() : edge.from());
        }
        BitSet reached = new BitSet(nodes.size());
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).activity() && nodes.get(i).kind().equals(kind)) {
                reached.set(i);
                open.add(i);
            }
        }
        while (!open.isEmpty()) {
            for (int to : next.getOrDefault(open.remove(), List.of())) {
                if (!reached.get(to)) {
                    reached.set(to);
                    open.add(to);
                }
            }
        }
        return reached;
    }

    /** @return why there is no graph, as one sentence; null where there is one */
    public String tooLarge() {
        return tooLarge;
    }

    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public List<Edge> edges() {
        return Collections.unmodifiableList(edges);
    }

    /** @return the index of an entity's node, or -1 where the graph has none */
    public int entity(String id) {
        return entities.getOrDefault(id, -1);
    }

    /** @return the index of an activity's node, or -1 where the graph has none */
    public int activity(String id) {
        return activities.getOrDefault(id, -1);
    }
}
