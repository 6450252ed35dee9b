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
public final class Repetition {
    /** Below the run's folder: what the plugin took from the registry, {@code recorded.json} says what it is. */
    static final String RECORDED = "recorded";

    private static final String FOLDER = "reproduce";

    private Repetition() {}

    /** @param folder the step's folder: it has the repository and the data that is not in it */
    public static Outcome run(Path folder, RunFolder run, Progress progress) throws SQLException {
        Instant started = Instant.now();
        RunFolder recorded = new RunFolder(run.file(RECORDED));
        JsonNode named = recorded.read("recorded.json");
        String what = named.path("what").asText();
        Outcome outcome = Reproduction.run(
                folder, recorded, what, new RunFolder(run.file(FOLDER + "/" + named.path("version").asInt())), progress);
        Lineage lineage = run.lineage();
        String id = "version:" + named.path("version").asInt();
        lineage.put(new Lineage.Entity(
                id, "model", what, named.path("digest").asText(), Map.of("registered", true)));
        RunFolder.record(
                lineage, "reproduce", started, outcome.yes(), outcome.sentence(), List.of(id), List.of(), Map.of());
        run.write(lineage);
        return outcome;
    }
}
