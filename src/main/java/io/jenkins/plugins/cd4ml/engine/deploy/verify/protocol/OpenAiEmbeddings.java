package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;

/**
 * Embeddings as OpenAI's API has them. What is expected of the first one: its number of {@code dimensions}; and {@code
 * embedding}, to which its cosine similarity is at least {@code minCosine} (default 0.999).
 */
final class OpenAiEmbeddings implements Protocol {
    private static final double MIN_COSINE = 0.999;

    @Override
    public String readiness() {
        return null;
    }

    @Override
    public String path(JsonNode item, String model) {
        return item.path("path").asText("/v1/embeddings");
    }

    @Override
    public void check(JsonNode item) {
        if (!item.at("/request/input").isTextual() && !item.at("/request/input").isArray()) {
            throw new InputException("The golden request has no request.input; write the text to embed there.");
        }
    }

    @Override
    public JsonNode body(JsonNode item, String model) {
        return OpenAiChat.named(item, model);
    }

    @Override
    public JsonNode kept(JsonNode answer) {
        return answer.path("usage"); // a vector says nothing to a reader
    }

    @Override
    public String difference(JsonNode item, JsonNode answer) {
        JsonNode got = answer.at("/data/0/embedding");
        JsonNode expected = item.path("expected");
        JsonNode want = expected.path("embedding");
        if (!got.isArray() || got.isEmpty()) {
            return "the answer has no embedding (data[0].embedding)";
        }
        int dimensions = expected.path("dimensions").asInt(want.isArray() ? want.size() : got.size());
        if (got.size() != dimensions) {
            return "the embedding has " + got.size() + " dimensions, expected " + dimensions;
        }
        if (want.isArray()) {
            double cosine = cosine(want, got);
            double least = expected.path("minCosine").asDouble(MIN_COSINE);
            if (!(cosine >= least)) { // true for NaN
                return "the embedding's cosine similarity to the expected one is " + cosine + ", below " + least;
            }
        }
        return null;
    }

    private static double cosine(JsonNode a, JsonNode b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.size(); i++) {
            double x = a.get(i).asDouble(Double.NaN);
            double y = b.get(i).asDouble(Double.NaN);
            dot += x * y;
            aa += x * x;
            bb += y * y;
        }
        return dot / Math.sqrt(aa * bb);
    }
}
