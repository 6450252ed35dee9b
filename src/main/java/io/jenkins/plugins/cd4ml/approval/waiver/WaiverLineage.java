package io.jenkins.plugins.cd4ml.approval.waiver;

import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.util.List;
import java.util.Map;

/** Writes into the build's lineage who let a gate go, or took that back. */
final class WaiverLineage {
    private WaiverLineage() {}

    static void record(RunFolder record, String event, String who, GivenWaiver given) {
        Lineage lineage = record.lineage();
        lineage.put(new Lineage.Agent("person:" + who, "person", who));
        String now = java.time.Instant.now().toString();
        String gate = given.waiver().gate();
        String sentence = event.equals("waived")
                ? who + " waived '" + gate + "' until " + given.waiver().expires() + ": "
                        + given.waiver().reason()
                : who + " withdrew the waiver of '" + gate + "'.";
        List<String> used = lineage.entity("gates") == null ? List.of() : List.of("gates");
        lineage.add(new Lineage.Activity(
                "waive",
                "waive",
                used,
                List.of(),
                List.of("person:" + who),
                now,
                now,
                "yes",
                sentence,
                Map.of("gate", gate)));
        record.write(lineage);
    }
}
