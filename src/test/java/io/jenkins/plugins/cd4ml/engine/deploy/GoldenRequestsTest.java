package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol.Protocol;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What protocols find wrong with answers, and with golden requests. */
class GoldenRequestsTest {
    private static final String CHAT = "{\"choices\": [{\"message\": {\"content\": \"The capital is Paris.\\n\"}}]}";

    private static JsonNode json(String text) throws Exception {
        return Json.MAPPER.readTree(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        {"contains": "Paris"}            | -
        {"contains": ["Paris", "Rome"]}  | the answer "The capital is Paris." does not contain "Rome"
        {"matches": "capital.*Paris"}    | -
        {"matches": "^Paris"}            | the answer "The capital is Paris." does not match ^Paris
        {"text": "The capital is Paris."} | -
        {"text": "Paris"}                | the answer is "The capital is Paris.", expected "Paris"
        {}                               | -
        """)
    void chat(String expected, String wrong) throws Exception {
        JsonNode item = json("{\"request\": {\"messages\": [{\"role\": \"user\"}]}, \"expected\": " + expected + "}");
        Protocol protocol = Protocol.named("openai-chat");
        protocol.check(item);
        assertEquals("llama", protocol.body(item, "llama").path("model").asText());
        assertEquals(wrong, protocol.difference(item, json(CHAT)));
        assertEquals(
                "the answer has no text (choices[0].message.content)",
                protocol.difference(item, json("{\"choices\": []}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        {"dimensions": 2}                          | -
        {"dimensions": 3}                          | the embedding has 2 dimensions, expected 3
        {"embedding": [6, 8]}                      | -
        {"embedding": [0, 1], "minCosine": 0.9}    | the embedding's cosine similarity to the expected one is 0.8, below 0.9
        {"embedding": [0, 0]}                      | the embedding's cosine similarity to the expected one is NaN, below 0.999
        """)
    void embeddings(String expected, String wrong) throws Exception {
        JsonNode item = json("{\"request\": {\"input\": \"x\"}, \"expected\": " + expected + "}");
        assertEquals(
                wrong,
                Protocol.named("openai-embeddings")
                        .difference(item, json("{\"data\": [{\"embedding\": [0.3, 0.4]}]}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        {"predictions": [0.50001, 1]}     | -
        {"predictions": [0.6, 1]}         | the answer.predictions[0] is 0.5, expected 0.6 ± 1.0E-4
        {"predictions": [0.5]}            | the answer.predictions has 2 items, expected 1
        {"model": "churn"}                | the answer.model is missing
        {"took": "1"}                     | the answer.took is 1, expected "1"
        """)
    void plainHttp(String expected, String wrong) throws Exception {
        JsonNode item = json("{\"path\": \"/invocations\", \"request\": {}, \"expected\": " + expected + "}");
        Protocol protocol = Protocol.named("http");
        protocol.check(item);
        assertEquals(wrong, protocol.difference(item, json("{\"predictions\": [0.5, 1.0], \"took\": 1}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        openai-chat       | {"request": {}}                                   | no request.messages
        openai-chat       | {"request": {"messages": [1]}, "expected": {"matches": "("}} | is no regular expression
        openai-embeddings | {"request": {}}                                   | no request.input
        http              | {"request": {}, "path": "/../secrets"}            | needs a 'path' that begins with '/'
        v2                | {"request": {"inputs": []}}                       | no request.inputs
        """)
    void requestsThatSayTooLittle(String protocol, String item, String part) throws Exception {
        JsonNode request = json(item);
        String message = assertThrows(
                        InputException.class, () -> Protocol.named(protocol).check(request))
                .getMessage();
        assertEquals(true, message.contains(part), message);
    }

    @Test
    void unknownProtocolIsRefusedWithThoseThereAre() {
        assertEquals(
                "The golden request's protocol 'grpc' is not known; known are http, openai-chat, openai-embeddings,"
                        + " v2.",
                assertThrows(InputException.class, () -> Protocol.named("grpc")).getMessage());
    }
}
