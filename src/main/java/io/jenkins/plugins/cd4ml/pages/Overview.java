package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.Util;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a build's page shows of its model: as much as fits a glance, the worst first. One request's. */
public final class Overview {
    /** Gates shown; the others are behind a link. */
    private static final int GATES = 8;

    private static final int METRICS = 6;

    private final PageDocuments documents;
    private final List<GateRow> gates;

    Overview(PageDocuments documents) {
        this.documents = documents;
        this.gates = GateRow.of(documents.readOrEmpty(RunFolder.GATES), documents.readOrEmpty(RunFolder.EVALUATION));
    }

    /** @return the gates that did not pass before those that did, in the record's order otherwise */
    public List<GateRow> getGates() {
        return gates.stream()
                .filter(g -> g.depth() == 0)
                .sorted(Comparator.comparingInt(GateRow::badness).reversed())
                .limit(GATES)
                .toList();
    }

    /** @return how many gates are not shown */
    public long getMoreGates() {
        return Math.max(0, gates.stream().filter(g -> g.depth() == 0).count() - GATES);
    }

    /** @return "7 of 8 gates passed"; informational ones do not count */
    public String getCount() {
        List<GateRow> counted =
                gates.stream().filter(g -> g.depth() == 0 && !g.informational()).toList();
        long passed = counted.stream().filter(g -> !g.isRemarkable()).count();
        return counted.isEmpty() ? "" : Messages.Overview_count(passed, counted.size());
    }

    /** @return whether the page of the evaluation has something to show */
    public boolean isEvaluated() {
        return documents.has(RunFolder.EVALUATION);
    }

    /** @return the first metrics of the whole holdout, where no gate shows any */
    public List<MetricRow> getMetrics() {
        return StreamSupport.stream(
                        documents
                                .readOrEmpty(RunFolder.EVALUATION)
                                .path("metrics")
                                .spliterator(),
                        false)
                .filter(m -> !m.hasNonNull("slice"))
                .limit(METRICS)
                .map(MetricRow::of)
                .toList();
    }

    /** @return what the model was compared with, as a sentence; empty where with nothing */
    public String getChampion() {
        JsonNode champion = documents.readOrEmpty(RunFolder.EVALUATION).path("champion");
        if (!champion.isObject()) {
            return "";
        }
        int version = champion.path("version").asInt();
        String run = champion.path("run").asText("");
        if (version <= 0 && run.isEmpty()) {
            return Messages.Overview_noChampion(champion.path("reason").asText());
        }
        return version > 0
                ? Messages.Overview_champion(version, champion.path("against").asText())
                : Messages.Overview_earlier(run);
    }

    /** @return what the evaluation warns of: rows of the training data in the holdout, and the like */
    public List<String> getFindings() {
        return StreamSupport.stream(
                        documents
                                .readOrEmpty(RunFolder.EVALUATION)
                                .at("/leakage/findings")
                                .spliterator(),
                        false)
                .limit(3)
                .map(JsonNode::asText)
                .toList();
    }

    /** @return how long the training took, empty where none is recorded */
    public String getTrained() {
        JsonNode seconds = documents.readOrEmpty(RunFolder.TRAINING).path("seconds");
        return seconds.isNumber() ? Util.getTimeSpanString((long) (1000 * Math.min(seconds.doubleValue(), 1e9))) : "";
    }

    /** @return the first digits of a digest, for people to compare at a glance */
    public static String shortened(String digest) {
        return digest == null ? "" : LineageGraph.shortened(digest);
    }
}
