package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.export.ExportedRun;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceVerbsTest {
    @TempDir
    Path project;

    private Path model;
    private String key;

    @BeforeEach
    void aRunWithAModel() throws IOException {
        RunFolder run = ExportedRun.in(project.resolve(".cd4ml/runs/1"));
        model = Files.createDirectory(project.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "weights");
        ObjectNode training = run.read(RunFolder.TRAINING, ObjectNode.class);
        ((ObjectNode) training.at("/model/files")).put("model.onnx", Digests.of(model.resolve("model.onnx")));
        run.write(RunFolder.TRAINING, training);
        key = TestKeys.of("secp256r1").in(project, "key.pem").toString();
    }

    private String says(int code, String... arguments) {
        CommandLineRun run = CommandLineRun.in(project, arguments);
        assertEquals(code, run.code(), run.said());
        return run.said();
    }

    @Test
    void aRunsStatementsAreSignedAndVerified() throws IOException {
        String bundle = project.resolve("run.intoto.jsonl").toString();
        assertTrue(says(0, "sign", "--key", key, "--to", bundle).startsWith("Signed 4 statements by ECDSA P-256 "));
        String says = says(0, "verify", bundle, "--key", key + ".pub", "--model", model.toString());
        assertTrue(says.contains("svr/v0.2: signed by ECDSA P-256 "), says);
        assertTrue(
                says.endsWith("4 statements in " + bundle + " are signed by who is trusted, and about the files in "
                        + model + ".\n"),
                says);

        Files.writeString(model.resolve("model.onnx"), "poison");
        says = says(1, "verify", bundle, "--key", key + ".pub", "--model", model.toString());
        assertTrue(says.contains("other bytes than were signed are in model.onnx"), says);
        String other = TestKeys.of("Ed25519").in(project, "other.pem") + ".pub";
        assertTrue(says(1, "verify", bundle, "--key", other).contains("is signed by none of the trusted keys"));
        says = says(1, "verify", bundle, "--key", other, "--key", key + ".pub", "--signatures", "2");
        assertTrue(says.contains(bundle + " envelope 1 is signed by ECDSA P-256 "), says);
    }

    @Test
    void aModelIsSignedAndVerifiedWhereverItsSignatureLies() throws IOException {
        Files.writeString(project.resolve("cd4ml.yaml"), "model: churn\ntrain:\n  command: 'true'\n");
        String inside = model.resolve("model.sig").toString();
        assertTrue(says(0, "sign-model", "--key", key, "--to", inside).contains("Signed "));
        String says = says(0, "verify-model", "--key", key + ".pub", "--signature", inside);
        assertTrue(says.endsWith(" signed: 1 file.\n"), says);
        Files.writeString(model.resolve("more.bin"), "");
        says = says(1, "verify-model", model.toString(), "--key", key + ".pub", "--signature", inside);
        assertTrue(says.contains("there and not signed: more.bin"), says);
        says(0, "verify-model", model.toString(), "--key", key + ".pub", "--signature", inside, "--ignore", "more.bin");
    }

    @Test
    void aBomSaysWhatItLacks() throws IOException {
        String says = says(0, "bom", "--score");
        assertTrue(says.contains("missing, critical: suppliedBy (metadata)\n"), says);
        assertTrue(says.matches("(?s).*The run's ML-BOM has a completeness of [0-9.]+ of 100 \\(.*"), says);
        assertTrue(says(1, "bom", "--score", "--min", "99").startsWith("required_fields: 4 of 4 fields\n"));
        Path other = Files.writeString(project.resolve("other.json"), "{\"bomFormat\": \"SPDX\"}");
        assertTrue(says(2, "bom", other.toString(), "--score").contains("is no CycloneDX document"));
    }

    @Test
    void aVersionIsHandedToAnAuditor() throws Exception {
        new ModelRegistry(project.resolve(".cd4ml/registry"))
                .register(new Registration(
                        "churn",
                        Digests.of(model),
                        "run 1",
                        new RunFolder(project.resolve(".cd4ml/runs/1")),
                        model,
                        "ada"));
        String zip = project.resolve("churn-1.zip").toString();
        String says = says(0, "export-audit", "1", "churn", "--key", key, "--to", zip);
        assertTrue(
                says.matches("(?s).*signed by ECDSA.*of Annex IV [0-9]+ fields are missing: see index.md in it.\n"),
                says);
        assertTrue(says(0, "verify-audit", zip, "--key", key + ".pub").contains(" signed."));
        Files.writeString(Path.of(zip), "no zip");
        assertTrue(says(2, "verify-audit", zip, "--key", key + ".pub").contains(zip + " cannot be read"));
        assertTrue(says(2, "export-audit", "2", "churn", "--to", zip).contains("has no version 2 of churn"));
        assertTrue(says(2, "export-audit", "1", "other", "--to", zip).contains("has no model 'other'"));
    }

    @Test
    void mistakesAreOneSentence() {
        String none = project.resolve("none").toString();
        assertTrue(says(2, "sign", "--key", none).endsWith("none does not exist; name a PEM file with keys.\n"));
        assertTrue(says(2, "sign", "--key", key + ".pub").contains("has no private key but a PUBLIC KEY"));
        assertTrue(
                says(2, "verify", none, "--key", key).contains("is a private key, which is nobody's but the signer's"));
        assertTrue(says(2, "verify", none, "--key", key + ".pub").endsWith("none does not exist.\n"));
        assertTrue(says(2, "verify-model", none, "--key", key + ".pub", "--signature", key)
                .contains("cannot be read as JSON"));
        assertTrue(says(2, "sign-model", none, "--key", key).contains("none is no folder"));
    }
}
