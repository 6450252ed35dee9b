package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the holdout to the served model and back: models that are really evaluated and really served. */
class ServingSkewTest {
    private static StandInCluster cluster;

    @TempDir
    Path project;

    @BeforeAll
    static void start() {
        cluster = new StandInCluster(ModelServer::start);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private CommandLineRun evaluated(String onnx, String target, String features, String skew) throws Exception {
        Files.writeString(project.resolve("kubeconfig"), cluster.kubeconfig());
        Files.writeString(
                project.resolve("cd4ml.yaml"), """
            model: churn
            data: {holdout: {path: rows.csv}}
            evaluate: {dataset: holdout, target: %s, key: id, resamples: 100, model: model/}
            gates: [{metric: %s, min: -1000}]
            promote: {manifests: k8s/, servingSkew: %s, rolloutTimeout: 20, smokeTimeout: 2, bakeTime: 0}
            """.formatted(target, target.equals("value") ? "r2" : "accuracy", skew));
        Files.write(project.resolve("rows.csv"), resource("../evaluate/rows.csv"));
        Files.createDirectories(project.resolve("k8s"));
        Files.write(project.resolve("k8s/churn.yaml"), resource("../deploy/churn.yaml"));
        Path model = Files.createDirectories(project.resolve("model"));
        Files.write(model.resolve("model.onnx"), resource("../evaluate/" + onnx + ".onnx"));
        if (features != null) {
            Files.writeString(model.resolve("signature.json"), "{\"features\": [" + features + "]}");
        }
        CommandLineRun evaluated = CommandLineRun.in(project, "evaluate-model");
        if (evaluated.code() == 0) {
            assertEquals(0, CommandLineRun.in(project, "check-gates").code());
        }
        return evaluated;
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = ServingSkewTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private CommandLineRun promoted(String namespace) {
        cluster.createNamespace(namespace);
        return CommandLineRun.in(
                project,
                "promote-model",
                "staging",
                "--namespace",
                namespace,
                "--kubeconfig",
                project.resolve("kubeconfig").toString());
    }

    private RunFolder run() {
        return new RunFolder(project.resolve(".cd4ml/runs/1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            value | value   | "age", "income"
            kinds | kind    | "age", "income"
            named | churned |
            """)
    void modelAnswersInServiceWhatWasMeasured(String onnx, String target, String features) throws Exception {
        CommandLineRun evaluated = evaluated(onnx, target, features, "{rows: 60}");
        assertEquals(0, evaluated.code(), evaluated.said());
        CommandLineRun promoted = promoted("good-" + onnx);
        assertEquals(0, promoted.code(), promoted.said());
        assertTrue(promoted.said().contains(" over 60 rows of the holdout (at most 0.001 may be)"), promoted.said());
        JsonNode skew = run().read("promote/promotion.json").at("/smoke/servingSkew");
        assertTrue(skew.get("value").asDouble() <= 1e-5, skew.toString());
        assertEquals(0, skew.get("differing").asInt());
    }

    /** The server has another preparation of the data, or another file, than was measured. */
    @Test
    void otherAnswersThanMeasuredAreTakenBack() throws Exception {
        assertEquals(
                0,
                evaluated("value", "value", "\"age\", \"income\"", "{rows: 40, max: 0.0001}")
                        .code());
        String manifest = Files.readString(project.resolve("k8s/churn.yaml"));
        assertEquals(0, promoted("other").code());
        String other = Base64.getEncoder().encodeToString(changed(resource("../evaluate/value.onnx")));
        Files.writeString(
                project.resolve("k8s/churn.yaml"),
                manifest.replace("${cd4ml.modelConfigMap}", "other") + "---\napiVersion: v1\nkind: ConfigMap\n"
                        + "metadata: {name: other}\nbinaryData: {model.onnx: " + other + "}\n");
        CommandLineRun refused = promoted("other");
        assertEquals(1, refused.code(), refused.said());
        assertTrue(
                refused.said()
                        .matches("(?s).*NO: The served model does not answer as it did when it was evaluated: Service"
                                + " churn, model churn: train/serve skew 0\\.\\d+ over 40 rows of the holdout \\(at most"
                                + " 0\\.0001 may be; 40 rows differ\\): output 'variable' of row \\d+ is .*, recorded is"
                                + " .*\\. What was there before was put back\\..*"),
                refused.said());
        assertEquals(0, evaluated("kinds", "kind", "\"age\", \"income\"", "{}").code());
        assertEquals(0, again("promote-model").code());
        CommandLineRun back = again("roll-back-model");
        assertEquals(0, back.code(), back.said());
        assertTrue(back.said().contains(" over 40 rows of the holdout (at most 0.0001 may be)"), back.said());
    }

    private CommandLineRun again(String verb) {
        String kubeconfig = project.resolve("kubeconfig").toString();
        return CommandLineRun.in(project, verb, "staging", "--namespace", "other", "--kubeconfig", kubeconfig);
    }

    /** @return the linear model with its first coefficient a hundredth larger */
    private static byte[] changed(byte[] onnx) {
        int at = new String(onnx, StandardCharsets.ISO_8859_1).indexOf("coefficients") + "coefficients".length();
        assertEquals(0x3d, onnx[at]); // AttributeProto.floats
        ByteBuffer bytes = ByteBuffer.wrap(onnx).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(at + 1, bytes.getFloat(at + 1) * 1.01f);
        return onnx;
    }

    @Test
    void recordedAnswersThatSomebodyEditedAreRefused() throws Exception {
        assertEquals(0, evaluated("value", "value", "\"age\", \"income\"", "{}").code());
        Path rows = run().file(RunFolder.SERVING_ROWS);
        JsonNode kept = Json.read(rows);
        assertEquals(100, kept.get("rows").asInt());
        Files.writeString(rows, Files.readString(rows).replaceFirst("\"rows\" *: *100", "\"rows\": 99"));
        CommandLineRun refused = promoted("edited");
        assertEquals(2, refused.code(), refused.said());
        assertTrue(refused.said().contains("serving-rows.json has the digest sha256:"), refused.said());
    }

    @Test
    void modelsThatServersCannotBeAskedAboutAreToldAtTheEvaluation() throws Exception {
        CommandLineRun zipmap = evaluated("zipmap", "churned", "\"age\", \"income\"", "{}");
        assertEquals(2, zipmap.code(), zipmap.said());
        assertTrue(zipmap.said().contains("export the model without ZipMap"), zipmap.said());
    }
}
