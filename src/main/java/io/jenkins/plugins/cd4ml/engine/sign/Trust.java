package io.jenkins.plugins.cd4ml.engine.sign;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose signatures count, and how many of them something needs.
 *
 * @param keys     those that are trusted
 * @param required how many different ones of them must have signed, at least 1
 */
public record Trust(List<TrustedKey> keys, int required) {
    /** @throws InputException when so many keys are not there */
    public Trust {
        keys = keys.stream().distinct().toList();
        if (keys.isEmpty()) {
            throw new InputException("No key is trusted; name at least one public key.");
        }
        if (required < 1 || required > keys.size()) {
            throw new InputException(required + " signatures are wanted, but " + keys.size()
                    + (keys.size() == 1 ? " key is" : " different keys are") + " trusted.");
        }
    }

    /** @return a signature by any of them will do */
    public static Trust any(List<TrustedKey> keys) {
        return new Trust(keys, 1);
    }

    /**
     * @param what names the envelope in the sentence
     * @param type the payload type that it must have
     * @return the trusted keys that signed it
     * @throws SignatureRefusedException when too few did, or it is of another type
     */
    public Set<TrustedKey> check(String what, Envelope envelope, String type) {
        if (!envelope.payloadType().equals(type)) {
            throw new SignatureRefusedException(what + " has the payload type '" + Names.shown(envelope.payloadType())
                    + "', not '" + type + "': what was signed is something else.");
        }
        Set<TrustedKey> signers = envelope.signers(keys);
        if (signers.size() < required) {
            throw new SignatureRefusedException(what + sentence(envelope, signers));
        }
        return signers;
    }

    private String sentence(Envelope envelope, Set<TrustedKey> signers) {
        if (envelope.signatures().isEmpty()) {
            return " is not signed.";
        }
        if (!signers.isEmpty()) {
            return " is signed by " + shown(signers) + " only; " + required + " of " + keys.size()
                    + " trusted keys must have signed it.";
        }
        List<TrustedKey> claimed = keys.stream()
                .filter(key ->
                        envelope.signatures().stream().anyMatch(s -> s.keyid().equals(key.id())))
                .toList();
        if (!claimed.isEmpty()) {
            return " was changed after it was signed: the signature of " + shown(claimed) + " is not over these bytes.";
        }
        String ids = envelope.signatures().stream()
                .map(s -> s.keyid().isEmpty() ? "a key without id" : Names.shown(s.keyid()))
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
        return " is signed by none of the trusted keys (" + shown(keys) + "), or was changed; it names " + ids + ".";
    }

    static String shown(Iterable<TrustedKey> keys) {
        StringBuilder shown = new StringBuilder();
        keys.forEach(key -> shown.append(shown.isEmpty() ? "" : ", ").append(key.shown()));
        return shown.toString();
    }
}
