package io.jenkins.plugins.cd4ml.record;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryFolders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Keeps models, and whose they are, when a folder or a job is renamed, moved or deleted, and notes what was deleted. */
@Extension
public final class ModelsOfMovedItems extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(ModelsOfMovedItems.class.getName());

    /** Called for the item that was moved and then for each item in it. */
    @Override
    public void onLocationChanged(Item item, String from, String to) {
        try {
            if (item instanceof ItemGroup<?>) {
                folder(from, to);
            } else if (item instanceof Job<?, ?> job && ModelMaker.project(job) == job) {
                job(from, to);
            }
        } catch (InputException e) {
            LOGGER.log(Level.WARNING, "the models of " + from + " do not follow to " + to, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ProjectNames.get().changed(from, to);
    }

    private static void folder(String from, String to) {
        RegistryFolders folders = BuildRecord.registry().folders();
        if (folders.has(from)) {
            folders.move(from, to);
            moved(from, null, to);
        }
    }

    /** A job takes along the models that nobody else made a version of. */
    private static void job(String from, String to) throws InterruptedException {
        String before = parent(from);
        String now = parent(to);
        if (before.equals(now)) {
            return;
        }
        ModelRegistry registry = BuildRecord.registry().in(before);
        for (String model : registry.models()) {
            boolean own = registry.versions(model).stream()
                    .allMatch(v -> from.equals(ModelMaker.of(v).job()));
            if (own) {
                registry.folders().moveModel(before, model, now);
                moved(before, model, now);
            }
        }
    }

    private static void moved(String from, String model, String to) {
        JenkinsAudit.append(
                "models-moved",
                Jenkins.getAuthentication2().getName(),
                null,
                Json.object().put("folder", from).put("model", model).put("to", to));
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    @Override
    public void onDeleted(Item item) {
        if (item instanceof Job<?, ?> job && ModelMaker.project(job) != job) {
            return; // a branch: its project goes on
        }
        String name = item.getFullName();
        ProjectNames.get().changed(name, null);
        if (item instanceof ItemGroup<?>) {
            setAside(name);
        } else if (item instanceof Job<?, ?>
                && !BuildRecord.registry().in(parent(name)).models().isEmpty()) {
            deleted("project-deleted", "project", name, null);
        }
    }

    /** The models of a deleted folder stay, but another folder of that name shall not get them. */
    private static void setAside(String name) {
        try {
            String aside = name + " (deleted " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
            folder(name, aside);
        } catch (InputException e) {
            LOGGER.log(Level.WARNING, "the models of the deleted folder " + name + " stay under its name", e);
        }
    }

    private static void deleted(String event, String what, String name, String model) {
        JenkinsAudit.append(
                event,
                Jenkins.getAuthentication2().getName(),
                null,
                Json.object().put(what, name).put("model", model));
    }

    /** Notes that a build's record is deleted. */
    @Extension
    public static final class Builds extends RunListener<Run<?, ?>> {
        @Override
        public void onDeleted(Run<?, ?> run) {
            if (BuildRecord.exists(run)) {
                deleted("build-deleted", "run", run.getExternalizableId(), model(run));
            }
        }

        private static String model(Run<?, ?> run) {
            try {
                return BuildRecord.of(run).lineage().model;
            } catch (InputException e) {
                return null; // what it recorded cannot be read, and is deleted all the same
            }
        }
    }
}
