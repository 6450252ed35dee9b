package io.jenkins.plugins.cd4ml.pages.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Util;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.evidence.AuditorArchive;
import io.jenkins.plugins.cd4ml.engine.evidence.AuditorExport;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;

/**
 * The export of a version for an auditor, signed by this Jenkins' key where it has one. It tells of decisions and policies,
 * so only who may export the audit log gets it, and that it was taken out stands in the log.
 */
final class AuditorDownload {
    private AuditorDownload() {}

    static void checkPermission() {
        Jenkins.get().checkPermission(Permissions.MANAGE);
    }

    static boolean permitted() {
        return Jenkins.get().hasPermission(Permissions.MANAGE);
    }

    /**
     * @param folder full name of the model's folder; empty at the top
     * @param out    gets the zip; stays open
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when there is no such version
     */
    static void write(String folder, String model, int version, OutputStream out) throws IOException {
        checkPermission();
        ModelRegistry registry = BuildRecord.registry().in(folder);
        registry.existing(model, version);
        SigningKey key = Environments.get().signingKey(null);
        JenkinsAudit.append(
                "version-exported",
                Jenkins.getAuthentication2().getName(),
                null,
                Json.object().put("folder", folder).put("model", model).put("version", version));
        Path place = Files.createTempDirectory("cd4ml-audit");
        try {
            AuditorExport.write(
                    place, registry, model, version, JenkinsAudit.log(), policies(registry, model, folder), key);
            AuditorArchive.zip(place, out);
        } finally {
            Util.deleteRecursive(place.toFile());
        }
    }

    /** The policies as they are now; as they were, they stand in what was applied. */
    private static Map<String, JsonNode> policies(ModelRegistry registry, String model, String folder) {
        Item item = folder.isEmpty() ? null : Jenkins.get().getItemByFullName(folder);
        Map<String, JsonNode> policies = new TreeMap<>();
        for (Environment environment : EffectiveEnvironments.of(item)) {
            if (registry.environments(model).contains(environment.getName())) {
                ObjectNode policy = Json.object().put("digest", environment.policyDigest());
                policy.set("policy", environment.policy());
                policies.put("policies/" + environment.getName() + ".json", policy);
            }
        }
        return policies;
    }
}
