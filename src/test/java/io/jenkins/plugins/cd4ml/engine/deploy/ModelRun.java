package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A run that was trained, evaluated and gated: the documents that those verbs leave, around a model that is real. */
final class ModelRun {
    static final Timeouts SHORT = new Timeouts(
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofMillis(600),
            Duration.ofMillis(50),
            Duration.ofSeconds(20),
            Duration.ZERO);

    /** For a golden request that is answered wrongly. */
    static final Timeouts SHORT_SMOKE = new Timeouts(
            SHORT.rollout(), Duration.ofSeconds(1), SHORT.stuck(), SHORT.poll(), SHORT.turn(), SHORT.bake());

    final RunFolder run;
    final Path model;
    String manifest;
    JsonNode smoke;
    ObjectNode section = Json.object();
    Environment environment;
    PromotionRequest.Conditions conditions = PromotionRequest.Conditions.DEFAULT;
    Timeouts timeouts = SHORT;
    SigningKey key;

    /**
     * @param folder where it goes
     * @param onnx   double or triple: a model that multiplies its two features
     */
    ModelRun(Path folder, String onnx, String namespace) throws Exception {
        run = new RunFolder(folder.resolve("run-" + onnx));
        model = folder.resolve("model-" + onnx);
        environment = new Environment("staging", namespace, null);
        Files.createDirectories(model);
        Files.write(model.resolve("model.onnx"), resource(onnx + ".onnx"));
        manifest = new String(resource("churn.yaml"), StandardCharsets.UTF_8);
        reevaluate();
        smoke = smoke(onnx.equals("double") ? 2 : 3);
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = ModelRun.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Writes the documents for the model as it is now. */
    void reevaluate() {
        String digest = Digests.of(model);
        ObjectNode evaluation = Json.object().put("format", 1);
        evaluation.putObject("model").put("digest", digest);
        evaluation.putArray("metrics").addObject().put("name", "auc").put("value", 0.9);
        run.write(RunFolder.EVALUATION, evaluation);
        run.write(
                RunFolder.GATES,
                Json.object()
                        .put("format", 1)
                        .put("verdict", "PASSED")
                        .put("modelDigest", digest)
                        .put("evaluationDigest", Digests.of(run.file(RunFolder.EVALUATION))));
        Lineage lineage = new Lineage();
        lineage.put(new Lineage.Entity("model", "model", "churn", digest, Map.of()));
        lineage.put(new Lineage.Entity("dataset:holdout", "dataset", "holdout", Digests.of("rows"), Map.of()));
        run.write(lineage);
        RecordedDocuments.keep(run, RunFolder.EVALUATION, RunFolder.GATES);
    }

    static ObjectNode smoke(double factor) {
        ObjectNode smoke = Json.object();
        ObjectNode input = smoke.putObject("request").putArray("inputs").addObject();
        input.put("name", "features").put("datatype", "FP32");
        input.putArray("shape").add(1).add(2);
        input.putArray("data").add(1).add(10);
        ObjectNode output =
                smoke.putObject("expected").putArray("outputs").addObject().put("name", "score");
        output.putArray("data").add(factor).add(10 * factor);
        return smoke;
    }

    PromotionRequest request() {
        return new PromotionRequest(
                "churn",
                run,
                "churn " + run.id(),
                model,
                Deployers.BUILT_IN.of(section, environment),
                new DeploySource(section, manifests(), smoke),
                environment,
                conditions,
                timeouts,
                "ada",
                "because it is better",
                key);
    }

    private ManifestFiles manifests() {
        return manifest == null ? null : new ManifestFiles(new TreeMap<>(Map.of("k8s/all.yaml", manifest)));
    }

    void gates(String verdict, String reason) {
        ObjectNode gates = (ObjectNode) run.read(RunFolder.GATES);
        gates.put("verdict", verdict);
        gates.putArray("items").addObject().put("verdict", verdict).put("reason", reason);
        run.write(RunFolder.GATES, gates);
        RecordedDocuments.keep(run, RunFolder.GATES);
    }

    void accept(String verdict) {
        conditions = new PromotionRequest.Conditions(Set.of("PASSED", verdict), null, false);
    }
}
