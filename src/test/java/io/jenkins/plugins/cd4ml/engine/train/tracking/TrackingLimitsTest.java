package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is longer than MLflow's limits: cut or refused as {@code mlflow server} 3.17.2 does it, and named. */
class TrackingLimitsTest {
    private static final String MLFLOW = "/api/2.0/mlflow/";

    @TempDir
    Path folder;

    @Test
    void tooLongAValueIsCutAndTheParameterNamed() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            String run = endpoint.started();
            String value = "x".repeat(6_001);
            Map<String, Object> one = Map.of("run_id", run, "key", "prompt", "value", value);
            assertEquals(200, endpoint.post(MLFLOW + "runs/log-parameter", one).statusCode());
            Map<String, Object> batch =
                    Map.of("run_id", run, "params", List.of(Map.of("key", "other", "value", value + "y")));
            assertEquals(200, endpoint.post(MLFLOW + "runs/log-batch", batch).statusCode());
            Map<String, String> params =
                    endpoint.server.tracked(CountedRun.BY_DEFAULT).params();
            assertEquals(6_000, params.get("prompt").length());
            assertEquals(6_000, params.get("other").length());
            assertTrue(
                    endpoint.said.contains(
                            "the parameter 'prompt' has 6001 characters; it is cut to 6000, as MLflow does"),
                    endpoint.said.toString());
            assertTrue(endpoint.said.stream().anyMatch(s -> s.contains("'other' has 6002")));
            assertEquals(
                    200,
                    endpoint.post(MLFLOW + "runs/log-parameter", one).statusCode(),
                    "the same once more is no change");
        }
    }

    @Test
    void tooLongANameIsRefusedAndNamed() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            String run = endpoint.started();
            String key = "layers/" + "k".repeat(244);
            HttpResponse<String> param =
                    endpoint.post(MLFLOW + "runs/log-parameter", Map.of("run_id", run, "key", key, "value", "1"));
            assertEquals(400, param.statusCode());
            assertTrue(
                    param.body().contains("'Param key' exceeds the maximum length of 250 characters: 'layers/kkk"),
                    param.body());
            HttpResponse<String> metric = endpoint.post(
                    MLFLOW + "runs/log-metric",
                    Map.of("run_id", run, "key", key, "value", 1, "timestamp", 1, "step", 0));
            assertTrue(
                    metric.body().contains("'Metric name' exceeds the maximum length of 250 characters"),
                    metric.body());
        }
    }

    @Test
    void aVersionsSourceThatLeadsElsewhereIsRefused() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            endpoint.post(MLFLOW + "registered-models/create", Map.of("name", "m"));
            for (String source : List.of(
                    "mlflow-artifacts://host:9000/models/../../../",
                    "s3://bucket/a/..%2f..%2fb",
                    "http://host/%252e%252e/b",
                    "http://host/models%00",
                    "/etc",
                    "file:///etc/passwd",
                    "%2fetc",
                    "C:\\secrets")) {
                HttpResponse<String> answer =
                        endpoint.post(MLFLOW + "model-versions/create", Map.of("name", "m", "source", source));
                assertEquals(400, answer.statusCode(), source);
                assertTrue(answer.body().contains("Invalid model version source"), answer.body());
            }
            for (String source :
                    List.of("mlflow-artifacts:/models/foo///bar", "s3://bucket/a..b/100%", "runs:/r/model")) {
                HttpResponse<String> answer =
                        endpoint.post(MLFLOW + "model-versions/create", Map.of("name", "m", "source", source));
                assertEquals(200, answer.statusCode(), answer.body());
            }
        }
    }
}
