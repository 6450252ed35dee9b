package io.jenkins.plugins.cd4ml.engine.sign;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/**
 * The kinds of keys that are taken, those of OpenSSF Model Signing's
 * <a href="https://github.com/ossf/model-signing-spec/blob/main/algorithm-registry.md">registry</a> and Ed25519. The hash
 * belongs to the curve, so that nobody can ask for a weaker one.
 */
enum KeyAlgorithm {
    ECDSA_P256("ECDSA P-256", "SHA256withECDSA", "secp256r1", 32),
    ECDSA_P384("ECDSA P-384", "SHA384withECDSA", "secp384r1", 48),
    ECDSA_P521("ECDSA P-521", "SHA512withECDSA", "secp521r1", 66),
    ED25519("Ed25519", "Ed25519", null, 32);

    final String shown;
    /** JCA's name of the signature. */
    final String signature;
    /** Bytes of a coordinate. */
    final int bytes;

    private final String curve;

    KeyAlgorithm(String shown, String signature, String curve, int bytes) {
        this.shown = shown;
        this.signature = signature;
        this.curve = curve;
        this.bytes = bytes;
    }

    /** @return the kind of a private or public key; empty where it is another */
    static Optional<KeyAlgorithm> of(Key key) {
        for (KeyAlgorithm algorithm : values()) {
            if (algorithm.curve == null
                    ? key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519")
                    : key instanceof ECKey ec && algorithm.same(ec.getParams())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    private boolean same(ECParameterSpec other) {
        ECParameterSpec own = parameters();
        return own.getCurve().equals(other.getCurve())
                && own.getGenerator().equals(other.getGenerator())
                && own.getOrder().equals(other.getOrder());
    }

    ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return a root of the curve's equation at {@code x}; all three primes are 3 mod 4, so that a power gives it */
    BigInteger ordinate(BigInteger x, ECParameterSpec parameters, BigInteger prime) {
        BigInteger square = x.pow(3)
                .add(parameters.getCurve().getA().multiply(x))
                .add(parameters.getCurve().getB());
        return square.modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
    }
}
