package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the trials of a build tell while none of them is the build's model, in the form of one training's live.json. */
final class LiveTrials {
    private static final int MOST = 100;

    private LiveTrials() {}

    /** @throws InputException when all of it is more than a page reads, or one is not JSON */
    static ObjectNode of(PageDocuments documents) {
        RunFolder record = documents.record();
        long bytes = 0;
        Path folder = record.file(RunFolder.TRIALS);
        List<Path> trials;
        try (Stream<Path> all = Files.list(folder)) {
            trials = all.sorted().limit(MOST).toList();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        ObjectNode live = Json.object();
        String state = "finished";
        for (Path one : trials) {
            RunFolder trial = new RunFolder(one);
            if (trial.has(RunFolder.LIVE)) {
                bytes += documents.check(RunFolder.TRIALS + "/" + trial.id() + "/" + RunFolder.LIVE);
                if (bytes > PageDocuments.MOST_BYTES) {
                    throw new InputException(folder + " tells more than a page reads.");
                }
                JsonNode told = trial.read(RunFolder.LIVE);
                String how = told.path("state").asText();
                state = how.equals("running") ? how : state;
                ObjectNode shown = live.withArray("runs")
                        .addObject()
                        .put("name", trial.id())
                        .put("status", how.toUpperCase(Locale.ROOT));
                shown.set("params", told.path("params"));
                ObjectNode metrics = shown.putObject("metrics");
                told.path("metrics")
                        .properties()
                        .forEach(m -> metrics.set(m.getKey(), m.getValue().path("value")));
            }
        }
        return live.put("state", state);
    }
}
