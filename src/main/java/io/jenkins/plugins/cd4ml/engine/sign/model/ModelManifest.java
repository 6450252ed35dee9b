package io.jenkins.plugins.cd4ml.engine.sign.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.Statement;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is signed of a model: its files' SHA-256 by name, as
 * <a href="https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md">OpenSSF Model Signing 1.0</a> writes them.
 *
 * @param digests hexadecimal digits by path with slashes; with shards by {@code path:start:end}
 */
record ModelManifest(SortedMap<String, String> digests, Serialization serialization) {
    static final String TYPE = "https://model_signing/signature/v1.0";

    /** Names are in the order of their code points, as Python has them, which UTF-16 is not. */
    private static final Comparator<String> CODE_POINTS = (a, b) -> {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    };

    static SortedMap<String, String> sorted(Map<String, String> digests) {
        SortedMap<String, String> sorted = new TreeMap<>(CODE_POINTS);
        sorted.putAll(digests);
        return sorted;
    }

    /** @param name of the model, which says nothing to a verifier */
    ObjectNode statement(String name) {
        ObjectNode statement = Json.object().put("_type", Statement.TYPE);
        MessageDigest root = Digests.sha256();
        digests.values().forEach(hex -> root.update(HexFormat.of().parseHex(hex)));
        statement
                .putArray("subject")
                .addObject()
                .put("name", name)
                .putObject("digest")
                .put("sha256", Digests.of(root).substring(Digests.PREFIX.length()));
        ObjectNode predicate = statement.put("predicateType", TYPE).putObject("predicate");
        ArrayNode resources = predicate.putArray("resources");
        digests.forEach((file, hex) -> resources
                .addObject()
                .put("name", file)
                .put("algorithm", Serialization.SHA256)
                .put("digest", hex));
        predicate.set("serialization", serialization.json());
        return statement;
    }

    /** @throws InputException when the statement is of something else, or wants what is not supported */
    static ModelManifest of(String what, Statement statement) {
        if (!statement.predicateType().equals(TYPE)) {
            throw new InputException(what + " is about something else than a model: its predicate type is '"
                    + statement.predicateType().replaceAll("\\p{Cntrl}", "?") + "', not '" + TYPE + "'.");
        }
        JsonNode predicate = statement.json().path("predicate");
        Serialization serialization = Serialization.of(what, predicate.path("serialization"));
        SortedMap<String, String> digests = sorted(Map.of());
        for (JsonNode resource : predicate.path("resources")) {
            String name = resource.path("name").asText();
            String digest = resource.path("digest").asText();
            if (!resource.path("algorithm").asText().equals(Serialization.SHA256) || !digest.matches("[0-9a-f]{64}")) {
                throw new InputException(what + " has a digest that is no SHA-256; sign the model with SHA-256.");
            }
            if (name.isEmpty() || digests.put(name, digest) != null) {
                throw new InputException(what + " names a file twice, or one without a name.");
            }
        }
        if (digests.isEmpty()) {
            throw new InputException(what + " names no file.");
        }
        return new ModelManifest(digests, serialization);
    }
}
