package io.jenkins.plugins.cd4ml.engine.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.gate.GateRegistration;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers a project's gates and contracts before its holdout is scored: in the run and in the project's audit log. In
 * Jenkins the controller registers them in the build's record before the worker starts.
 */
public final class GatesFirst {
    private GatesFirst() {}

    /** @param worker whether this is the worker of a step, whose registration does not count */
    public static void register(Project project, RunFolder run, boolean worker) {
        if (worker) {
            return;
        }
        ObjectNode registration = GateRegistration.register(run, project.root().path("gates"), contracts(project));
        LocalAudit.of(project.folder())
                .append(new AuditEvent(
                        "gates-registered",
                        System.getProperty("user.name", "unknown"),
                        null,
                        registration.deepCopy().put("model", project.model()).put("run", run.id())));
    }

    private static Map<String, String> contracts(Project project) {
        Map<String, String> digests = new TreeMap<>();
        for (Map.Entry<String, JsonNode> dataset : project.root().path("data").properties()) {
            JsonNode contract = dataset.getValue().path("contract");
            if (contract.isTextual()) {
                Path file = project.folder().resolve(contract.asText());
                if (Files.isRegularFile(file)) {
                    digests.put(dataset.getKey(), Digests.of(file));
                }
            }
        }
        return digests;
    }
}
