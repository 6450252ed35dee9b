package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRuns;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.engine.serve.OnnxModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves an ONNX model until it is stopped. */
@Command(name = "serve", description = "Serve an ONNX model by the Open Inference Protocol v2, until stopped.")
final class Serve extends Verb {
    @Option(names = "--model", paramLabel = "FILE", defaultValue = "model/model.onnx", description = "The ONNX file.")
    Path model;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "model",
            description = "The model's name in the paths.")
    String name;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Default: loopback only.")
    String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "0 for any free one.")
    int port;

    @Override
    Outcome run(Progress progress) throws InterruptedException {
        Path file = main.directory.resolve(model);
        if (!Files.exists(file)) {
            LocalRuns.of(main.directory).current().ifPresent(run -> run.needsModel("serve"));
        }
        try (ModelServer server = new ModelServer(name, new OnnxModel(file), host, port)) {
            progress.line("Serving " + file + " at http://" + host + ":" + server.port() + "/v2/models/" + name);
            new CountDownLatch(1).await(); // until the process is stopped
        }
        return new Outcome(true, "Stopped.", Json.object());
    }
}
