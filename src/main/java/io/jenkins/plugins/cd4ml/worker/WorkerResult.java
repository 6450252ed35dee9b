package io.jenkins.plugins.cd4ml.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;

/**
 * What the worker left in {@code result.json}: untrusted, so read with a size limit.
 *
 * @param outcome  yes, no, input-error or internal-error
 * @param sentence the answer, for the log
 * @param values   the result document as plain maps, lists, strings, numbers and booleans, as Pipeline can persist it
 */
record WorkerResult(String outcome, String sentence, LinkedHashMap<String, Object> values) {
    private static final int MAX_BYTES = 4 << 20;

    /** @return null when the worker left none: it died */
    static WorkerResult read(FilePath file) throws IOException, InterruptedException {
        if (!file.exists()) {
            return null;
        }
        try (InputStream in = file.read()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " has more than " + MAX_BYTES + " bytes; that is no result of a worker");
            }
            JsonNode document = Json.MAPPER.readTree(bytes);
            return new WorkerResult(
                    document.path("outcome").asText("internal-error"),
                    document.path("sentence").asText(""),
                    Json.MAPPER.convertValue(document.path("result"), new TypeReference<>() {}));
        }
    }

    boolean yes() {
        return "yes".equals(outcome);
    }

    boolean no() {
        return "no".equals(outcome);
    }
}
