package io.jenkins.plugins.cd4ml.engine.sign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.Envelope;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSignatureTest {
    @TempDir
    Path folder;

    private final TestKeys keys = TestKeys.of("secp256r1");
    private Path model;

    @BeforeEach
    void aModel() throws IOException {
        model = Files.createDirectories(folder.resolve("model/deep")).getParent();
        Files.writeString(model.resolve("model.onnx"), "weights");
        Files.writeString(model.resolve("deep/names é.json"), "{}");
        Files.createFile(model.resolve("empty"));
    }

    private ObjectNode signed() {
        return ModelSignature.sign(model, "churn", keys.signing(), Set.of());
    }

    private ModelSignature verify(JsonNode bundle) {
        return ModelSignature.verify("model.sig", bundle, model, keys.trust(), Set.of());
    }

    private void assertRefused(String text, JsonNode bundle) {
        SignatureRefusedException e = assertThrows(SignatureRefusedException.class, () -> verify(bundle));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    private void assertInput(String text, JsonNode bundle) {
        InputException e = assertThrows(InputException.class, () -> verify(bundle));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    private static JsonNode statement(JsonNode bundle) {
        byte[] payload =
                Base64.getDecoder().decode(bundle.at("/dsseEnvelope/payload").asText());
        return Json.parse("s", payload, JsonNode.class);
    }

    /** Signs another statement than that of the model, as an evil holder of the key might. */
    private ObjectNode resigned(String from, String to) {
        ObjectNode bundle = signed();
        byte[] payload = statement(bundle).toString().replace(from, to).getBytes(StandardCharsets.UTF_8);
        bundle.set(
                "dsseEnvelope",
                Envelope.sign(Envelope.IN_TOTO, payload, keys.signing()).json());
        return bundle;
    }

    @Test
    void whatWasSignedIsVerified() throws IOException {
        ObjectNode bundle = signed();
        Files.createDirectories(model.resolve(".git"));
        Files.writeString(model.resolve(".git/config"), "none of the model's");
        assertEquals(
                List.of("deep/names é.json", "empty", "model.onnx"),
                new ArrayList<>(verify(bundle).digests().keySet()));
        assertEquals(
                keys.signing().trusted().hint(),
                bundle.at("/verificationMaterial/publicKey/hint").asText());
    }

    @Test
    void whatDiffersIsNamed() throws IOException {
        ObjectNode bundle = signed();
        Files.writeString(model.resolve("model.onnx"), "weighty");
        assertRefused("other bytes than were signed are in model.onnx.", bundle);
        Files.delete(model.resolve("empty"));
        Files.writeString(model.resolve("deep/evil\u001b[2J.py"), "import os");
        assertRefused("signed and not there: empty; there and not signed: deep/evil?[2J.py.", bundle);
    }

    /** The same bytes under exchanged names are another model. */
    @Test
    void swappedFilesAreNamed() throws IOException {
        ObjectNode bundle = signed();
        Files.move(model.resolve("model.onnx"), folder.resolve("x"));
        Files.move(model.resolve("empty"), model.resolve("model.onnx"));
        Files.move(folder.resolve("x"), model.resolve("empty"));
        assertRefused("other bytes than were signed are in empty, model.onnx.", bundle);
    }

    @Test
    void linksAreRefused() throws IOException {
        ObjectNode bundle = signed();
        Files.delete(model.resolve("empty"));
        Files.createSymbolicLink(model.resolve("empty"), folder.resolve("elsewhere"));
        assertInput("empty, which is a link", bundle);
        assertThrows(InputException.class, this::signed);
        Files.delete(model.resolve("empty"));
        Files.createFile(model.resolve("empty"));
        Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(model.resolve("more"), folder.resolve("outside"));
        assertInput("more, which is a link", bundle);
    }

    @Test
    void aSignatureThatWantsWhatIsNotSafeIsRefused() {
        assertInput("allows links", resigned("\"allow_symlinks\":false", "\"allow_symlinks\":true"));
        assertInput("which is none below", resigned("\".github\"", "\"../model\""));
        assertInput("which is none below", resigned("\".github\"", "\"/\""));
        assertInput("which is none below", resigned("\".github\"", "\".\""));
        assertInput("another kind than SHA-256", resigned("\"hash_type\":\"sha256\"", "\"hash_type\":\"md5\""));
        assertInput("by the method 'magic'", resigned("\"method\":\"files\"", "\"method\":\"magic\""));
        assertInput(
                "by the method 'shards'", resigned("\"method\":\"files\"", "\"method\":\"shards\",\"shard_size\":0"));
        assertInput("about something else", resigned(ModelManifest.TYPE, "https://in-toto.io/attestation/svr/v0.2"));
        assertInput("names a file twice", resigned("\"name\":\"empty\"", "\"name\":\"model.onnx\""));
    }

    @Test
    void aBundleOfAnotherKeyOrWithoutKeyIsRefused() {
        ObjectNode bundle =
                ModelSignature.sign(model, "churn", TestKeys.of("Ed25519").signing(), Set.of());
        assertRefused("is signed by none of the trusted keys", bundle);
        ObjectNode changed = signed();
        ((ObjectNode) changed.get("dsseEnvelope")).set("payload", bundle.at("/dsseEnvelope/payload"));
        ((ObjectNode) changed.at("/dsseEnvelope/signatures/0")).remove("keyid");
        ObjectNode certificate = signed();
        ((ObjectNode) certificate.get("verificationMaterial")).remove("publicKey");
        assertInput("made with a certificate or by Sigstore", certificate);
        assertInput("is no signature of a model", Json.object());
        assertInput("is no signature of a model", Json.MAPPER.createArrayNode());
    }

    @Test
    void aChangedStatementIsTold() {
        ObjectNode bundle = signed();
        byte[] payload = statement(bundle).toString().replace("empty", "full").getBytes(StandardCharsets.UTF_8);
        ((ObjectNode) bundle.get("dsseEnvelope"))
                .put("payload", Base64.getEncoder().encodeToString(payload));
        assertRefused("was changed after it was signed", bundle);
    }

    /** Large files may be digested in parts; what differs is told by part. */
    @Test
    void shardsAreVerified() throws IOException {
        Serialization shards = new Serialization(3, Set.of());
        ModelManifest manifest = new ModelManifest(ModelFolderDigests.of(model, shards), shards);
        assertEquals(
                List.of("deep/names é.json:0:2", "model.onnx:0:3", "model.onnx:3:6", "model.onnx:6:7"),
                new ArrayList<>(manifest.digests().keySet()));
        ObjectNode bundle = signed();
        byte[] payload = Json.line(manifest.statement("churn")).getBytes(StandardCharsets.UTF_8);
        bundle.set(
                "dsseEnvelope",
                Envelope.sign(Envelope.IN_TOTO, payload, keys.signing()).json());
        assertEquals(4, verify(bundle).digests().size());
        Files.writeString(model.resolve("model.onnx"), "weiGhts");
        assertRefused("other bytes than were signed are in model.onnx:3:6.", bundle);
    }

    @Test
    void namesAreInTheOrderOfCodePoints() {
        assertEquals(
                List.of("a", "\uFF5E", "\uD83D\uDE00"), // UTF-16 has the last two the other way round
                new ArrayList<>(ModelManifest.sorted(java.util.Map.of("\uD83D\uDE00", "", "a", "", "\uFF5E", ""))
                        .keySet()));
    }

    @Test
    void anEmptyFolderIsNoModel() throws IOException {
        model = Files.createDirectory(folder.resolve("none"));
        assertThrows(InputException.class, this::signed);
    }
}
