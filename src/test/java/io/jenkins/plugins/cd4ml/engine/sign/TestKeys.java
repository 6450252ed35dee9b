package io.jenkins.plugins.cd4ml.engine.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** New key pairs, as PEM. */
public record TestKeys(String privatePem, String publicPem) {
    /** @param kind a curve's name, or Ed25519, or RSA */
    public static TestKeys of(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.startsWith("secp") ? "EC" : kind);
            if (kind.startsWith("secp")) {
                generator.initialize(new ECGenParameterSpec(kind));
            }
            KeyPair pair = generator.generateKeyPair();
            return new TestKeys(
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
                    pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    public SigningKey signing() {
        return SigningKey.parse("key", privatePem);
    }

    public Trust trust() {
        return Trust.any(TrustedKey.parse("key", publicPem));
    }

    /** @return the private key's file; beside it, with {@code .pub}, the public one's */
    public Path in(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name + ".pub"), publicPem);
        return Files.writeString(folder.resolve(name), privatePem);
    }
}
