package io.jenkins.plugins.cd4ml.engine.sign.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.Envelope;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SignedFiles;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Statement;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The signature of a model, a
 * <a href="https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md">bundle of OpenSSF Model Signing 1.0</a> made
 * with a key: other tools verify it, and it verifies theirs.
 *
 * @param signers the trusted keys that signed it
 * @param digests what was signed: SHA-256 by file
 */
public record ModelSignature(Set<TrustedKey> signers, SortedMap<String, String> digests) {
    /** The usual name of the file. */
    public static final String FILE = "model.sig";

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /**
     * Signs all files of a model's folder.
     *
     * @param name    what the model is called; says nothing to a verifier
     * @param ignored paths below the folder that are none of the model's, such as the signature's own
     * @return the bundle
     * @throws InputException when the folder has no file, or a link is in it
     */
    public static ObjectNode sign(Path model, String name, SigningKey key, Set<String> ignored) {
        if (!Files.isDirectory(model)) {
            throw new InputException(model + " is no folder; sign the folder that holds the model's files.");
        }
        Serialization serialization = new Serialization(0, ignored);
        SortedMap<String, String> digests = ModelFolderDigests.of(model, serialization);
        if (digests.isEmpty()) {
            throw new InputException(model + " holds no model file; train first.");
        }
        byte[] statement = Json.line(new ModelManifest(digests, serialization).statement(name))
                .getBytes(StandardCharsets.UTF_8);
        ObjectNode bundle = Json.object().put("mediaType", MEDIA_TYPE);
        ObjectNode material = bundle.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", key.trusted().hint());
        material.putArray("tlogEntries");
        ObjectNode envelope = Envelope.sign(Envelope.IN_TOTO, statement, key).json();
        bundle.set("dsseEnvelope", envelope);
        return bundle;
    }

    /**
     * Verifies signature and files.
     *
     * @param what    names the bundle in messages
     * @param ignored paths below the folder that are none of the model's, besides those that the signature says
     * @throws SignatureRefusedException when nobody who is trusted signed it, or the files are others than were signed;
     *                                   names what differs
     * @throws InputException            when it is no bundle of a model, or a link is in the folder
     */
    public static ModelSignature verify(String what, JsonNode bundle, Path model, Trust trust, Set<String> ignored) {
        if (!bundle.path("mediaType").asText().startsWith("application/vnd.dev.sigstore.bundle")
                || !bundle.path("dsseEnvelope").isObject()) {
            throw new InputException(
                    what + " is no signature of a model: it needs the 'mediaType' of a Sigstore bundle and "
                            + "a 'dsseEnvelope'.");
        }
        JsonNode material = bundle.path("verificationMaterial");
        if (!material.path("publicKey").isObject()) {
            throw new InputException(
                    what + " was made with a certificate or by Sigstore, which are not verified here; sign "
                            + "with a key: model_signing sign key, or ./cd4ml sign-model.");
        }
        Envelope envelope = Envelope.of(what, bundle.get("dsseEnvelope"));
        Set<TrustedKey> signers = check(
                what, envelope, trust, material.path("publicKey").path("hint").asText());
        ModelManifest manifest = ModelManifest.of(what, Statement.parse(what + " payload", envelope.payload()));
        SortedMap<String, String> found =
                ModelFolderDigests.of(model, manifest.serialization().ignoring(ignored));
        String difference = SignedFiles.difference(manifest.digests(), named(manifest, model, found));
        if (difference != null) {
            throw new SignatureRefusedException(
                    model + " is not the model that " + what + " signs: " + difference + ".");
        }
        return new ModelSignature(signers, manifest.digests());
    }

    /** A single file is "." to the reference implementation, and has its name in the specification. */
    private static SortedMap<String, String> named(
            ModelManifest manifest, Path model, SortedMap<String, String> found) {
        String file = String.valueOf(model.getFileName());
        return found.containsKey(ModelFolderDigests.SINGLE)
                        && manifest.digests().containsKey(file)
                ? ModelManifest.sorted(Map.of(file, found.get(ModelFolderDigests.SINGLE)))
                : found;
    }

    /** The hint is not signed, so it only makes the sentence better. */
    private static Set<TrustedKey> check(String what, Envelope envelope, Trust trust, String hint) {
        try {
            return trust.check(what, envelope, Envelope.IN_TOTO);
        } catch (SignatureRefusedException e) {
            boolean claimed = trust.keys().stream().anyMatch(key -> key.hint().equals(hint));
            boolean signed =
                    !envelope.signatures().isEmpty() && envelope.payloadType().equals(Envelope.IN_TOTO);
            throw claimed && signed && trust.required() == 1
                    ? new SignatureRefusedException(
                            what + " was changed after it was signed: its signature is not over " + "these bytes.")
                    : e;
        }
    }
}
