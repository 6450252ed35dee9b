package io.jenkins.plugins.cd4ml.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.XmlFile;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import jenkins.model.Jenkins;

/**
 * Writes into the audit log what became of the environments' policies, of this Jenkins and of folders, and of whom folders
 * share models with, whichever way it was changed: the form, Configuration as Code, a script, or a file that was edited
 * while Jenkins was down. What was written last is kept in {@code cd4ml/policies.json} and {@code
 * cd4ml/folder-policies.json} of Jenkins' home.
 */
@Extension
public final class PolicyChanges extends SaveableListener {
    private static final Object LOCK = new Object();

    @Override
    public void onChange(Saveable saved, XmlFile file) {
        if (saved instanceof Environments) {
            write(Jenkins.getAuthentication2().getName());
        } else if (saved instanceof Item && saved instanceof ItemGroup<?> folder) {
            FolderPolicies.changed(folder, Jenkins.getAuthentication2().getName());
        }
    }

    /** Notices what was changed from outside. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void started() {
        write(null);
        FolderPolicies.started();
    }

    private static void write(String who) {
        synchronized (LOCK) {
            Path file = Jenkins.get().getRootDir().toPath().resolve("cd4ml/policies.json");
            JsonNode before = Files.exists(file) ? Json.read(file) : Json.object();
            ObjectNode now = Json.object();
            for (Environment environment : Environments.get().getEnvironments()) {
                now.set(environment.getName(), environment.policy());
            }
            if (!now.equals(before)) {
                names(before, now)
                        .forEach(name -> write("environment", name, null, before.get(name), now.get(name), who));
                Json.write(file, now);
            }
        }
    }

    /**
     * @param kind   what it is, such as {@code environment}, and its {@code name}
     * @param folder that says it; null for this Jenkins
     */
    static void write(String kind, String name, String folder, JsonNode before, JsonNode now, String who) {
        if (Objects.equals(before, now)) {
            return;
        }
        ObjectNode details = Json.object()
                .put(kind, name)
                .put("folder", folder)
                .put("change", before == null ? "added" : now == null ? "removed" : "changed");
        if (before != null && now != null) {
            ObjectNode changes = details.putObject("changes");
            for (String field : names(before, now)) {
                if (!Objects.equals(before.get(field), now.get(field))) {
                    ObjectNode change = changes.putObject(field);
                    change.set("from", before.get(field));
                    change.set("to", now.get(field));
                }
            }
        }
        details.set("policy", now);
        JenkinsAudit.append("policy-changed", who, null, details);
    }

    static Set<String> names(JsonNode before, JsonNode now) {
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
