package io.jenkins.plugins.cd4ml.worker.task;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the registry keeps of a version's training, for the worker of {@code reproduceModel}: the record, the project's
 * description as it was trained with, and what differed from the commit.
 */
public final class RecordedTraining {
    public static final String VERB = "reproduce";
    private static final int SHOWN = 10;

    private final ModelVersion version;

    private RecordedTraining(ModelVersion version) {
        this.version = version;
    }

    /**
     * @param run     the build, which must be allowed to use the model
     * @param task    its overrides say {@code {"reproduce": {"model": "churn", "version": 7}}}
     * @param project the step's folder on the node, whose {@code cd4ml.yaml} names the model where the step does not
     * @throws AbortException when there is no such version, or it was registered without its training
     */
    public static RecordedTraining of(Run<?, ?> run, WorkerTask task, FilePath project)
            throws IOException, InterruptedException {
        JsonNode asked = Json.MAPPER.readTree(task.overrides).path(VERB);
        String model = asked.hasNonNull("model")
                ? asked.get("model").asText()
                : ProjectFile.read(project).path("model").asText("");
        if (model.isEmpty()) {
            throw new AbortException("There is no cd4ml.yaml with a model in " + project.getRemote()
                    + "; check the project out, or name the model: reproduceModel model: 'churn', version: 7.");
        }
        int number = asked.path("version").asInt();
        EnvironmentAccess.checkVersion(run, model, number);
        ModelRegistry registry = EnvironmentAccess.versions(run, model);
        ModelVersion version = registry.version(model, number)
                .orElseThrow(() -> new AbortException(
                        "There is no version " + number + " of " + model + "; " + known(registry.versions(model))));
        RecordedTraining training = new RecordedTraining(version);
        if (!training.has("training.json") || !training.has("project.json")) {
            throw new AbortException("The registry has no training of " + training.what() + ", which " + version.run()
                    + " made: it was registered without one, and cannot be repeated.");
        }
        return training;
    }

    private static String known(List<ModelVersion> versions) {
        return versions.isEmpty()
                ? "the registry has none, because nothing of it was promoted yet."
                : "the registry has "
                        + versions.stream()
                                .limit(SHOWN)
                                .map(v -> Integer.toString(v.number()))
                                .collect(Collectors.joining(", "))
                        + (versions.size() > SHOWN ? ", …" : ".");
    }

    private boolean has(String document) {
        return version.document(document).toFile().isFile();
    }

    private String what() {
        return "version " + version.number() + " of " + version.model();
    }

    /** @return {@code cd4ml.yaml} as the training read it */
    public JsonNode project() {
        return Json.read(version.document("project.json"));
    }

    /** @param run the run's folder on the node */
    public void send(FilePath run) throws IOException, InterruptedException {
        FilePath folder = run.child(RunFolder.RECORDED);
        folder.child("recorded.json")
                .write(
                        Json.text(Json.object()
                                .put("model", version.model())
                                .put("version", version.number())
                                .put("digest", version.digest())
                                .put("run", version.run())
                                .put("what", what())),
                        "UTF-8");
        send("training.json", folder.child(RunFolder.TRAINING));
        send("project.json", folder.child(RunFolder.TRAINED_PROJECT));
        if (has("diff.patch")) {
            send("diff.patch", folder.child("train/diff.patch"));
        }
    }

    private void send(String document, FilePath to) throws IOException, InterruptedException {
        File file = version.document(document).toFile();
        new FilePath(file).copyTo(to);
    }
}
