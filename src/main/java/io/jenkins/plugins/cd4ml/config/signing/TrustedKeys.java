package io.jenkins.plugins.cd4ml.config.signing;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.util.List;
import java.util.stream.Collectors;

/** The public keys of an environment, as PEM. */
public final class TrustedKeys {
    /** What trusts nobody: definitions of an environment that have no key in common. */
    private static final String NONE = "none";

    private TrustedKeys() {}

    /** @return the keys one after the other as OpenSSL writes them; null for none */
    @CheckForNull
    public static String normalized(String pem) {
        String text = Util.fixEmptyAndTrim(pem);
        if (text == null || text.equals(NONE)) {
            return text;
        }
        try {
            return pem(TrustedKey.parse("trustedKeys", text));
        } catch (InputException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String pem(List<TrustedKey> keys) {
        return keys.stream().map(TrustedKey::pem).distinct().collect(Collectors.joining());
    }

    /** @return the keys that both trust; a definition without keys leaves the other's */
    public static String both(String outer, String inner) {
        if (outer.isEmpty() || inner.isEmpty()) {
            return outer + inner;
        }
        if (outer.equals(NONE) || inner.equals(NONE)) {
            return NONE;
        }
        List<TrustedKey> others = TrustedKey.parse("trustedKeys", inner);
        String common = pem(TrustedKey.parse("trustedKeys", outer).stream()
                .filter(others::contains)
                .toList());
        return common.isEmpty() ? NONE : common;
    }

    /**
     * @param environment that takes signed versions only, for a sentence
     * @param keys        that all of its definitions trust
     * @return whose signature a version needs there
     * @throws AbortException when it trusts no key
     */
    public static Trust of(String environment, String keys) throws AbortException {
        if (keys.isEmpty() || keys.equals(NONE)) {
            throw new AbortException("The environment " + environment + " takes signed models only, but trusts no key"
                    + (keys.isEmpty() ? "" : " that all of its definitions trust")
                    + "; an administrator must name the public keys.");
        }
        try {
            return Trust.any(TrustedKey.parse("trustedKeys of " + environment, keys));
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
