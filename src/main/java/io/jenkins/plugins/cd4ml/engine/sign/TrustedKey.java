package io.jenkins.plugins.cd4ml.engine.sign;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A public key by which signatures are accepted. Immutable, safe for use by several threads. */
public final class TrustedKey {
    private final PublicKey key;
    private final KeyAlgorithm algorithm;

    TrustedKey(PublicKey key) {
        this.key = key;
        this.algorithm = KeyAlgorithm.of(key).orElseThrow();
    }

    /**
     * @return all keys of the files
     * @throws InputException when one holds no public key or anything else, with the way out
     */
    public static List<TrustedKey> read(List<Path> files) {
        return files.stream()
                .flatMap(file -> parse(file.toString(), Pem.text(file)).stream())
                .toList();
    }

    /**
     * @param what names where the text is from in messages
     * @param pem  one or more public keys
     * @throws InputException when there is none, or anything else, with the way out
     */
    public static List<TrustedKey> parse(String what, String pem) {
        List<TrustedKey> keys = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(what, pem)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                throw new InputException(
                        what + " is a private key, which is nobody's but the signer's; trust its public "
                                + "part: openssl pkey -in KEY -pubout.");
            }
            if (block.label().equals("CERTIFICATE")) {
                throw new InputException(
                        what + " is a certificate, of which neither issuer nor end is checked; trust its "
                                + "key: openssl x509 -in CERTIFICATE -noout -pubkey.");
            }
            if (!block.label().equals("PUBLIC KEY") || block.der() == null) {
                throw new InputException(what + " has a " + block.label()
                        + "; public keys have the label PUBLIC KEY: openssl pkey -in KEY -pubout.");
            }
            keys.add(key(what, block.der()));
        }
        return keys;
    }

    private static TrustedKey key(String what, byte[] der) {
        for (String kind : List.of("EC", "Ed25519", "RSA")) {
            try {
                PublicKey key = KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
                if (KeyAlgorithm.of(key).isPresent()) {
                    return new TrustedKey(key);
                }
            } catch (GeneralSecurityException e) {
                // of another kind, or of none
            }
        }
        throw new InputException(
                what + " has a key of another kind than ECDSA P-256, P-384, P-521 or Ed25519; sign with "
                        + "such a key, and trust its public part.");
    }

    /**
     * @param signature of ECDSA in ASN.1's DER, or as the two numbers one after the other (IEEE P1363)
     * @return whether this key's owner signed the message
     */
    public boolean signed(byte[] message, byte[] signature) {
        boolean plain = algorithm != KeyAlgorithm.ED25519 && signature.length == 2 * algorithm.bytes;
        try {
            Signature verifier = Signature.getInstance(algorithm.signature + (plain ? "inP1363Format" : ""));
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // no signature of this kind at all
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return SHA-256 of the key's DER as hexadecimal digits: {@code openssl pkey -pubin -outform DER | sha256sum} */
    public String id() {
        return Digests.of(key.getEncoded()).substring(Digests.PREFIX.length());
    }

    /** @return SHA-256 of {@link #pem}, as Sigstore bundles name a key */
    public String hint() {
        return Digests.of(pem()).substring(Digests.PREFIX.length());
    }

    /** @return kind and beginning of the id, for sentences */
    public String shown() {
        return algorithm.shown + " " + id().substring(0, 16);
    }

    /** @return the key as PEM, as OpenSSL writes it */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
