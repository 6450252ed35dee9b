package io.jenkins.plugins.cd4ml.worker.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.LastPassedBuild;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ships to the worker of {@code validateData} what is kept of the data of the models that datasets name by
 * {@code against}: an environment's, a version's, or that of the last build whose gates passed.
 */
public final class BaselineShipment {
    private static final String BASELINE = "data/%s/baseline.json";

    private final Run<?, ?> build;
    private final String model;
    /** {@code champion/baselines/} in the run's folder on the node. */
    private final FilePath folder;

    private final ObjectNode index = Json.object();

    private BaselineShipment(Run<?, ?> build, String model, FilePath folder) {
        this.build = build;
        this.model = model;
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
        Map<String, String> against = new TreeMap<>();
        for (JsonNode data : new JsonNode[] {
            document.path("data"), Json.MAPPER.readTree(overrides).path("data")
        }) {
            data.properties().stream()
                    .filter(d -> d.getValue().hasNonNull("against"))
                    .filter(d -> RunFolder.plainName(d.getKey()))
                    .forEach(d ->
                            against.put(d.getKey(), d.getValue().get("against").asText()));
        }
        if (!against.isEmpty()) {
            String named = document.path("model").asText("");
            new BaselineShipment(build, RunFolder.plainName(named) ? named : "", run.child("champion/baselines"))
                    .send(against);
        }
    }

    private void send(Map<String, String> against) throws IOException, InterruptedException {
        for (Environment environment : EffectiveEnvironments.of(build.getParent())) {
            if (model.isEmpty() || !against.containsValue(environment.getName())) {
                if (model.isEmpty() || EnvironmentAccess.mayRead(build, environment, model)) {
                    index.putObject(environment.getName());
                }
                continue;
            }
            EnvironmentAccess.checkReading(build, environment, model);
            index.putObject(environment.getName());
        }
        for (Map.Entry<String, String> one : against.entrySet()) {
            send(one.getKey(), one.getValue());
        }
        folder.child("index.json").write(Json.text(index), "UTF-8");
    }

    private void send(String dataset, String against) throws IOException, InterruptedException {
        if (against.equals("lastPassed")) {
            Run<?, ?> passed = LastPassedBuild.before(build, model);
            ObjectNode entry = index.putObject(against);
            if (passed != null) {
                entry.put("name", passed.getFullDisplayName()).put("reason", "the last build whose gates passed");
                copy(BuildRecord.of(passed).path(), dataset, against);
            }
            return;
        }
        boolean version = against.matches("version:[1-9][0-9]{0,8}");
        if (model.isEmpty() || !version && !index.has(against)) {
            return; // the worker says it with the place in the file
        }
        if (version) {
            EnvironmentAccess.checkVersion(build, model, Integer.parseInt(against.substring("version:".length())));
        }
        ModelRegistry registry = version
                ? EnvironmentAccess.versions(build, model)
                : EnvironmentAccess.registry(build, EffectiveEnvironments.named(against, build.getParent()), model);
        Optional<ModelVersion> found = version
                ? registry.version(model, Integer.parseInt(against.substring("version:".length())))
                : registry.champion(model, against);
        if (found.isPresent()) {
            index.putObject(against)
                    .put("name", "version " + found.get().number())
                    .put("reason", version ? "against names it" : against + " serves it");
            copy(found.get().folder(), dataset, against);
        } else if (!version) { // served and lost is not "serves nothing yet"
            registry.serving(model, against)
                    .ifPresentOrElse(
                            move -> index.putObject(against)
                                    .put("name", "version " + move.version())
                                    .put("reason", against + " serves it, but the registry has lost it"),
                            () -> ChampionShipment.none(index.putObject(against), build, model, against));
        }
    }

    private void copy(Path from, String dataset, String against) throws IOException, InterruptedException {
        String name = BASELINE.formatted(dataset);
        FilePath file = new FilePath(from.resolve(name).toFile());
        if (file.exists()) {
            file.copyTo(folder.child(against.replace(':', '-')).child(name));
        }
    }
}
