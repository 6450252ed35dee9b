package io.jenkins.plugins.cd4ml.pages;

import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import java.util.Set;

/**
 * A line of what it was done with.
 *
 * @param anchor id of the line, which the graph's node links to; null without a node, and for a second entity of the
 *     same bytes
 */
public record EntityRow(String anchor, String name, String kind, String digest) {
    private static final Set<String> FOLLOWED = Set.of("dataset", "features", "model", "trial", "deployment");

    /** @return whether other builds are asked for the same bytes */
    public boolean isFollowed() {
        return FOLLOWED.contains(kind) && digest != null && digest.matches("[a-z0-9-]{1,20}:[A-Za-z0-9._-]{6,160}");
    }

    /** @param described nodes that have a line already */
    static EntityRow of(Lineage.Entity e, LineageGraph graph, Set<Integer> described) {
        int node = graph.entity(e.id());
        return new EntityRow(
                node >= 0 && described.add(node) ? LineageSvg.anchor(node) : null, e.name(), e.kind(), e.digest());
    }
}
