package io.jenkins.plugins.cd4ml;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;

/** Credentials for tests, and lists of where they may be sent to. */
public final class Logins {
    private Logins() {}

    public static IdCredentials of(String id, String user, String password) throws Descriptor.FormException {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", user, password);
    }

    public static IdCredentials kubeconfig(String id, String text) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "config",
                SecretBytes.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Keeps credentials in Jenkins itself. */
    public static void keep(IdCredentials... credentials) throws IOException {
        SystemCredentialsProvider.getInstance().getCredentials().addAll(java.util.List.of(credentials));
        SystemCredentialsProvider.getInstance().save();
    }

    public static CredentialHosts list(String id, String hosts, String items) {
        CredentialHosts list = new CredentialHosts(id);
        list.setHosts(hosts);
        list.setItems(items);
        return list;
    }
}
