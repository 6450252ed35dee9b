package io.jenkins.plugins.cd4ml.engine.sign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files of in-toto statements, one a line, and of the envelopes around them, an
 * <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/bundle.md">in-toto bundle</a>.
 */
public final class Statements {
    private static final int MOST = 10_000;

    private Statements() {}

    /** A statement that was verified. @param signers the trusted keys that signed it */
    public record Verified(Statement statement, Set<TrustedKey> signers) {}

    /**
     * Puts a signed envelope around each statement, whose bytes stay as they are.
     *
     * @param what names the text in messages
     * @param text one statement a line, or a single one on several
     * @return one envelope a line
     * @throws InputException when one is no statement
     */
    public static String sign(String what, String text, SigningKey key) {
        StringBuilder bundle = new StringBuilder();
        for (byte[] bytes : documents(what, text)) {
            bundle.append(Json.line(Envelope.sign(Envelope.IN_TOTO, bytes, key).json()))
                    .append('\n');
        }
        return bundle.toString();
    }

    private static List<byte[]> documents(String what, String text) {
        List<byte[]> documents = new ArrayList<>();
        List<JsonNode> read = read(what, text.getBytes(StandardCharsets.UTF_8));
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() == read.size()) {
            lines.forEach(line -> documents.add(line.getBytes(StandardCharsets.UTF_8)));
        } else if (read.size() == 1) {
            documents.add(text.getBytes(StandardCharsets.UTF_8));
        } else {
            throw new InputException(what + " has statements over several lines; write each on one line.");
        }
        for (int i = 0; i < documents.size(); i++) {
            Statement.parse(place(what, i, documents.size()), documents.get(i));
        }
        return documents;
    }

    /**
     * Verifies every envelope and reads what was signed.
     *
     * @param bytes an in-toto bundle, one envelope, or a Sigstore bundle with one
     * @throws SignatureRefusedException when one is not signed as {@code trust} wants; names which
     * @throws InputException            when it holds no envelopes, or one of no statement
     */
    public static List<Verified> verify(String what, byte[] bytes, Trust trust) {
        List<JsonNode> envelopes = read(what, bytes);
        List<Verified> verified = new ArrayList<>();
        for (int i = 0; i < envelopes.size(); i++) {
            String place = place(what, i, envelopes.size());
            JsonNode json = envelopes.get(i);
            if (json.path("_type").asText().equals(Statement.TYPE)) {
                throw new SignatureRefusedException(place + " is not signed.");
            }
            Envelope envelope =
                    Envelope.of(place, json.path("dsseEnvelope").isObject() ? json.get("dsseEnvelope") : json);
            Set<TrustedKey> signers = trust.check(place, envelope, Envelope.IN_TOTO);
            verified.add(new Verified(Statement.parse(place + " payload", envelope.payload()), signers));
        }
        return verified;
    }

    private static String place(String what, int index, int of) {
        return of == 1 ? what : what + " envelope " + (index + 1);
    }

    private static List<JsonNode> read(String what, byte[] bytes) {
        List<JsonNode> nodes = new ArrayList<>();
        try (MappingIterator<JsonNode> values =
                Json.MAPPER.readerFor(JsonNode.class).readValues(bytes)) {
            while (values.hasNextValue()) {
                nodes.add(values.nextValue());
                if (nodes.size() > MOST) {
                    throw new InputException(what + " has more than " + MOST + " documents.");
                }
            }
        } catch (JsonProcessingException e) {
            throw new InputException(
                    what + " line " + e.getLocation().getLineNr() + " cannot be read as JSON: " + Json.reason(e), e);
        } catch (IOException e) {
            throw new IllegalStateException(e); // from memory
        }
        if (nodes.isEmpty()) {
            throw new InputException(what + " is empty.");
        }
        return nodes;
    }
}
