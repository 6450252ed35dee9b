package io.jenkins.plugins.cd4ml.engine.train.tracking;

import io.jenkins.plugins.cd4ml.engine.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real {@code mlflow server} with SQLite on loopback. */
public final class MlflowServer implements AutoCloseable {
    private static final int SECONDS = 180;

    private final Process process;
    private final String url;

    private MlflowServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    public static MlflowServer start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("mlflow-server.log");
        Process process = new ProcessBuilder(
                        Peers.python().toString(),
                        "-m",
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        "--artifacts-destination",
                        folder.resolve("mlflow-artifacts").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        MlflowServer server = new MlflowServer(process, "http://127.0.0.1:" + port);
        for (int i = 0; i < SECONDS * 10; i++) {
            if (!process.isAlive()) {
                throw new AssertionError("mlflow server ended: " + Files.readString(log));
            }
            if (server.healthy()) {
                return server;
            }
            Thread.sleep(100);
        }
        server.close();
        throw new AssertionError("mlflow server is not ready: " + Files.readString(log));
    }

    public String url() {
        return url;
    }

    private boolean healthy() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
