package io.jenkins.plugins.cd4ml.approval.request;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an approval into the build's lineage: who approved what, when. */
public final class ApprovalLineage {
    private ApprovalLineage() {}

    public static void record(Run<?, ?> run, ApprovalRequest request) {
        RunFolder folder = BuildRecord.of(run);
        Lineage lineage = folder.lineage();
        String id = "approval:" + request.environment;
        if (lineage.entities.stream()
                .anyMatch(e -> request.id.equals(e.attributes().get("request")))) {
            return; // recorded before a restart
        }
        List<ApprovalRequest.Decision> decisions = request.decisions;
        decisions.forEach(d -> lineage.put(new Lineage.Agent("person:" + d.userId(), "person", d.userId())));
        lineage.put(new Lineage.Entity(
                id,
                "approval",
                "approval for " + request.environment,
                null,
                Map.of("request", request.id, "needed", request.needed, "by", request.approvedBy())));
        List<String> used = request.digests.keySet().stream()
                .filter(e -> lineage.entity(e) != null)
                .toList();
        lineage.add(new Lineage.Activity(
                "approve",
                "approve",
                used,
                List.of(id),
                decisions.stream().map(d -> "person:" + d.userId()).distinct().toList(),
                request.created,
                decisions.isEmpty()
                        ? request.created
                        : decisions.get(decisions.size() - 1).when(),
                "yes",
                request.outcome,
                attributes(request)));
        folder.write(lineage);
    }

    /** What statements tell of it: each answer, and the policy that it was given under. */
    private static Map<String, Object> attributes(ApprovalRequest request) {
        Map<String, Object> attributes = new TreeMap<>(Map.of("environment", request.environment));
        if (request.bound.get("policy") != null) {
            attributes.put("policy", request.bound.get("policy"));
        }
        List<Map<String, Object>> answers = new ArrayList<>();
        for (ApprovalRequest.Decision decision : request.decisions) {
            Map<String, Object> answer = new TreeMap<>();
            answer.put("person", decision.userId());
            answer.put("decision", decision.approved() ? "approved" : "rejected");
            answer.put("time", decision.when());
            answer.put("reason", decision.reason() == null ? "" : decision.reason());
            answer.put("channel", String.valueOf(decision.channel()));
            answers.add(answer);
        }
        attributes.put("decisions", answers);
        return attributes;
    }
}
