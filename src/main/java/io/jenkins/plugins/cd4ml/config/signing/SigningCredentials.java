package io.jenkins.plugins.cd4ml.config.signing;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The key by which this Jenkins signs: a secret file or a secret text that an administrator chose. Read in memory when
 * something is signed, never written, never given to an agent.
 */
public final class SigningCredentials {
    private static final int MOST_BYTES = 1 << 16;

    private SigningCredentials() {}

    /**
     * @param id  of the credentials
     * @param run the build that something is signed for, which is noted as a use of the credential; null for none
     * @return the key
     * @throws AbortException when it cannot be used; the sentence never has the key
     */
    public static SigningKey key(String id, @CheckForNull Run<?, ?> run) throws IOException {
        StandardCredentials found =
                CredentialsProvider.lookupCredentialsInItemGroup(
                                StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                        .stream()
                        .filter(c -> c.getId().equals(id) && usable(c))
                        .findFirst()
                        .orElseThrow(() -> new AbortException("The credentials '" + id
                                + "', by which models are signed, do not exist or are neither a secret file nor a"
                                + " secret text; an administrator must correct it under Manage Jenkins » System »"
                                + " CD4ML."));
        if (run != null) {
            CredentialsProvider.track(run, found);
        }
        try {
            return SigningKey.parse("The credential '" + id + "'", pem(found));
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }

    public static boolean usable(Object credentials) {
        return credentials instanceof FileCredentials || credentials instanceof StringCredentials;
    }

    private static String pem(StandardCredentials credentials) throws IOException {
        if (credentials instanceof StringCredentials text) {
            return text.getSecret().getPlainText();
        }
        try (InputStream in = ((FileCredentials) credentials).getContent()) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        }
    }
}
