package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.external.ExternalFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;

/**
 * Collects the numbers that other tools wrote, {@code evaluate.external}, into {@code evaluate/external.json}, so that
 * gates on {@code external.<name>.<number>} need none of these files.
 */
final class ExternalMetrics {
    static final String FILE = "evaluate/external.json";

    private ExternalMetrics() {}

    /**
     * @return the digest of what was collected; null where nothing is named, so that no earlier numbers count
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when a file is missing or is not of its format
     */
    static String collect(Project project, RunFolder run) {
        JsonNode sources = project.section("evaluate").path("external");
        if (sources.isEmpty()) {
            return null;
        }
        ObjectNode document = Json.object().put("format", 1);
        ObjectNode metrics = document.putObject("metrics");
        ObjectNode files = document.putObject("files");
        sources.properties().forEach(source -> {
            String pointer = "/evaluate/external/" + source.getKey();
            String given = source.getValue().path("path").asText();
            Path path = project.existing(given, pointer + "/path");
            ExternalFile.read(source.getValue().path("format").asText(), path)
                    .forEach((name, value) -> Measurement.put(metrics, source.getKey() + "." + name, value));
            files.putObject(source.getKey()).put("path", given).put("digest", Digests.of(path));
        });
        run.write(FILE, document);
        return Digests.of(run.file(FILE));
    }
}
