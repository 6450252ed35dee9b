package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A contract that an import fills: its tables, and what of the other tool's file could not be carried over. */
final class ImportedContract {
    private final Map<String, ImportedTable> tables = new LinkedHashMap<>();
    private final ArrayNode levels = Json.MAPPER.createArrayNode();
    private final List<String> lost = new ArrayList<>();
    private String name = "imported";

    void name(String given) {
        if (!given.isBlank()) {
            name = given;
        }
    }

    ImportedTable table(String table) {
        String given = table.isBlank() ? name : table;
        return tables.computeIfAbsent(given, t -> new ImportedTable(t, this));
    }

    /** @param what in the other tool's words; @param why in a few */
    void lost(String what, String why) {
        lost.add(what + ": " + why);
    }

    /** Keeps the newest value of {@code table.column} from growing older. */
    void freshness(String element, double hours) {
        levels.addObject()
                .put("property", "freshness")
                .put("value", hours)
                .put("unit", "h")
                .put("element", element);
    }

    List<String> lost() {
        return List.copyOf(lost);
    }

    /** @return how many rules were carried over */
    int rules() {
        return tables.values().stream().mapToInt(ImportedTable::rules).sum() + levels.size();
    }

    /** @return their names */
    List<String> tables() {
        return List.copyOf(tables.keySet());
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    JsonNode document() {
        ObjectNode root = Json.object()
                .put("apiVersion", "v3.1.0")
                .put("kind", "DataContract")
                .put("id", name)
                .put("version", "1.0.0")
                .put("status", "draft");
        if (!levels.isEmpty()) {
            root.set("slaProperties", levels);
        }
        ArrayNode schema = root.putArray("schema");
        tables.values().forEach(table -> schema.add(table.document()));
        return root;
    }
}
