package io.jenkins.plugins.cd4ml.engine.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.ExportedRun;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.model.ModelSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Envelopes and models that are signed here, verified by the tools that defined the formats (securesystemslib,
 * in-toto-attestation, model-signing), and theirs verified here.
 */
class SignPeerTest {
    private static final String PEER = Path.of("src/test/resources/io/jenkins/plugins/cd4ml/engine/sign/peer.py")
            .toAbsolutePath()
            .toString();

    @TempDir
    Path folder;

    private String peer(String... arguments) throws IOException, InterruptedException {
        return Peers.run(Peers.standards(), folder, Map.of(), 60, arguments);
    }

    private String statements() throws IOException {
        String statements = ExportFormat.of("in-toto").render(RunRecord.of(ExportedRun.in(folder.resolve("run"))));
        Files.writeString(folder.resolve("statements.jsonl"), statements);
        return statements;
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "Ed25519"})
    void statementsAreSignedForOthersAndByOthers(String kind) throws IOException, InterruptedException {
        TestKeys keys = TestKeys.of(kind);
        keys.in(folder, "key");
        String statements = statements();
        Files.writeString(folder.resolve("ours"), Statements.sign("run", statements, keys.signing()));
        assertEquals("verified\n".repeat(4), peer(PEER, "verify", "ours", "key.pub"));

        peer(PEER, "sign", "key", "statements.jsonl", "theirs");
        byte[] theirs = Files.readAllBytes(folder.resolve("theirs"));
        assertEquals(4, Statements.verify("theirs", theirs, keys.trust()).size());
        assertThrows(
                SignatureRefusedException.class,
                () -> Statements.verify("theirs", theirs, TestKeys.of(kind).trust()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void modelsAreSignedForOthersAndByOthers(String kind) throws IOException, InterruptedException {
        TestKeys keys = TestKeys.of(kind);
        keys.in(folder, "key");
        Path model = Files.createDirectories(folder.resolve("model/a/b"))
                .resolve("../..")
                .normalize();
        Files.writeString(model.resolve("weights.bin"), "weights");
        Files.writeString(model.resolve("a/b/\uD83D\uDE00 é"), "names");
        Files.writeString(model.resolve("a/\uFF5E"), "in the order of code points");
        Files.createFile(model.resolve("a/empty"));
        Path ours = folder.resolve("ours.sig");
        Files.writeString(ours, Json.text(ModelSignature.sign(model, "model", keys.signing(), Set.of())));
        verifiedByModelSigning("ours.sig");

        List<String> sign = new ArrayList<>(List.of("-m", "model_signing", "sign", "key", "--private_key", "key"));
        sign.addAll(List.of("--signature", "theirs.sig", "model"));
        peer(sign.toArray(String[]::new));
        Path theirs = folder.resolve("theirs.sig");
        assertEquals(
                Set.of("weights.bin", "a/b/\uD83D\uDE00 é", "a/\uFF5E", "a/empty"),
                ModelSignature.verify("theirs.sig", Json.read(theirs), model, keys.trust(), Set.of())
                        .digests()
                        .keySet());

        Files.writeString(model.resolve("a/empty"), "no more");
        AssertionError refused = assertThrows(AssertionError.class, () -> verifiedByModelSigning("ours.sig"));
        assertTrue(refused.getMessage().matches("(?s).*Hash mismatch for \\W*a/empty.*"), refused.getMessage());
        assertThrows(
                SignatureRefusedException.class,
                () -> ModelSignature.verify("theirs.sig", Json.read(theirs), model, keys.trust(), Set.of()));
    }

    private void verifiedByModelSigning(String signature) throws IOException, InterruptedException {
        peer("-m", "model_signing", "verify", "key", "--public_key", "key.pub", "--signature", signature, "model");
    }
}
