package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;

/**
 * A validated dataset's line.
 *
 * @param folder  its folder in the record, which is its name
 * @param valid   whether every check of severity error held
 * @param broken  how many checks did not hold
 * @param problem why the record cannot be read, or null
 */
public record DatasetRow(
        String folder, String name, boolean valid, String rows, long broken, String digest, String problem) {
    static DatasetRow of(String folder, JsonNode validation) {
        long broken = 0;
        for (JsonNode check : validation.path("checks")) {
            broken += check.path("holds").asBoolean(true) ? 0 : 1;
        }
        return new DatasetRow(
                folder,
                validation.path("dataset").asText(folder),
                validation.path("valid").asBoolean(),
                Numbers.text(validation.path("rows")),
                broken,
                validation.path("digest").asText(),
                null);
    }

    static DatasetRow broken(String folder, String problem) {
        return new DatasetRow(folder, folder, false, "", 0, "", problem);
    }
}
