package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;

/** How a kind of model server is asked. Stateless and thread-safe. */
public interface Protocol {
    /**
     * @param name what a golden request gives as {@code protocol}
     * @throws InputException with the names there are, when there is none of that name
     */
    static Protocol named(String name) {
        return switch (name) {
            case "v2" -> new InferenceProtocol();
            case "openai-chat" -> new OpenAiChat();
            case "openai-embeddings" -> new OpenAiEmbeddings();
            case "http" -> new PlainHttp();
            default ->
                throw new InputException("The golden request's protocol '" + name
                        + "' is not known; known are http, openai-chat, openai-embeddings, v2.");
        };
    }

    /** @return a path that answers 200 when the server is ready; null where the request itself has to tell */
    String readiness();

    /** @param item the golden request. @return the path that it goes to */
    String path(JsonNode item, String model);

    /** @throws InputException when the golden request asks or expects nothing that could be compared */
    void check(JsonNode item);

    /** @return the body to send */
    JsonNode body(JsonNode item, String model);

    /** @return the part of an answer that is kept in the record */
    JsonNode kept(JsonNode answer);

    /** @return in words the first thing that differs from what is expected, or null */
    String difference(JsonNode item, JsonNode answer);
}
