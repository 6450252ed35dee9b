package io.jenkins.plugins.cd4ml.engine.deploy;

import java.nio.file.Path;

/** Pods of the real API server that serve the model as {@code cd4ml serve}. */
final class ServingPods {
    private ServingPods() {}

    /** @param model path of the model's file. @return the words of the command, as a JSON list */
    static String command(String model, int port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return "[\""
                + String.join(
                        "\",\"",
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.jenkins.plugins.cd4ml.engine.cli.Main",
                        "serve",
                        "--model",
                        model,
                        "--name",
                        "churn",
                        "--host",
                        "$(POD_IP)",
                        "--port",
                        Integer.toString(port))
                + "\"]";
    }
}
