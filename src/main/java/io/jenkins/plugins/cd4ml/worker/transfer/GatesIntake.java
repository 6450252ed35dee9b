package io.jenkins.plugins.cd4ml.worker.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.gate.GateRegistration;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers in the build's record and in the audit log what the gates and the contracts are before the worker scores the holdout: the controller
 * reads them itself, so that what runs on the agent cannot say later that they were others.
 */
public final class GatesIntake {
    private static final int MOST_BYTES = 4 << 20;

    private GatesIntake() {}

    /**
     * @param run       whose record it is
     * @param project   the model project's folder on the node
     * @param overrides the step's parameters, a JSON merge patch over {@code cd4ml.yaml}
     */
    public static void register(Run<?, ?> run, FilePath project, String overrides)
            throws IOException, InterruptedException {
        JsonNode document = ProjectFile.read(project);
        JsonNode given = Json.MAPPER.readTree(overrides).path("gates");
        Map<String, String> contracts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> dataset : document.path("data").properties()) {
            String path = dataset.getValue().path("contract").asText("");
            FilePath file = path.isEmpty() ? null : project.child(path);
            if (file != null && file.exists() && !file.isDirectory()) {
                try (InputStream in = file.read()) {
                    contracts.put(dataset.getKey(), Digests.of(in.readNBytes(MOST_BYTES)));
                }
            }
        }
        ObjectNode registration = GateRegistration.register(
                BuildRecord.of(run), given.isMissingNode() ? document.path("gates") : given, contracts);
        String model = document.path("model").asText(null);
        JenkinsAudit.append(
                "gates-registered",
                BuildRecord.starter(run),
                null,
                registration.deepCopy().put("model", model).put("run", run.getExternalizableId()));
    }
}
