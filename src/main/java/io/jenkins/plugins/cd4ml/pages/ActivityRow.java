package io.jenkins.plugins.cd4ml.pages;

import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import java.util.List;

/**
 * A line of what was done.
 *
 * @param anchor  id of the line, which the graph's node links to; null without a node
 * @param outcome what became of it, in the reader's language
 * @param by      ids of who did it
 * @param ended   when it ended, as it was recorded
 */
public record ActivityRow(String anchor, String name, String outcome, String sentence, List<String> by, String ended) {
    static ActivityRow of(Lineage.Activity a, LineageGraph graph) {
        int node = graph.activity(a.id());
        return new ActivityRow(
                node < 0 ? null : LineageSvg.anchor(node),
                a.id(),
                outcome(a.outcome()),
                a.sentence(),
                a.by(),
                a.ended());
    }

    private static String outcome(String recorded) {
        return switch (recorded) {
            case "yes" -> Messages.ActivityRow_yes();
            case "no" -> Messages.ActivityRow_no();
            case "failed" -> Messages.ActivityRow_failed();
            default -> recorded;
        };
    }
}
