package io.jenkins.plugins.cd4ml.engine.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final String STATEMENT = """
        {"_type": "https://in-toto.io/Statement/v1", "predicateType": "p",
         "subject": [{"name": "a", "digest": {"sha256": "00"}}], "predicate": {}}\
        """.replace("\n", "");

    private final TestKeys ann = TestKeys.of("secp256r1");
    private final TestKeys bob = TestKeys.of("Ed25519");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The specification's own example. */
    @Test
    void theEncodingIsTheSpecifications() {
        assertEquals(
                "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
                new String(
                        Envelope.encoding("http://example.com/HelloWorld", bytes("hello world")),
                        StandardCharsets.UTF_8));
        assertEquals("DSSEv1 2 é 0 ", new String(Envelope.encoding("é", new byte[0]), StandardCharsets.UTF_8));
    }

    /** The specification's own signature, of the two numbers one after the other. */
    @Test
    void theSpecificationsSignatureHolds() throws GeneralSecurityException {
        ECPoint point = new ECPoint(
                new BigInteger("46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                new BigInteger("5640078356564379163099075877009565129882514886557779369047442380624545832820"));
        TrustedKey key = new TrustedKey(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, KeyAlgorithm.ECDSA_P256.parameters())));
        Envelope envelope = Envelope.of("e", Json.parse("e", bytes("""
            {"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "signatures": [{"sig":
             "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}\
            """), ObjectNode.class));
        assertEquals(Set.of(key), envelope.signers(List.of(key)));
        assertEquals("hello world", new String(envelope.payload(), StandardCharsets.UTF_8));
    }

    @Test
    void bothAlphabetsOfBase64AreRead() {
        byte[] payload = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 62, 63};
        ObjectNode json = Envelope.sign("t", payload, bob.signing()).json();
        json.put("payload", json.get("payload").asText().replace('+', '-').replace('/', '_'));
        Envelope read = Envelope.of("e", json);
        assertEquals(1, read.signers(bob.trust().keys()).size());
        assertEquals(payload.length, read.payload().length);
    }

    @Test
    void aStatementIsSignedAsItStands() {
        String bundle = Statements.sign("s", STATEMENT + "\n" + STATEMENT + "\n", ann.signing());
        assertEquals(2, bundle.lines().count());
        Envelope envelope = Envelope.of(
                "e", Json.parse("e", bytes(bundle.lines().findFirst().orElseThrow()), ObjectNode.class));
        assertEquals(STATEMENT, new String(envelope.payload(), StandardCharsets.UTF_8));
        assertEquals(2, Statements.verify("s", bytes(bundle), ann.trust()).size());
    }

    @Test
    void whoeverChangesSomethingIsNamed() {
        String bundle = Statements.sign("s", STATEMENT, ann.signing());
        ObjectNode json = Json.parse("e", bytes(bundle), ObjectNode.class);
        ObjectNode other = Json.parse(
                "e", bytes(Statements.sign("s", STATEMENT.replace("\"a\"", "\"b\""), bob.signing())), ObjectNode.class);

        assertRefused("is signed by none of the trusted keys", bundle, bob.trust());
        ObjectNode payload = json.deepCopy();
        payload.set("payload", other.get("payload"));
        assertRefused("was changed after it was signed", payload.toString(), ann.trust());
        ObjectNode swapped = json.deepCopy();
        swapped.set("signatures", other.get("signatures"));
        assertRefused("is signed by none of the trusted keys", swapped.toString(), ann.trust());
        ObjectNode type = json.deepCopy().put("payloadType", "application/vnd.other+json");
        assertRefused("has the payload type 'application/vnd.other+json'", type.toString(), ann.trust());
        ObjectNode none = json.deepCopy();
        none.putArray("signatures");
        assertRefused("is not signed", none.toString(), ann.trust());
        assertRefused("is not signed", STATEMENT, ann.trust());
        assertRefused("s envelope 2", bundle + Statements.sign("s", STATEMENT, bob.signing()), ann.trust());
    }

    /** What was signed as something else is no statement, though its bytes are one and its signature is right. */
    @Test
    void aSignatureOverAnotherPayloadTypeDoesNotCount() {
        Envelope text = Envelope.sign("text/plain", bytes(STATEMENT), ann.signing());
        assertRefused("has the payload type 'text/plain'", text.json().toString(), ann.trust());
        ObjectNode claimed = text.json().put("payloadType", Envelope.IN_TOTO);
        assertRefused("was changed after it was signed", claimed.toString(), ann.trust());
    }

    /** Which of the two would count? A reader of another language may take the other. */
    @Test
    void keysThatAreThereTwiceAreRefused() {
        String twice = STATEMENT.replace("\"predicate\": {}", "\"predicate\": {\"a\": 1, \"a\": 2}");
        assertThrows(InputException.class, () -> Statements.sign("s", twice, ann.signing()));
        String signed = Envelope.sign(Envelope.IN_TOTO, bytes(twice), ann.signing())
                .json()
                .toString();
        InputException e = assertThrows(InputException.class, () -> Statements.verify("s", bytes(signed), ann.trust()));
        assertTrue(e.getMessage().contains("'a' is there twice"), e.getMessage());
        String envelope = Statements.sign("s", STATEMENT, ann.signing());
        String outer = envelope.replaceFirst("\\{", "{\"payload\":\"e30=\",");
        assertThrows(InputException.class, () -> Statements.verify("s", bytes(outer), ann.trust()));
    }

    @Test
    void soManyKeysAsAreWantedMustHaveSigned() {
        ObjectNode json =
                Envelope.sign(Envelope.IN_TOTO, bytes(STATEMENT), ann.signing()).json();
        List<TrustedKey> both = List.of(ann.signing().trusted(), bob.signing().trusted());
        assertRefused("is signed by ECDSA P-256", json.toString(), new Trust(both, 2));
        ArrayNode signatures = (ArrayNode) json.get("signatures");
        signatures.add(signatures.get(0)); // the same person twice is one
        assertRefused("2 of 2 trusted keys must have signed it", json.toString(), new Trust(both, 2));
        signatures.addAll((ArrayNode) Envelope.sign(Envelope.IN_TOTO, bytes(STATEMENT), bob.signing())
                .json()
                .get("signatures"));
        assertEquals(
                Set.copyOf(both),
                Statements.verify("s", bytes(json.toString()), new Trust(both, 2))
                        .get(0)
                        .signers());
        TrustedKey one = ann.signing().trusted();
        assertThrows(InputException.class, () -> new Trust(List.of(one, one), 2));
        assertThrows(InputException.class, () -> new Trust(List.of(), 1));
    }

    @Test
    void theHintDecidesNothing() {
        ObjectNode json =
                Envelope.sign(Envelope.IN_TOTO, bytes(STATEMENT), ann.signing()).json();
        ((ObjectNode) json.at("/signatures/0"))
                .put("keyid", bob.signing().trusted().id());
        assertRefused("was changed", json.toString(), bob.trust());
        assertEquals(
                1, Statements.verify("s", bytes(json.toString()), ann.trust()).size());
    }

    @Test
    void whatIsNoEnvelopeIsOneSentence() {
        for (String text : List.of(
                "",
                "[]",
                "{}",
                "nonsense",
                "{\"payloadType\":\"a\",\"payload\":\"!\",\"signatures\":[]}",
                "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[{}]}",
                "[[[",
                "null",
                "\u0000")) {
            InputException e =
                    assertThrows(InputException.class, () -> Statements.verify("file", bytes(text), ann.trust()), text);
            assertTrue(e.getMessage().startsWith("file "), e.getMessage());
        }
    }

    private static void assertRefused(String text, String bundle, Trust trust) {
        SignatureRefusedException e =
                assertThrows(SignatureRefusedException.class, () -> Statements.verify("s", bytes(bundle), trust));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }
}
