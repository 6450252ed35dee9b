package io.jenkins.plugins.cd4ml.engine.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final byte[] MESSAGE = "hello world".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void aPrivateKeyKnowsItsPublicPart(String kind) {
        TestKeys keys = TestKeys.of(kind);
        TrustedKey derived = keys.signing().trusted();
        assertEquals(keys.publicPem(), derived.pem());
        byte[] signature = keys.signing().sign(MESSAGE);
        assertTrue(derived.signed(MESSAGE, signature));
        assertFalse(derived.signed("hello worle".getBytes(StandardCharsets.UTF_8), signature));
        assertFalse(TestKeys.of(kind).signing().trusted().signed(MESSAGE, signature));
    }

    /** Both halves of the curve: whether the second coordinate is the small or the large root is chance. */
    @RepeatedTest(8)
    void thePointIsTheRightOne() {
        TestKeys keys = TestKeys.of("secp256r1");
        assertEquals(keys.publicPem(), keys.signing().trusted().pem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "Ed25519"})
    void whatIsNoSignatureIsNone(String kind) {
        TrustedKey key = TestKeys.of(kind).signing().trusted();
        for (int length : new int[] {0, 1, 32, 64, 70, 100_000}) {
            assertFalse(key.signed(MESSAGE, new byte[length]), length + " zeros");
        }
        assertFalse(key.signed(MESSAGE, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}), "r and s are 0");
    }

    /** Another tool's owner of the key is no other owner: OpenSSL's names for a key are the same. */
    @Test
    void theIdIsThatOfTheKeysBytes() {
        TestKeys keys = TestKeys.of("Ed25519");
        assertEquals(
                TrustedKey.parse("k", keys.publicPem()).get(0).id(),
                TrustedKey.parse("k", keys.publicPem().replace("\n", "\r\n"))
                        .get(0)
                        .id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ENCRYPTED PRIVATE KEY | is an encrypted private key | openssl pkcs8 -topk8 -nocrypt
        EC PRIVATE KEY | not one in PKCS#8 | openssl pkcs8 -topk8 -nocrypt
        OPENSSH PRIVATE KEY | not one in PKCS#8 | openssl pkcs8 -topk8 -nocrypt
        ENCRYPTED SIGSTORE PRIVATE KEY | is an encrypted private key | openssl pkcs8 -topk8 -nocrypt
        PUBLIC KEY | has no private key but a PUBLIC KEY | name a file with one private key
        PRIVATE KEY | that cannot be read | ECDSA P-256
        """)
    void whatCannotSignIsRefusedWithTheWayOut(String label, String why, String way) {
        String pem = TestKeys.pem(label, new byte[] {1, 2, 3});
        InputException e = assertThrows(InputException.class, () -> SigningKey.parse("key.pem", pem));
        assertTrue(e.getMessage().startsWith("key.pem "), e.getMessage());
        assertTrue(e.getMessage().contains(why) && e.getMessage().contains(way), e.getMessage());
    }

    @Test
    void keysOfTheWrongKindAreRefused() {
        TestKeys rsa = TestKeys.of("RSA");
        TestKeys ec = TestKeys.of("secp256r1");
        assertSays("another kind than ECDSA", () -> SigningKey.parse("k", rsa.privatePem()));
        assertSays("another kind than ECDSA", () -> TrustedKey.parse("k", rsa.publicPem()));
        assertSays("is a private key, which is nobody's but", () -> TrustedKey.parse("k", ec.privatePem()));
        assertSays("certificate", () -> TrustedKey.parse("k", TestKeys.pem("CERTIFICATE", new byte[9])));
        assertSays("2 private keys", () -> SigningKey.parse("k", ec.privatePem() + ec.privatePem()));
        assertSays("no PEM block", () -> SigningKey.parse("k", "hunter2"));
        String old = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                + "-----END EC PRIVATE KEY-----\n";
        assertSays("encrypted", () -> SigningKey.parse("k", old));
    }

    /** A secret that is in a message is in a log. */
    @Test
    void noMessageHasTheKey() {
        String secret = TestKeys.of("RSA").privatePem().replace("PRIVATE KEY", "RSA PRIVATE KEY");
        InputException e = assertThrows(InputException.class, () -> SigningKey.parse("k", secret));
        assertFalse(e.getMessage().contains(secret.lines().skip(1).findFirst().orElseThrow()), e.getMessage());
    }

    @Test
    void aHugeFileIsNoKey() throws IOException {
        Path file = folder.resolve("huge.pem");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(1L << 40);
        }
        assertSays("more than any key file", () -> SigningKey.read(file));
        assertSays("does not exist", () -> TrustedKey.read(List.of(folder.resolve("none.pem"))));
    }

    private static void assertSays(String text, Runnable attempt) {
        InputException e = assertThrows(InputException.class, attempt::run);
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }
}
