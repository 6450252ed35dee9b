package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import io.jenkins.plugins.cd4ml.pages.lineage.BesideBuild;
import io.jenkins.plugins.cd4ml.pages.lineage.RecordRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A build's record as {@code cd4ml/api/json} shows it. The names stay. */
@ExportedBean
public final class RecordBean {
    private static final List<String> GATE =
            List.of("name", "metric", "slice", "verdict", "observed", "bound", "baseline", "low", "high", "reason");
    private static final List<String> METRIC = List.of("name", "slice", "value", "champion", "rows");

    private final Lineage lineage;
    private final PageDocuments documents;
    private final BesideBuild beside;

    RecordBean(Lineage lineage, PageDocuments documents, BesideBuild beside) {
        this.beside = beside;
        this.lineage = lineage;
        this.documents = documents;
    }

    @Exported
    public String getModel() {
        return lineage.model;
    }

    @Exported
    public String getDigest() {
        return lineage.digest("model");
    }

    @Exported
    public String getVerdict() {
        return documents.readOrEmpty(RunFolder.GATES).path("verdict").asText(null);
    }

    @Exported(visibility = 2)
    public List<Map<String, Object>> getGates() {
        return these(documents.readOrEmpty(RunFolder.GATES).path("items"), GATE);
    }

    @Exported(visibility = 2)
    public List<Map<String, Object>> getMetrics() {
        return these(documents.readOrEmpty(RunFolder.EVALUATION).path("metrics"), METRIC);
    }

    /** @return builds that made what this one used */
    @Exported(visibility = 2)
    public List<RecordRow> getUpstream() {
        return beside.getUpstream();
    }

    /** @return builds and versions that did something with what this one made */
    @Exported(visibility = 2)
    public List<RecordRow> getDownstream() {
        return beside.getDownstream();
    }

    /** @return the given keys of each node, numbers as numbers */
    private static List<Map<String, Object>> these(JsonNode nodes, List<String> keys) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (JsonNode node : nodes) {
            Map<String, Object> one = new LinkedHashMap<>();
            keys.stream()
                    .filter(node::hasNonNull)
                    .forEach(key -> one.put(key, Json.MAPPER.convertValue(node.get(key), Object.class)));
            all.add(one);
        }
        return all;
    }
}
