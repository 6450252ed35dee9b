package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@link Reproduction} of a registered version inside a build. The build may have a training of its own, so the
 * repetition is recorded in {@value #FOLDER} of the run's folder, and only what came of it in the build's lineage.
 */
public final class BuildReproduction {
    private static final String FOLDER = "reproduce";

    private BuildReproduction() {}

    /** @param folder the step's folder: it has the repository and the data that is not in it */
    public static Outcome run(Path folder, RunFolder run, Progress progress) throws SQLException {
        Instant started = Instant.now();
        RunFolder recorded = new RunFolder(run.file(RunFolder.RECORDED));
        JsonNode named = recorded.read("recorded.json");
        String what = named.path("what").asText();
        int version = named.path("version").asInt();
        RunFolder repeated = new RunFolder(run.file(FOLDER + "/" + version));
        Outcome outcome = Reproduction.run(folder, recorded, what, repeated, recorded.file("scratch"), progress);
        Lineage lineage = run.lineage();
        String model = named.path("model").asText();
        if (lineage.model.isEmpty()) {
            lineage.model = model;
        }
        String id = "version:" + model + ":" + version;
        Map<String, Object> attributes =
                Map.of("version", version, "run", named.path("run").asText());
        lineage.put(new Lineage.Entity(id, "model", what, named.path("digest").asText(), attributes));
        RunFolder.record(
                lineage, "reproduce", started, outcome.yes(), outcome.sentence(), List.of(id), List.of(), Map.of());
        run.write(lineage);
        return outcome;
    }
}
