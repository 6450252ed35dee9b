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
    /** @param described nodes that have a line already */
    static EntityRow of(Lineage.Entity e, LineageGraph graph, Set<Integer> described) {
        int node = graph.entity(e.id());
        return new EntityRow(
                node >= 0 && described.add(node) ? LineageSvg.anchor(node) : null, e.name(), e.kind(), e.digest());
    }
}
