package io.jenkins.plugins.cd4ml.worker.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A first look at the project's {@code cd4ml.yaml} from the controller; what is wrong with it, the worker says. */
public final class ProjectFile {
    private static final int MOST_BYTES = 4 << 20;

    private ProjectFile() {}

    /** @return the document as the worker will see it, with the step's parameters */
    public static ObjectNode effective(WorkerTask task, FilePath project) throws IOException, InterruptedException {
        ObjectNode document = read(project) instanceof ObjectNode object ? object : Json.object();
        if (Json.MAPPER.readTree(task.overrides) instanceof ObjectNode overrides) {
            Project.merge(document, overrides);
        }
        return document;
    }

    /** @return the datasets in databases that this task validates, by name: what {@code jdbc} of each says */
    public static Map<String, JsonNode> tables(WorkerTask task, FilePath project)
            throws IOException, InterruptedException {
        Map<String, JsonNode> tables = new LinkedHashMap<>();
        if ("validate-data".equals(task.verb)) {
            effective(task, project).path("data").properties().forEach(dataset -> {
                if (dataset.getValue().path("jdbc").isObject()
                        && (task.arguments.isEmpty() || task.arguments.contains(dataset.getKey()))) {
                    tables.put(dataset.getKey(), dataset.getValue().get("jdbc"));
                }
            });
        }
        return tables;
    }

    /** @return the document, or an empty one where it is missing or broken */
    public static JsonNode read(FilePath project) throws IOException, InterruptedException {
        FilePath file = project.child(Project.FILE);
        if (!file.exists()) {
            return Json.object();
        }
        try (InputStream in = file.read()) {
            String yaml = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return YamlDocument.parse(Project.FILE, yaml).root();
        } catch (InputException e) {
            return Json.object();
        }
    }
}
