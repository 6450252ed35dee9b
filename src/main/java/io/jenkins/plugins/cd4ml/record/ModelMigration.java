package io.jenkins.plugins.cd4ml.record;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Once, for registries that were written when all models lay at the top level: puts each model into the folder of the jobs
 * that made it. One that several folders made goes to the nearest folder around them all, and is shared there.
 */
public final class ModelMigration {
    private static final Logger LOGGER = Logger.getLogger(ModelMigration.class.getName());

    private ModelMigration() {}

    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void migrate() throws IOException, InterruptedException {
        Path registry = Jenkins.get().getRootDir().toPath().resolve("cd4ml/registry");
        Path done = registry.resolve(".by-folder");
        if (Files.exists(done) || !Files.isDirectory(registry)) {
            return;
        }
        ModelRegistry top = BuildRecord.registry();
        for (String model : top.models()) {
            try {
                migrate(top, model);
            } catch (InputException e) {
                LOGGER.log(Level.WARNING, "the model " + model + " stays at the top level of the registry", e);
            }
        }
        Files.createFile(done);
    }

    private static void migrate(ModelRegistry top, String model) throws InterruptedException {
        Set<String> makers = new TreeSet<>();
        top.versions(model).forEach(v -> makers.add(ModelMaker.of(v).folder()));
        if (makers.isEmpty() || makers.equals(Set.of(""))) {
            return;
        }
        String folder = makers.stream().reduce(ModelMigration::around).get();
        if (makers.size() > 1) {
            top.folders().share("", model, true, null); // says so wherever it is moved
        }
        if (!folder.isEmpty()) {
            top.folders().moveModel("", model, folder);
        }
        JenkinsAudit.append(
                "models-moved",
                null,
                "models belong to folders",
                Json.object()
                        .put("folder", "")
                        .put("model", model)
                        .put("to", folder)
                        .put("shared", makers.size() > 1));
    }

    /** @return the nearest folder around two, by their full names */
    private static String around(String a, String b) {
        String folder = a;
        while (!folder.isEmpty() && !b.equals(folder) && !b.startsWith(folder + "/")) {
            folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
        }
        return folder;
    }
}
