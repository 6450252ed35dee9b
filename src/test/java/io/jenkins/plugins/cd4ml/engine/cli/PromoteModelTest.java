package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on the command line, from the project's files to the exit code. */
class PromoteModelTest {
    @TempDir
    Path project;

    private StandInCluster cluster;
    private String err;
    private String out;

    @BeforeEach
    void projectThatPassedItsGates() throws Exception {
        cluster = new StandInCluster(ModelServer::start);
        Files.writeString(project.resolve("kubeconfig"), cluster.kubeconfig());
        Files.writeString(
                project.resolve("cd4ml.yaml"),
                "model: churn\npromote: {manifests: k8s/, smoke: golden.json, rolloutTimeout: 20, smokeTimeout: 5}\n");
        Files.createDirectories(project.resolve("k8s"));
        try (InputStream in = PromoteModelTest.class.getResourceAsStream("../deploy/churn.yaml")) {
            Files.write(project.resolve("k8s/churn.yaml"), in.readAllBytes());
        }
        golden(2);
        evaluated("double");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void golden(double factor) throws Exception {
        Files.writeString(project.resolve("golden.json"), """
            {"request": {"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]}]},
             "expected": {"outputs": [{"data": [%s, %s]}]}}
            """.formatted(factor, 2 * factor));
    }

    private void evaluated(String onnx) throws Exception {
        Path model = Files.createDirectories(project.resolve("model"));
        try (InputStream in = PromoteModelTest.class.getResourceAsStream("../deploy/" + onnx + ".onnx")) {
            Files.write(model.resolve("model.onnx"), in.readAllBytes());
        }
        RunFolder run = new RunFolder(Files.createDirectories(project.resolve(".cd4ml/runs/1")));
        String digest = Digests.of(model);
        ObjectNode evaluation = Json.object();
        evaluation.putObject("model").put("digest", digest);
        run.write(RunFolder.EVALUATION, evaluation);
        ObjectNode gates = Json.object().put("verdict", "PASSED").put("modelDigest", digest);
        run.write(RunFolder.GATES, gates.put("evaluationDigest", Digests.of(run.file(RunFolder.EVALUATION))));
        RecordedDocuments.keep(run, RunFolder.EVALUATION, RunFolder.GATES);
    }

    private int cd4ml(String... args) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("-C", project.toString(), "--json"));
        all.addAll(List.of(args));
        int code = Main.run(
                all.toArray(String[]::new),
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        err = errors.toString(StandardCharsets.UTF_8);
        out = output.toString(StandardCharsets.UTF_8);
        return code;
    }

    private String kubeconfig() {
        return project.resolve("kubeconfig").toString();
    }

    @Test
    void promotesRefusesAndRollsBack() throws Exception {
        assertEquals(0, cd4ml("promote-model", "staging", "--kubeconfig", kubeconfig(), "--why", "first"), () -> err);
        assertEquals(1, Json.MAPPER.readTree(out).path("version").asInt());
        assertTrue(err.contains("nobody has to approve. Approvals exist in Jenkins."), err);
        evaluated("triple");
        assertEquals(1, cd4ml("promote-model", "staging", "--kubeconfig", kubeconfig()), () -> err);
        assertTrue(err.contains("NO: The smoke test failed: Service churn, model churn: output 'score'"), err);
        golden(3);
        assertEquals(0, cd4ml("promote-model", "staging", "--kubeconfig", kubeconfig()), () -> err);
        assertEquals(0, cd4ml("roll-back-model", "staging", "--kubeconfig", kubeconfig()), () -> err);
        assertTrue(err.contains("staging serves churn version 1 ("), err);
        assertEquals(2, cd4ml("roll-back-model", "staging", "--kubeconfig", kubeconfig()), () -> err);
        assertTrue(err.contains("there is nothing to roll back to."), err);
    }

    @Test
    void mistakesGetOneSentenceAndExitCode2() throws Exception {
        assertEquals(2, cd4ml("promote-model", "--kubeconfig", "/nowhere/config"));
        assertTrue(err.endsWith("cd4ml: The kubeconfig /nowhere/config does not exist.\n"), err);
        assertEquals(2, cd4ml("promote-model", "../production", "--kubeconfig", kubeconfig()));
        assertTrue(err.contains("cd4ml: '../production' cannot be the name of an environment: use 1 to 63"), err);
        assertEquals(2, cd4ml("promote-model", "--kubeconfig", kubeconfig(), "--namespace", "Not_A_Namespace"));
        assertTrue(err.contains("has no usable namespace ('Not_A_Namespace')"), err);
        cluster.close();
        assertEquals(2, cd4ml("promote-model", "--kubeconfig", kubeconfig()));
        assertTrue(err.contains("cannot be reached (connection refused)"), err);
    }
}
