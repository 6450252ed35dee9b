package io.jenkins.plugins.cd4ml.worker.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.FirstVersion;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.LastPassedBuild;
import io.jenkins.plugins.cd4ml.record.ModelArchive;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ships what a new model may be compared with to the worker of {@code evaluateModel}: which version of this model each
 * environment serves, and of the one that the project names the files and what it predicted when it was evaluated. The
 * project names an environment, {@code version:7} or {@code lastPassed}.
 */
public final class ChampionShipment {
    /** In the run's folder on the node. */
    static final String FOLDER = "champion";

    private static final String LAST_PASSED = "lastPassed";
    private static final String VERSION = "version:[1-9][0-9]{0,8}";

    private final String model;
    private final String against;
    /** {@code champion/} in the run's folder on the node. */
    private final FilePath folder;

    private ChampionShipment(String model, String against, FilePath folder) {
        this.model = model;
        this.against = against;
        this.folder = folder;
    }

    /**
     * @param project   the model project's folder on the node
     * @param overrides the step's parameters, a JSON merge patch over {@code cd4ml.yaml}
     * @param run       the run's folder on the node
     */
    public static void send(Run<?, ?> build, FilePath project, String overrides, FilePath run)
            throws IOException, InterruptedException {
        JsonNode document = ProjectFile.read(project);
        String named = document.path("model").asText("");
        String model = named.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") ? named : "";
        String against = Json.MAPPER
                .readTree(overrides)
                .at("/evaluate/against")
                .asText(document.at("/evaluate/against").asText(""));
        new ChampionShipment(model, against, run.child(FOLDER)).send(build);
    }

    private void send(Run<?, ?> build) throws IOException, InterruptedException {
        ObjectNode champions = Json.object();
        for (Environment environment : EffectiveEnvironments.of(build.getParent())) {
            ModelRegistry registry = BuildRecord.registry();
            if (!model.isEmpty()) {
                try {
                    EnvironmentAccess.checkReading(build, environment, model);
                    registry = EnvironmentAccess.registry(build, environment, model);
                } catch (AccessRefusedException e) {
                    if (environment.getName().equals(against)) {
                        throw e;
                    }
                    continue;
                }
            }
            Optional<ModelVersion> serving =
                    model.isEmpty() ? Optional.empty() : registry.champion(model, environment.getName());
            ObjectNode champion = champions.putObject(environment.getName()).put("version", 0);
            if (serving.isPresent()) {
                describe(champion, serving.get(), environment.getName() + " serves it");
                if (environment.getName().equals(against)) {
                    ship(serving.get());
                }
            } else if (!model.isEmpty()) { // served and lost is not "serves nothing yet"
                registry.serving(model, environment.getName())
                        .ifPresentOrElse(
                                move -> champion.put("version", move.version())
                                        .put("digest", move.digest())
                                        .put(
                                                "reason",
                                                environment.getName() + " serves it, but the registry has lost it"),
                                () -> none(champion, build, model, environment.getName()));
            }
        }
        if (against.equals(LAST_PASSED)) {
            lastPassed(champions.putObject(LAST_PASSED), build);
        } else if (against.matches(VERSION) && !model.isEmpty()) {
            int number = Integer.parseInt(against.substring(against.indexOf(':') + 1));
            EnvironmentAccess.checkVersion(build, model, number);
            Optional<ModelVersion> version =
                    EnvironmentAccess.versions(build, model).version(model, number);
            if (version.isPresent()) { // what is not there the worker says with the place in the file
                describe(champions.putObject(against), version.get(), "evaluate.against names it");
                ship(version.get());
            }
        }
        folder.child("champion.json").write(Json.text(champions), "UTF-8");
    }

    /** Says what was looked for and what there is: a job whose model was renamed has its champion under the old name. */
    static void none(ObjectNode entry, Run<?, ?> build, String model, String environment) {
        String job = build.getParent().getFullDisplayName() + " #";
        FirstVersion first = FirstVersion.of(
                BuildRecord.registry(build, model),
                model,
                environment,
                true,
                version -> version.run().startsWith(job));
        entry.put("reason", first.reason());
        if (first.doubt() != null) {
            entry.put("doubt", first.doubt());
        }
    }

    private static void describe(ObjectNode champion, ModelVersion version, String reason) {
        champion.put("version", version.number())
                .put("digest", version.digest())
                .put("reason", reason);
    }

    private void ship(ModelVersion version) throws IOException, InterruptedException {
        files(version.modelFolder());
        kept(version.document("predictions.parquet"), "predictions.parquet");
        kept(version.document("items.json"), "items.json");
    }

    private void lastPassed(ObjectNode champion, Run<?, ?> build) throws IOException, InterruptedException {
        Run<?, ?> passed = LastPassedBuild.before(build, model);
        if (passed == null) {
            String other = LastPassedBuild.otherModel(build, model);
            if (other != null) {
                champion.put("reason", "no earlier build of " + model + " passed its gates")
                        .put(
                                "doubt",
                                "looked for builds of " + model + "; those that passed are of " + other
                                        + "; a model that is renamed is no first version: keep its name, or have the"
                                        + " gate waived once");
            }
            return;
        }
        RunFolder record = BuildRecord.of(passed);
        String digest = record.read(RunFolder.GATES).path("modelDigest").asText();
        champion.put("run", passed.getFullDisplayName())
                .put("digest", digest)
                .put("reason", "the last build whose gates passed");
        Path copy = Files.createTempDirectory("cd4ml-champion");
        try {
            ModelArchive.restore(passed, copy);
            if (Digests.of(copy).equals(digest)) {
                files(copy);
            }
        } catch (AbortException e) {
            // its artifacts were discarded: what it predicted is still there
        } finally {
            new FilePath(copy.toFile()).deleteRecursive();
        }
        kept(record.file("evaluate/predictions.parquet"), "predictions.parquet");
        kept(record.file("evaluate/items.json"), "items.json");
    }

    private void files(Path from) throws IOException, InterruptedException {
        new FilePath(from.toFile()).copyRecursiveTo("**/*", folder.child(name()));
    }

    private void kept(Path from, String what) throws IOException, InterruptedException {
        File file = from.toFile();
        if (file.isFile()) {
            new FilePath(file).copyTo(folder.child(name() + "." + what));
        }
    }

    /** @return what the champion's files are called, also where a colon is no part of a name */
    private String name() {
        return against.replace(':', '-');
    }
}
