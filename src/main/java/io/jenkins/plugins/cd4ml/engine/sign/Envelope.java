package io.jenkins.plugins.cd4ml.engine.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A <a href="https://github.com/secure-systems-lab/dsse/blob/master/envelope.md">DSSE</a> envelope: bytes, what they are, and
 * signatures over both.
 *
 * @param payloadType what the payload is, such as {@link #IN_TOTO}; signed as well, so that a payload is never taken for
 *                    something else
 * @param payload     the bytes that are signed
 */
public record Envelope(String payloadType, byte[] payload, List<Signed> signatures) {
    /** The payload type of in-toto statements. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final int MOST_SIGNATURES = 100;

    public Envelope {
        signatures = List.copyOf(signatures);
    }

    /** One signature. @param keyid a hint that nothing is decided by; empty where there is none */
    public record Signed(String keyid, byte[] signature) {}

    /** @return an envelope that the key's owner signed */
    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        byte[] signature = key.sign(encoding(payloadType, payload));
        return new Envelope(
                payloadType, payload, List.of(new Signed(key.trusted().id(), signature)));
    }

    /**
     * @param what names the document in messages
     * @throws InputException when it is no envelope
     */
    public static Envelope of(String what, JsonNode json) {
        JsonNode list = json.path("signatures");
        if (!json.path("payloadType").isTextual() || !json.path("payload").isTextual() || !list.isArray()) {
            throw new InputException(
                    what + " is no DSSE envelope: it needs 'payloadType', 'payload' and 'signatures'.");
        }
        if (list.size() > MOST_SIGNATURES) {
            throw new InputException(
                    what + " has " + list.size() + " signatures; at most " + MOST_SIGNATURES + " are looked at.");
        }
        List<Signed> signatures = new ArrayList<>();
        for (JsonNode signature : list) {
            if (!signature.path("sig").isTextual()) {
                throw new InputException(what + " has a signature without 'sig'.");
            }
            signatures.add(new Signed(
                    signature.path("keyid").asText(""),
                    bytes(what + " signatures", signature.path("sig").asText())));
        }
        return new Envelope(
                json.path("payloadType").asText(),
                bytes(what + " payload", json.path("payload").asText()),
                signatures);
    }

    /** Standard or URL-safe; DSSE lets signers use either. */
    private static byte[] bytes(String what, String base64) {
        try {
            return (base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0 ? Base64.getUrlDecoder() : Base64.getDecoder())
                    .decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InputException(what + " is not base64.", e);
        }
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("payloadType", payloadType)
                .put("payload", Base64.getEncoder().encodeToString(payload));
        ArrayNode list = json.putArray("signatures");
        signatures.forEach(s -> list.addObject()
                .put("keyid", s.keyid())
                .put("sig", Base64.getEncoder().encodeToString(s.signature())));
        return json;
    }

    /** @return the trusted keys whose owners signed this; empty when none did */
    public Set<TrustedKey> signers(List<TrustedKey> trusted) {
        byte[] message = encoding(payloadType, payload);
        Set<TrustedKey> signers = new LinkedHashSet<>();
        for (Signed signed : signatures) {
            trusted.stream()
                    .filter(key -> key.signed(message, signed.signature()))
                    .forEach(signers::add);
        }
        return signers;
    }

    /** @return what is signed: DSSE's pre-authentication encoding of type and bytes */
    static byte[] encoding(String type, byte[] body) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + name.length + 40);
        out.writeBytes(("DSSEv1 " + name.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(name);
        out.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
