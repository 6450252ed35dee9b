package io.jenkins.plugins.cd4ml.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.FolderDefinitions;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import jenkins.model.Jenkins;

/** What folders say of environments and models, by full name; the part of {@link PolicyChanges} that is about folders. */
final class FolderPolicies {
    private static final Object LOCK = new Object();

    private FolderPolicies() {}

    /** Notices what was changed while Jenkins was down. */
    static void started() {
        synchronized (LOCK) {
            ObjectNode all = read();
            TreeSet<String> known = new TreeSet<>();
            all.fieldNames().forEachRemaining(known::add);
            for (Item item : Jenkins.get().allItems(Item.class, i -> i instanceof ItemGroup)) {
                known.remove(item.getFullName());
                changed(all, item.getFullName(), said((ItemGroup<?>) item), null);
            }
            known.forEach(gone -> changed(all, gone, Json.object(), null));
        }
    }

    static void changed(ItemGroup<?> folder, String who) {
        synchronized (LOCK) {
            changed(read(), folder.getFullName(), said(folder), who);
        }
    }

    private static void changed(ObjectNode all, String folder, ObjectNode now, String who) {
        JsonNode before = all.path(folder);
        if (now.isEmpty() ? before.isMissingNode() : now.equals(before)) {
            return;
        }
        for (String kind : PolicyChanges.names(before, now)) {
            for (String name : PolicyChanges.names(before.path(kind), now.path(kind))) {
                PolicyChanges.write(
                        kind,
                        name,
                        folder,
                        before.path(kind).get(name),
                        now.path(kind).get(name),
                        who);
            }
        }
        if (now.isEmpty()) {
            all.remove(folder);
        } else {
            all.set(folder, now);
        }
        Json.write(file(), all);
    }

    private static ObjectNode said(ItemGroup<?> folder) {
        ObjectNode said = Json.object();
        for (Environment environment : FolderDefinitions.environmentsOf(folder)) {
            said.withObject("/environment").set(environment.getName(), environment.policy());
        }
        for (SharedModel shared : FolderDefinitions.sharedModelsOf(folder)) {
            ObjectNode readers = Json.object();
            shared.readerPatterns().forEach(readers.withArray("readers")::add);
            said.withObject("/sharedModel").set(shared.getModel(), readers);
        }
        for (MlflowMirror mirror : FolderDefinitions.mlflowMirrorsOf(folder)) {
            said.withObject("/mlflowMirror")
                    .set(
                            mirror.getServer(),
                            Json.object()
                                    .put("models", mirror.getModels())
                                    .put("prefix", mirror.getPrefix())
                                    .put("credentialsId", mirror.getCredentialsId()));
        }
        return said;
    }

    /** A file that cannot be read makes everything that folders say new, which is logged rather than missed. */
    private static ObjectNode read() {
        try {
            return Files.exists(file()) && Json.read(file()) instanceof ObjectNode known ? known : Json.object();
        } catch (InputException e) {
            return Json.object();
        }
    }

    private static Path file() {
        return Jenkins.get().getRootDir().toPath().resolve("cd4ml/folder-policies.json");
    }

    /** Policies follow a folder that is renamed or moved, and end with one that is deleted. */
    @Extension
    public static final class Folders extends ItemListener {
        @Override
        public void onCreated(Item item) {
            if (item instanceof ItemGroup<?> folder) {
                changed(folder, Jenkins.getAuthentication2().getName());
            }
        }

        @Override
        public void onCopied(Item from, Item item) {
            onCreated(item);
        }

        /** Called for the item that was moved and then for each item in it. */
        @Override
        public void onLocationChanged(Item item, String from, String to) {
            synchronized (LOCK) {
                ObjectNode all = read();
                JsonNode known = all.remove(from);
                if (known != null) {
                    all.set(to, known);
                    Json.write(file(), all);
                }
            }
        }

        @Override
        public void onDeleted(Item item) {
            if (item instanceof ItemGroup<?> folder) {
                synchronized (LOCK) {
                    changed(
                            read(),
                            folder.getFullName(),
                            Json.object(),
                            Jenkins.getAuthentication2().getName());
                }
            }
        }
    }
}
