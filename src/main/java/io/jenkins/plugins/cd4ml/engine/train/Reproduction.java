package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.capture.Checkout;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code reproduce}: trains once more as an earlier run did: its commit and difference in a scratch folder, its
 * {@code cd4ml.yaml}, the same data, parameters and seed. Says whether the model is the same, byte for byte, or by its
 * metrics, or what differs. Writes {@value #FILE} and the repeated training into the new run's folder.
 */
public final class Reproduction {
    static final String FILE = "reproduce.json";

    private final Path folder;
    private final RunFolder recorded;
    private final String what;
    private final RunFolder run;
    private final Path scratch;
    private final Progress progress;
    private final JsonNode before;

    private Reproduction(Path folder, RunFolder recorded, String what, RunFolder run, Path scratch, Progress progress) {
        this.folder = folder.toAbsolutePath().normalize();
        this.recorded = recorded;
        this.what = what;
        this.run = run;
        this.scratch = scratch;
        this.progress = progress;
        this.before = recorded.read(RunFolder.TRAINING);
    }

    /**
     * @param folder   the project's folder as it is now: it has the repository and the data that is not in it
     * @param recorded the run that is repeated
     * @param what     what it is called in sentences, such as {@code run 3}
     * @param run      where the repetition is recorded
     * @param scratch  a folder that is made for the code and the model, and removed
     * @return yes when the model is the same or its metrics are within {@code train.tolerance}
     */
    public static Outcome run(
            Path folder, RunFolder recorded, String what, RunFolder run, Path scratch, Progress progress)
            throws SQLException {
        if (!recorded.has(RunFolder.TRAINING) || projectFile(recorded) == null) {
            throw new InputException(Character.toUpperCase(what.charAt(0)) + what.substring(1)
                    + " holds no finished training that could be repeated.");
        }
        return new Reproduction(folder, recorded, what, run, scratch, progress).run();
    }

    /** @return null when it was not kept */
    private static String projectFile(RunFolder recorded) {
        return Stream.of(RunFolder.TRAINED_PROJECT, RunFolder.PROJECT)
                .filter(recorded::has)
                .findFirst()
                .orElse(null);
    }

    private Outcome run() throws SQLException {
        try {
            Files.createDirectories(scratch);
            Project project = project();
            String dataset = before.at("/dataset/name").asText("train");
            String then = before.at("/dataset/digest").asText();
            String digest = before.has("dataset") ? SourceDigests.of(project, dataset, "path") : then;
            if (!digest.equals(then)) { // before minutes of training
                return new Outcome(
                        false,
                        "Not repeated: the data of " + dataset + " is not what " + what + " trained on; it was " + then
                                + " and is " + digest + ".",
                        notRepeated(dataset, then, digest));
            }
            Training.run(project, run, progress);
            return compare();
        } catch (IOException e) {
            throw new InputException(scratch + " cannot be written: " + FileErrors.reason(e) + ".", e);
        } finally {
            remove();
        }
    }

    private ObjectNode notRepeated(String dataset, String then, String now) {
        ObjectNode document =
                Json.object().put("format", 1).put("reproduced", false).put("of", what);
        document.putArray("differences").add("the data of " + dataset);
        document.putObject("data").put("then", then).put("now", now);
        run.write(FILE, document);
        return document;
    }

    private Project project() throws IOException {
        ObjectNode root = (ObjectNode) recorded.read(projectFile(recorded));
        Path code;
        if (hasCommit()) {
            code = Checkout.commit(folder, before.path("code"), recorded.file("train/diff.patch"), scratch);
        } else {
            progress.line(what + " was not trained from a git checkout; the code as it is now is used");
            String output = root.at("/train/output").asText("model");
            code = Checkout.copy(folder, folder.resolve(output).normalize(), scratch);
        }
        for (Map.Entry<String, JsonNode> dataset : root.path("data").properties()) {
            String path = dataset.getValue().path("path").asText();
            if (!path.isEmpty() && !Files.exists(code.resolve(path))) { // data is seldom in the repository
                ((ObjectNode) dataset.getValue())
                        .put("path", folder.resolve(path).toString());
            }
        }
        Json.writeUnsynced(code.resolve(Project.FILE), root); // JSON is YAML
        return Project.recorded(code);
    }

    private boolean hasCommit() {
        return before.at("/code/commit").asText().matches("[0-9a-f]{40,64}");
    }

    private Outcome compare() {
        JsonNode now = run.read(RunFolder.TRAINING);
        JsonNode tolerance = recorded.read(projectFile(recorded)).at("/train/tolerance");
        Comparison comparison = new Comparison(before, now, hasCommit(), tolerance.asDouble(0));
        ObjectNode document = comparison.document().put("format", 1).put("of", what);
        run.write(FILE, document);
        return new Outcome(comparison.reproduced(), comparison.sentence(what), document);
    }

    private void remove() {
        try {
            OutputFolder.delete(scratch);
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            scratch.toFile().deleteOnExit(); // a leftover, no reason to fail
        }
    }
}
