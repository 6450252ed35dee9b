package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** <a href="https://www.w3.org/submissions/prov-json/">PROV-JSON</a>: the lineage as it is, in W3C PROV's terms. */
final class ProvDocument implements ExportFormat {
    @Override
    public String name() {
        return "prov";
    }

    @Override
    public String title() {
        return "W3C PROV-JSON";
    }

    @Override
    public String file() {
        return "prov.json";
    }

    @Override
    public String render(RunRecord record) {
        Lineage lineage = record.lineage();
        ObjectNode json = Json.object();
        json.putObject("prefix").put("cd4ml", RunRecord.TERMS + "#").put("run", "urn:uuid:" + record.uuid("") + ":");
        ObjectNode entities = json.putObject("entity");
        for (Lineage.Entity entity : lineage.entities) {
            ObjectNode node = entities.putObject(id(entity.id()));
            put(node, "prov:label", entity.name());
            put(node, "cd4ml:kind", entity.kind());
            put(node, "cd4ml:digest", entity.digest());
            entity.attributes().forEach((key, value) -> put(node, "cd4ml:" + encoded(key), value));
        }
        ObjectNode activities = json.putObject("activity");
        ObjectNode used = json.putObject("used");
        ObjectNode made = json.putObject("wasGeneratedBy");
        ObjectNode by = json.putObject("wasAssociatedWith");
        for (Lineage.Activity activity : lineage.activities) {
            ObjectNode node = activities.putObject(id(activity.id()));
            put(node, "prov:startTime", activity.started());
            put(node, "prov:endTime", activity.ended());
            put(node, "cd4ml:kind", activity.kind());
            put(node, "cd4ml:outcome", activity.outcome());
            put(node, "cd4ml:sentence", activity.sentence());
            relate(used, activity, activity.used(), "prov:entity");
            relate(made, activity, activity.made(), "prov:entity");
            relate(by, activity, activity.by(), "prov:agent");
        }
        ObjectNode agents = json.putObject("agent");
        for (Lineage.Agent agent : lineage.agents) {
            ObjectNode node = agents.putObject(id(agent.id()));
            put(node, "prov:label", agent.name());
            String type = "person".equals(agent.kind()) ? "prov:Person" : "prov:SoftwareAgent";
            node.putObject("prov:type").put("$", type).put("type", "prov:QUALIFIED_NAME");
        }
        return Json.text(json);
    }

    private static void relate(ObjectNode relations, Lineage.Activity activity, List<String> ids, String key) {
        for (String id : ids) {
            relations
                    .putObject("_:r" + relations.size() + key.substring("prov:".length()))
                    .put("prov:activity", id(activity.id()))
                    .put(key, id(id));
        }
    }

    private static String id(String id) {
        return "run:" + encoded(id);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode node, String key, Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            node.set(key, Json.MAPPER.valueToTree(value));
        } else if (value instanceof String text) {
            if (!text.isEmpty()) {
                node.put(key, text);
            }
        } else if (value != null) {
            node.put(key, Json.line(value));
        }
    }
}
