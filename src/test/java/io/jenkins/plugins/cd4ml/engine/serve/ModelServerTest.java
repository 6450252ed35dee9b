package io.jenkins.plugins.cd4ml.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelServerTest {
    private static final String INPUT = "{'name':'features','datatype':'FP32','shape':[2,2],'data':[1,2,3,4]}";
    private static ModelServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ModelServer.start(
                "churn",
                Path.of(ModelServerTest.class
                        .getResource("../deploy/double.onnx")
                        .toURI()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(String path, String json) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (json != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v2/health/live                 | {"live":true}
            /v2/health/ready                | {"ready":true}
            /v2                             | {"name":"cd4ml","version":"1","extensions":[]}
            /v2/models/churn/ready          | {"ready":true}
            /v2/models/churn                | {"name":"churn","versions":["1"],"platform":"onnxruntime_onnx","inputs":[{"name":"features","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"score","datatype":"FP32","shape":[-1,2]}]}
            /v2/models/churn/versions/1     | {"name":"churn","versions":["1"],"platform":"onnxruntime_onnx","inputs":[{"name":"features","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"score","datatype":"FP32","shape":[-1,2]}]}
            """)
    void healthAndMetadataAsTheProtocolHasThem(String path, String body) throws Exception {
        assertEquals(body, send(path, null).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2,3,4]", "[[1,2],[3,4]]"})
    void infersFlatAndNestedData(String data) throws Exception {
        HttpResponse<String> answer = send(
                "/v2/models/churn/infer",
                "{'id':'7','inputs':[" + INPUT.replace("[1,2,3,4]", data) + "],'outputs':[{'name':'score'}]}");
        assertEquals(
                "{\"model_name\":\"churn\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":[{\"name\":\"score\","
                        + "\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[2.0,4.0,6.0,8.0]}]}",
                answer.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1,2,3,4]   | [1,2,3]          | The input 'features' has 3 values, but its shape takes 4.
            [2,2]       | [4]              | The input 'features' has the shape [4]; the model wants [-1, 2] (-1: any).
            [2,2]       | [2,3]            | The input 'features' has the shape [2,3]; the model wants [-1, 2] (-1: any).
            [2,2]       | [4611686018427387904,2] | The input 'features' has the shape [4611686018427387904,2], which is too large.
            FP32        | FP64             | The input 'features' has the datatype 'FP64'; the model wants FP32.
            [1,2,3,4]   | [1,"x",3,4]      | The input 'features' has the value "x", which is not FP32.
            features    | rows             | The model has no input 'rows'; it has features.
            """)
    void inputThatDoesNotFitGetsASentence(String is, String becomes, String sentence) throws Exception {
        HttpResponse<String> answer =
                send("/v2/models/churn/infer", "{'inputs':[" + INPUT.replace(is, becomes.replace('"', '\'')) + "]}");
        assertEquals(400, answer.statusCode());
        assertEquals(
                sentence,
                new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(answer.body())
                        .path("error")
                        .asText());
    }

    @Test
    void brokenRequestsAreAnswered() throws Exception {
        assertEquals(
                "{\"error\":\"The input features is missing.\"}",
                send("/v2/models/churn/infer", "{}").body());
        assertEquals(400, send("/v2/models/churn/infer", "{").statusCode());
        assertEquals(404, send("/v2/models/other", null).statusCode());
        assertEquals(404, send("/v2/models/churned/infer", "{}").statusCode());
        assertEquals(
                "{\"error\":\"The model has no output 'label'; it has score.\"}",
                send("/v2/models/churn/infer", "{'inputs':[" + INPUT + "],'outputs':[{'name':'label'}]}")
                        .body());
    }

    @Test
    void missingOrBrokenModelIsTheUsersMistake(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("model.onnx");
        assertEquals(
                "The model " + missing + " does not exist; train one first.",
                assertThrows(InputException.class, () -> ModelServer.start("churn", missing))
                        .getMessage());
        Files.writeString(missing, "not a model");
        String message = assertThrows(InputException.class, () -> ModelServer.start("churn", missing))
                .getMessage();
        assertEquals(missing + " cannot be loaded as an ONNX model", message.split(":")[0]);
    }
}
