package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import io.jenkins.plugins.cd4ml.engine.report.RangePlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gate's line.
 *
 * @param depth    0, or how many groups it is a member of
 * @param verdict  as it was recorded
 * @param interval of what is bounded, in words; empty without
 * @param plot     its numbers on one axis, an SVG element with its texts escaped; empty where there is nothing to draw
 */
public record GateRow(
        int depth,
        String name,
        String verdict,
        boolean informational,
        String observed,
        String bound,
        String champion,
        String interval,
        String reason,
        String waivedBy,
        String plot) {
    /** As many as the lineage page's other tables have. */
    private static final int MOST = LineageGraph.MOST_NODES;

    private static final int DEEPEST = 8;

    /** @return a line for each gate, the members of a group below it */
    static List<GateRow> of(JsonNode gates, JsonNode evaluation) {
        Map<String, JsonNode> champions = new HashMap<>();
        evaluation.path("metrics").forEach(m -> champions.put(at(m, "name"), m.path("champion")));
        List<GateRow> rows = new ArrayList<>();
        add(rows, gates.path("items"), champions, 0);
        return rows;
    }

    private static String at(JsonNode node, String key) {
        return node.path(key).asText() + "\n" + node.path("slice").asText("");
    }

    private static void add(List<GateRow> rows, JsonNode items, Map<String, JsonNode> champions, int depth) {
        for (JsonNode item : items) {
            if (rows.size() == MOST) {
                return;
            }
            rows.add(row(item, champions.getOrDefault(at(item, "metric"), Json.MAPPER.nullNode()), depth));
            if (depth < DEEPEST) {
                add(rows, item.path("members"), champions, depth + 1);
            }
        }
    }

    private static GateRow row(JsonNode item, JsonNode measured, int depth) {
        JsonNode champion = item.hasNonNull("baseline") ? item.path("baseline") : measured;
        String observed = Numbers.text(item.path("observed"), item.path("bound"), item.path("baseline"));
        String bound = Numbers.text(item.path("bound"), item.path("observed"));
        String was = Numbers.text(champion, item.path("observed"));
        String interval = item.path("low").isNumber() && item.path("high").isNumber()
                ? Numbers.text(item.path("low")) + " … " + Numbers.text(item.path("high"))
                : "";
        return new GateRow(
                depth,
                item.path("name").asText(),
                item.path("verdict").asText(),
                item.path("informational").asBoolean(),
                observed,
                bound,
                was,
                interval,
                item.path("reason").asText(),
                item.at("/waiver/by").asText(),
                RangePlot.of(item, measured)
                        .svg(Messages.GateRow_numbers(shown(observed), shown(interval), shown(bound), shown(was))));
    }

    private static String shown(String number) {
        return number.isEmpty() ? "–" : number;
    }

    /** @return whether it did not pass, so that its reason is worth the room */
    public boolean isRemarkable() {
        return !Verdict.PASSED.name().equals(verdict);
    }

    /** @return the worse the larger; what is unknown is worst */
    int badness() {
        for (Verdict known : Verdict.values()) {
            if (known.name().equals(verdict)) {
                return informational ? 0 : known.ordinal();
            }
        }
        return Verdict.values().length;
    }

    /** @return how far it is indented */
    public String indent() {
        return "cd4ml-depth-" + Math.min(depth, 3);
    }
}
