package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Map;
import java.util.TreeMap;

/** How a kind of model server is asked. Stateless and thread-safe. */
public interface Protocol {
    /** By the name that a golden request gives as {@code protocol}. */
    Map<String, Protocol> ALL = new TreeMap<>(Map.of(
            "v2", new InferenceProtocol(),
            "openai-chat", new OpenAiChat(),
            "openai-embeddings", new OpenAiEmbeddings(),
            "http", new PlainHttp()));

    /** @throws InputException with the names there are, when there is none of that name */
    static Protocol named(String name) {
        Protocol protocol = ALL.get(name);
        if (protocol == null) {
            throw new InputException("The golden request's protocol '" + name + "' is not known; known are "
                    + String.join(", ", ALL.keySet()) + ".");
        }
        return protocol;
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
