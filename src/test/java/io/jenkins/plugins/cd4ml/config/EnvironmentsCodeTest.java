package io.jenkins.plugins.cd4ml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithJenkinsConfiguredWithCode
class EnvironmentsCodeTest {
    @Test
    @ConfiguredWithCode("environments.yaml")
    void environmentsComeFromCodeAndGoBackIntoIt(JenkinsConfiguredWithCodeRule j) throws Exception {
        Environments all = Environments.get();
        assertEquals("https://mirror.example.com/maven2/", all.getPackRepository());
        assertEquals(
                List.of("staging", "production"),
                all.getEnvironments().stream().map(Environment::getName).toList());
        Environment production = all.named("production");
        assertEquals(2, production.getApprovals());
        assertEquals(List.of("bob", "release-managers"), production.approverIds());
        assertTrue(production.isReasonRequired());
        assertFalse(production.isRequesterMayApprove());
        assertFalse(production.isTrainingAllowed());
        assertTrue(all.named("staging").isTrainingAllowed());
        assertEquals(24, production.getExpiryHours());
        assertEquals("prod-cluster", production.getCredentialsId());
        assertEquals("models", production.getNamespace());
        assertEquals(List.of("Deployment", "Service"), production.allowedKinds());
        assertEquals(5, production.getRolloutMinutes());

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String exported = out.toString(StandardCharsets.UTF_8);
        assertTrue(exported.contains("packRepository: \"https://mirror.example.com/maven2/\""), exported);
        assertTrue(exported.contains("approvers: \"bob, release-managers\""), exported);
        assertTrue(exported.contains("expiryHours: 24"), exported);
    }
}
