package io.jenkins.plugins.cd4ml;

import hudson.FilePath;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The breast-cancer example in a job's workspace. */
public final class Example {
    public static final Path FOLDER = Path.of("examples/breast-cancer").toAbsolutePath();

    private Example() {}

    /** Copies the example to where the job will run on that node. */
    public static FilePath copyTo(Node node, TopLevelItem job) throws IOException, InterruptedException {
        FilePath workspace = node.getWorkspaceFor(job);
        new FilePath(FOLDER.toFile()).copyRecursiveTo("**/*", "**/.cd4ml/**,model/**", workspace);
        return workspace;
    }

    /** @return the local Maven repository that this test's class path comes from: it holds the training pack */
    public static String mavenRepository() throws URISyntaxException {
        Path jar = Path.of(com.fasterxml.jackson.databind.ObjectMapper.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return jar.resolve("../../../../../../..").normalize().toString();
    }

    /** Lets the test cluster's kubelet run cd4ml's own model server behind the example's Service. */
    public static void serveForReal(FilePath workspace) throws IOException, InterruptedException {
        List<String> command = List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                "io.jenkins.plugins.cd4ml.engine.cli.Main",
                "serve",
                "--model",
                "$(VOLUME:/models/breast-cancer/1)/model.onnx",
                "--name",
                "breast-cancer",
                "--host",
                "$(POD_IP)",
                "--port",
                "8000");
        FilePath deployment = workspace.child("k8s/deployment.yaml");
        String annotations = "    metadata:\n      annotations:\n        cd4ml.test/serve-port: \"8000\"\n"
                + "        cd4ml.test/serve-command: '" + Json.line(command) + "'\n";
        deployment.write(
                deployment
                        .readToString()
                        .replaceFirst("    metadata:\n(?=      labels)", annotations.replace("$", "\\$")),
                "UTF-8");
    }
}
