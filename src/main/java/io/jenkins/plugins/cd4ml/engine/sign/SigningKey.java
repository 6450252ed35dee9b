package io.jenkins.plugins.cd4ml.engine.sign;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;

/** A private key, which signs. Never shown or written. Immutable, safe for use by several threads. */
public final class SigningKey {
    private static final String WAY_OUT = "openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";
    private static final byte[] PROBE = "cd4ml".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final PrivateKey key;
    private final KeyAlgorithm algorithm;
    private final TrustedKey trusted;

    private SigningKey(String what, PrivateKey key) {
        this.key = key;
        this.algorithm = KeyAlgorithm.of(key)
                .orElseThrow(
                        () -> new InputException(what + " has a key of another kind than ECDSA P-256, P-384, P-521 or "
                                + "Ed25519; make one: openssl ecparam -name prime256v1 -genkey | "
                                + "openssl pkcs8 -topk8 -nocrypt."));
        try {
            this.trusted = new TrustedKey(algorithm == KeyAlgorithm.ED25519 ? edwards() : point(what));
        } catch (GeneralSecurityException e) {
            throw new InputException(what + " has a key that does not work: " + e.getMessage() + ".", e);
        }
    }

    /** @throws InputException when the file holds no key that can sign, with the way out */
    public static SigningKey read(Path file) {
        return parse(file.toString(), Pem.text(file));
    }

    /**
     * @param what names where the text is from in messages; the text is never in them
     * @param pem  one unencrypted private key in PKCS#8
     * @throws InputException when it is none, with the way out
     */
    public static SigningKey parse(String what, String pem) {
        List<Pem.Block> blocks = Pem.blocks(what, pem);
        List<Pem.Block> keys = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new InputException(what + " has "
                    + (keys.isEmpty() ? "no private key but a " + blocks.get(0).label() : keys.size() + " private keys")
                    + "; to sign, name a file with one private key.");
        }
        Pem.Block block = keys.get(0);
        if (block.label().contains("ENCRYPTED") || block.der() == null) {
            throw new InputException(
                    what + " is an encrypted private key, for which there is no way to give a password; "
                            + "decrypt it into a file that only you may read: " + WAY_OUT + ".");
        }
        if (!block.label().equals("PRIVATE KEY")) {
            throw new InputException(what + " is a " + block.label() + ", not one in PKCS#8 (PRIVATE KEY); convert it: "
                    + WAY_OUT + ".");
        }
        for (String kind : List.of("EC", "Ed25519", "RSA")) {
            try {
                return new SigningKey(
                        what, KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(block.der())));
            } catch (GeneralSecurityException e) {
                // of another kind, or of none
            }
        }
        throw new InputException(
                what + " has a private key that cannot be read; it should be one of ECDSA P-256, P-384 or "
                        + "P-521 or Ed25519, in PKCS#8.");
    }

    /** @return its public part */
    public TrustedKey trusted() {
        return trusted;
    }

    /** @return the signature of the message; of ECDSA in ASN.1's DER */
    public byte[] sign(byte[] message) {
        try {
            return signature(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // it worked when it was read
        }
    }

    private byte[] signature(byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm.signature);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    /**
     * The JDK does not tell a private key's public part. Key agreement with the curve's generator gives its first
     * coordinate, the curve two candidates for the second, and a signature tells which.
     */
    private PublicKey point(String what) throws GeneralSecurityException {
        ECParameterSpec parameters = ((ECPrivateKey) key).getParams();
        KeyFactory factory = KeyFactory.getInstance("EC");
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(factory.generatePublic(new ECPublicKeySpec(parameters.getGenerator(), parameters)), true);
        BigInteger x = new BigInteger(1, agreement.generateSecret());
        BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger y = algorithm.ordinate(x, parameters, prime);
        byte[] signed = signature(PROBE);
        for (BigInteger candidate : List.of(y, prime.subtract(y))) {
            PublicKey found = factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), parameters));
            if (new TrustedKey(found).signed(PROBE, signed)) {
                return found;
            }
        }
        throw new InputException(what + " has a private key that signs wrongly; make another.");
    }

    /** A generator that is given the private bytes as its chance makes the public part of them. */
    private PublicKey edwards() throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
        PublicKey found = generator.generateKeyPair().getPublic();
        if (!new TrustedKey(found).signed(PROBE, signature(PROBE))) {
            throw new GeneralSecurityException("its public part cannot be told");
        }
        return found;
    }

    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
