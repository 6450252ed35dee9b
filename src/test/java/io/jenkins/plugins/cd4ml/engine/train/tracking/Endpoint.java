package io.jenkins.plugins.cd4ml.engine.train.tracking;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracking endpoint of its own, and calls to it as they go over the wire. */
final class Endpoint implements AutoCloseable {
    final RunFolder run;
    final List<String> said = new CopyOnWriteArrayList<>();
    final TrackingServer server;
    private final TrainingLog log;
    private final HttpClient client = HttpClient.newHttpClient();

    Endpoint(Path folder) {
        run = new RunFolder(folder);
        log = new TrainingLog(run, NameRules.id(), said::add);
        server = new TrackingServer(run, "train", log);
    }

    HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
        return post(path, "application/json", Json.line(body).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + server.token())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** @return id of a new run in the default experiment */
    String started() throws IOException, InterruptedException {
        String answer = post("/api/2.0/mlflow/runs/create", java.util.Map.of("experiment_id", "0"))
                .body();
        return Json.MAPPER.readTree(answer).at("/run/info/run_id").asText();
    }

    @Override
    public void close() {
        server.close();
        log.close();
    }
}
