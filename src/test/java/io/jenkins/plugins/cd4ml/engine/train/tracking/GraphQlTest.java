package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of MLflow's pages, and hostile ones; MLflow's own tests of them are in {@link SuitesPeerTest}. */
class GraphQlTest {
    @TempDir
    Path folder;

    private static JsonNode ask(Endpoint endpoint, String query, Map<String, Object> variables) throws Exception {
        var answer = endpoint.post("/graphql", Map.of("query", query, "variables", variables));
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.MAPPER.readTree(answer.body());
    }

    private static String refused(Endpoint endpoint, String query) throws Exception {
        JsonNode answer = ask(endpoint, query, Map.of());
        assertTrue(answer.get("data").isNull(), answer.toString());
        return answer.at("/errors/0").asText();
    }

    @Test
    void variablesAliasesAndFragmentsSelectWhatTheRestCallAnswers() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            String run = endpoint.started();
            endpoint.post(
                    "/api/2.0/mlflow/runs/log-metric",
                    Map.of("run_id", run, "key", "loss", "value", 0.5, "step", 7, "timestamp", 1));
            JsonNode answer = ask(endpoint, """
                    # a page of MLflow
                    query GetRun($data: MlflowGetRunInput!) @component(name: "Runs") {
                      mine: mlflowGetRun(input: $data) {
                        apiError { code }
                        run { ...numbers info { runId, started: startTime } experiment { name } modelVersions { name } }
                      }
                    }
                    fragment numbers on MlflowRunExtension { data { metrics { key value step } ... on X { tags { key } } } }
                    """, Map.of("data", Map.of("runId", run)));
            assertTrue(answer.get("errors").isNull(), answer.toString());
            JsonNode mine = answer.at("/data/mine/run");
            assertEquals("{\"key\":\"loss\",\"value\":0.5,\"step\":\"7\"}", Json.line(mine.at("/data/metrics/0")));
            assertEquals("mlflow.runName", mine.at("/data/tags/0/key").asText());
            assertEquals(run, mine.at("/info/runId").asText());
            assertTrue(mine.at("/info/started").isTextual());
            assertEquals("Default", mine.at("/experiment/name").asText());
            assertEquals(0, mine.get("modelVersions").size());
            assertTrue(answer.at("/data/mine/apiError").isNull());
        }
    }

    @Test
    void hostileQueriesAreRefusedInASentence() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            assertTrue(refused(endpoint, "{ a: test { ...f } } fragment f on X { ...f }")
                    .contains("maximum depth"));
            StringBuilder bomb = new StringBuilder("{ test { ...f0 } }");
            for (int i = 0; i < 8; i++) {
                bomb.append(" fragment f" + i + " on X {")
                        .append((" ...f" + (i + 1)).repeat(20))
                        .append(" }");
            }
            assertTrue(refused(endpoint, bomb + " fragment f8 on X { output }").contains("maximum"));
            assertTrue(refused(endpoint, "{" + "[".repeat(100_000)).contains("Syntax Error"));
            assertTrue(refused(endpoint, "{ test(inputString: " + "[".repeat(20) + "]".repeat(20) + ") { output } }")
                    .contains("maximum depth"));
            assertTrue(
                    refused(endpoint, "{ test(a: " + "{a:".repeat(30_000) + "1" + "}".repeat(30_000) + ") { output } }")
                            .contains("maximum depth"));
            assertTrue(refused(endpoint, "{ test(inputString: \"" + "\\n".repeat(60_000))
                    .contains("Unterminated"));
            assertTrue(refused(endpoint, "#\n".repeat(60_000) + "%").contains("Unexpected character"));
            assertTrue(refused(endpoint, "").contains("query"));
            assertTrue(refused(endpoint, "{ __schema { types { name } } }").contains("Cannot query field"));
            assertTrue(refused(endpoint, "{ mlflowGetRun(input: {runId: \"none\"}) { run { info { runId } } } }")
                    .contains("not found"));
        }
    }
}
