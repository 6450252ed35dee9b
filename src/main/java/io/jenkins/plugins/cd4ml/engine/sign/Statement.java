package io.jenkins.plugins.cd4ml.engine.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto statement v1</a>.
 *
 * @param predicateType what it says
 * @param subjects      what it is about: by name the digests, by algorithm
 * @param json          the whole
 */
public record Statement(String predicateType, Map<String, Map<String, String>> subjects, ObjectNode json) {
    public static final String TYPE = "https://in-toto.io/Statement/v1";

    /**
     * @param what names it in messages
     * @throws InputException when the bytes are no statement, or one key or subject is there twice
     */
    public static Statement parse(String what, byte[] bytes) {
        JsonNode json = Json.parse(what, bytes, JsonNode.class);
        String type = json.path("_type").asText();
        if (!TYPE.equals(type)) {
            throw new InputException(
                    what + " is no in-toto statement v1: '_type' is '" + Names.shown(type) + "', not '" + TYPE + "'.");
        }
        if (json.path("predicateType").asText().isEmpty()
                || !json.path("subject").isArray()
                || json.path("subject").isEmpty()) {
            throw new InputException(what + " is no in-toto statement v1: it needs 'subject' and 'predicateType'.");
        }
        Map<String, Map<String, String>> subjects = new LinkedHashMap<>();
        for (JsonNode subject : json.path("subject")) {
            Map<String, String> digests = new LinkedHashMap<>();
            subject.path("digest")
                    .properties()
                    .forEach(d -> digests.put(d.getKey(), d.getValue().asText()));
            String name = subject.path("name").asText();
            if (digests.isEmpty() || subjects.put(name, digests) != null) {
                throw new InputException(what + " has the subject '" + Names.shown(name)
                        + (digests.isEmpty() ? "' without a digest." : "' twice."));
            }
        }
        return new Statement(json.path("predicateType").asText(), subjects, (ObjectNode) json);
    }
}
