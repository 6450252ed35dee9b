package io.jenkins.plugins.cd4ml.pages;

import hudson.Util;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import io.jenkins.plugins.cd4ml.engine.report.Times;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * A line of what was done.
 *
 * @param anchor  id of the line, which the graph's node links to; null without a node
 * @param outcome what became of it, in the reader's language
 * @param by      ids of who did it
 * @param ended   how long ago it ended
 * @param exactly when it ended, in the controller's time zone
 */
public record ActivityRow(
        String anchor, String name, String outcome, String sentence, List<String> by, String ended, String exactly) {
    static ActivityRow of(Lineage.Activity a, LineageGraph graph) {
        int node = graph.activity(a.id());
        return new ActivityRow(
                node < 0 ? null : LineageSvg.anchor(node),
                a.id(),
                outcome(a.outcome()),
                a.sentence(),
                a.by(),
                ago(a.ended()),
                Times.text(a.ended(), zone()));
    }

    private static String outcome(String recorded) {
        return switch (recorded) {
            case "yes" -> Messages.ActivityRow_yes();
            case "no" -> Messages.ActivityRow_no();
            case "failed" -> Messages.ActivityRow_failed();
            default -> recorded;
        };
    }

    private static String ago(String recorded) {
        Instant instant = Times.instant(recorded);
        if (instant == null) {
            return recorded;
        }
        long seconds = Instant.now().getEpochSecond() - instant.getEpochSecond();
        return seconds < 0 || seconds > Integer.MAX_VALUE
                ? Times.text(recorded, zone())
                : Messages.ActivityRow_ago(Util.getTimeSpanString(seconds * 1000));
    }

    private static ZoneId zone() {
        return ZoneId.systemDefault(); // the reader's own zone is not open to plugins
    }
}
