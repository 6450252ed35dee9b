package io.jenkins.plugins.cd4ml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

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
        assertEquals(List.of("ml/churn/main", "ml/fraud"), production.itemPatterns());
        assertEquals("staging", production.getRequiredEnvironment());
        assertEquals(24, production.getRequiredHours());
        assertEquals(List.of("auc", "fairness"), production.requiredGateNames());
        assertEquals("2026-12-20", production.getFreezes().get(0).getFrom());
        assertEquals("Europe/Berlin", production.getFreezes().get(0).getZone());
        assertEquals("extraApproval", production.getUnmappedAuthors());
        assertTrue(production.isInteractiveOnly());
        assertTrue(production.isRequireSignature());
        assertEquals(1, production.trust().keys().size());
        assertNull(all.named("staging").trust());
        assertEquals("model-signing", all.getSigningCredentialsId());
        assertTrue(new EnvironmentsWithoutItems().isActivated());
        assertEquals(List.of("staging"), new EnvironmentsWithoutItems().getWithoutItems());

        CredentialHosts warehouse = all.getCredentialHosts().get(0);
        assertEquals("warehouse-ro", warehouse.getCredentialsId());
        assertEquals(
                List.of("warehouse.example.com:5432", "*.db.example.com/shop"),
                warehouse.allowed().patterns());

        MlflowMirror mirror = all.getMlflowMirrors().get(0);
        assertEquals("https://mlflow.example.com", mirror.getServer());
        assertEquals(List.of("ml/churn", "risk/**"), mirror.modelPatterns());

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String exported = out.toString(StandardCharsets.UTF_8);
        assertTrue(exported.contains("packRepository: \"https://mirror.example.com/maven2/\""), exported);
        assertTrue(exported.contains("approvers: \"bob, release-managers\""), exported);
        assertTrue(exported.contains("expiryHours: 24"), exported);
        assertTrue(exported.contains("requiredEnvironment: \"staging\""), exported);
        assertTrue(exported.contains("zone: \"Europe/Berlin\""), exported);

        List<String> policies =
                all.getEnvironments().stream().map(Environment::policyDigest).toList();
        all.setEnvironments(List.of());
        all.setCredentialHosts(List.of());
        all.setMlflowMirrors(List.of());
        all.setPackRepository(null);
        all.setSigningCredentialsId(null);
        configure(ours(exported));
        assertEquals("https://mirror.example.com/maven2/", all.getPackRepository());
        assertEquals("model-signing", all.getSigningCredentialsId());
        MlflowMirror again = all.getMlflowMirrors().get(0);
        assertEquals("mlflow-token", again.getCredentialsId());
        assertEquals("jenkins.", again.getPrefix());
        assertEquals(mirror.getModels(), again.getModels());
        assertEquals(warehouse.getHosts(), all.getCredentialHosts().get(0).getHosts());
        assertEquals(List.of("ml/churn/main"), all.getCredentialHosts().get(0).itemPatterns());
        assertEquals(
                policies,
                all.getEnvironments().stream().map(Environment::policyDigest).toList(),
                exported);
    }

    /** What was exported of this plugin: not all that Jenkins itself exports can be read again. */
    private static String ours(String exported) {
        Map<String, Map<String, Object>> tree = new Yaml().load(exported);
        return new Yaml()
                .dump(Map.of(
                        "unclassified", Map.of("cd4ml", tree.get("unclassified").get("cd4ml"))));
    }

    private static void configure(String yaml) throws ConfiguratorException {
        ConfigurationAsCode.get()
                .configureWith(YamlSource.of(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void anAddressThatIsNoneOfAServerIsRefused(JenkinsConfiguredWithCodeRule j) {
        for (String wrong : List.of("''", "mlflow.example.com", "ftp://a", "https://u:p@a", "https://a?x=1")) {
            String yaml = "unclassified: {cd4ml: {mlflowMirrors: [{server: " + wrong + ", models: '**'}]}}";
            assertThrows(Exception.class, () -> configure(yaml), wrong);
            assertEquals(List.of(), Environments.get().getMlflowMirrors());
        }
    }

    @Test
    void aNameThatIsNoneOrThereTwiceIsRefused(JenkinsConfiguredWithCodeRule j) {
        for (String names :
                List.of("{name: a/b}", "{name: ''}", "{name: a}, {name: a}", "{name: a, trustedKeys: hunter2}")) {
            String yaml = "unclassified: {cd4ml: {environments: [" + names + "]}}";
            assertThrows(Exception.class, () -> configure(yaml), names);
            assertEquals(List.of(), Environments.get().getEnvironments());
        }
        for (String wrong : List.of(
                "{credentialsId: ''}",
                "{credentialsId: a}, {credentialsId: a}",
                "{credentialsId: a, hosts: 'jdbc:postgresql://h'}")) {
            String yaml = "unclassified: {cd4ml: {credentialHosts: [" + wrong + "]}}";
            assertThrows(Exception.class, () -> configure(yaml), wrong);
            assertEquals(List.of(), Environments.get().getCredentialHosts());
        }
    }
}
