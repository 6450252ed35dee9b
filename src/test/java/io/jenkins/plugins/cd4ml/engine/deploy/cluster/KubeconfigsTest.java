package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else's kubeconfig may do on the Jenkins controller: nothing but be read. */
class KubeconfigsTest {
    @TempDir
    Path folder;

    private static String kubeconfig(String user, String cluster) {
        return """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"%s}}]
            users: [{name: u, user: {%s}}]
            contexts: [{name: x, context: {cluster: c, user: u, namespace: models}}]
            current-context: x
            """.formatted(cluster, user);
    }

    @Test
    void programOfAKubeconfigIsNotRun() {
        Path trace = folder.resolve("ran");
        String text = kubeconfig(
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: [" + trace + "]}", "");
        String message = assertThrows(InputException.class, () -> Kubeconfigs.confined(text))
                .getMessage();
        assertEquals(
                "The kubeconfig's entry 'u' has 'exec' (touch), which would run a program or read a file on the"
                        + " Jenkins controller; use a token or a certificate.",
                message);
        assertTrue(Files.notExists(trace));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tokenFile: /etc/passwd                        | ''
        client-certificate: /etc/passwd               | ''
        client-key: /etc/passwd                       | ''
        auth-provider: {name: gcp}                    | ''
        token: x                                      | , certificate-authority: /etc/passwd
        """)
    void filesOfTheControllerAreNotRead(String user, String cluster) {
        String message = assertThrows(InputException.class, () -> Kubeconfigs.confined(kubeconfig(user, cluster)))
                .getMessage();
        assertTrue(message.contains("which would run a program or read a file on the Jenkins controller"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not yaml: [", "- a", "just text"})
    void whatIsNoKubeconfigIsOneSentence(String text) {
        assertEquals(
                "The kubeconfig cannot be used: it is not a kubeconfig in YAML.",
                assertThrows(InputException.class, () -> Kubeconfigs.confined(text))
                        .getMessage());
    }

    @Test
    void tokenAndNamespaceAreTaken() {
        try (KubernetesClient client = Kubeconfigs.confined(kubeconfig("token: secret", ""))) {
            assertEquals("models", client.getNamespace());
            assertEquals("https://127.0.0.1:1/", client.getMasterUrl().toString());
            assertEquals("secret", client.getConfiguration().getAutoOAuthToken());
        }
    }
}
