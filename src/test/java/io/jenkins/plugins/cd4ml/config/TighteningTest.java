package io.jenkins.plugins.cd4ml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundSetter;

@WithJenkins
class TighteningTest {
    private static final String KEY = TestKeys.of("Ed25519").publicPem();

    private static JenkinsRule j;

    @BeforeAll
    static void keep(JenkinsRule rule) {
        j = rule;
    }

    @Test
    void onlyWhatAllLayersAllowIsAllowedAndWhateverOneAsksIsAsked() {
        Environment outer = new Environment("production");
        outer.setApprovals(1);
        outer.setKinds("Deployment Service");
        outer.setRegistries("registry.example.com/ registry.example.org/ml/");
        outer.setAcceptWarning(true);
        outer.setUnattended(true);
        outer.setExpiryHours(0);
        outer.setRequiredGates("auc");
        outer.setRequesterMayApprove(true);
        outer.setUnmappedAuthors("extraApproval");
        outer.setRoles("1 of risk");
        Environment inner = new Environment("production");
        inner.setApprovals(2);
        inner.setKinds("Service ConfigMap");
        inner.setRegistries("registry.example.com/team/ docker.io/");
        inner.setExpiryHours(5);
        inner.setRequiredGates("auc\nfairness");
        inner.setFreezes(List.of(new Freeze("FRI 16:00", "MON 08:00")));
        inner.setRoles("2 of ml");
        Environment joined = Tightening.of(List.of(outer, inner), List.of());
        assertEquals(2, joined.getApprovals());
        assertEquals(List.of("Service"), joined.allowedKinds());
        assertEquals(List.of("registry.example.com/team/"), joined.allowedRegistries());
        assertFalse(joined.isAcceptWarning());
        assertFalse(joined.isUnattended());
        assertFalse(joined.isRequesterMayApprove());
        assertEquals(5, joined.getExpiryHours());
        assertEquals(List.of("auc", "fairness"), joined.requiredGateNames());
        assertEquals("extraApproval", joined.getUnmappedAuthors());
        assertEquals("1 of risk, 2 of ml", joined.getRoles());
        assertEquals(1, joined.getFreezes().size());
        assertNull(Tightening.conflict(joined));
    }

    @Test
    void listsWithNothingInCommonAllowNothing() {
        Environment outer = new Environment("production");
        outer.setKinds("Deployment");
        outer.setRegistries("registry.example.com/");
        Environment inner = new Environment("production");
        inner.setKinds("Service");
        inner.setRegistries("docker.io/");
        Environment joined = Tightening.of(List.of(outer, inner), List.of());
        assertEquals(List.of("none"), joined.allowedKinds()); // an empty list stands for the usual kinds
        assertEquals(List.of("none"), joined.allowedRegistries());
    }

    @Test
    void onlyKeysThatAllLayersTrustAreTrusted() throws Exception {
        String other = TestKeys.of("secp256r1").publicPem();
        Environment outer = new Environment("production");
        outer.setTrustedKeys(KEY + other);
        Environment inner = new Environment("production");
        inner.setRequireSignature(true);
        assertEquals(2, trusted(outer, inner).keys().size());
        inner.setTrustedKeys(other);
        assertEquals(other, trusted(outer, inner).keys().get(0).pem());
        outer.setTrustedKeys(KEY);
        AbortException nobody = assertThrows(AbortException.class, () -> trusted(outer, inner));
        assertTrue(nobody.getMessage().contains("trusts no key that all of its definitions trust"));
        outer.setTrustedKeys("");
        inner.setTrustedKeys("");
        assertThrows(AbortException.class, () -> trusted(outer, inner));
    }

    private static Trust trusted(Environment outer, Environment inner) throws AbortException {
        return Tightening.of(List.of(outer, inner), List.of()).trust();
    }

    @Test
    void aRegistryIsNotWithinOneWhoseNameItOnlyBeginsWith() {
        Environment outer = new Environment("production");
        outer.setRegistries("registry.example.com/team");
        Environment inner = new Environment("production");
        inner.setRegistries("registry.example.com/team-b registry.example.com/team/ml");
        Environment joined = Tightening.of(List.of(outer, inner), List.of());
        assertEquals(List.of("registry.example.com/team/ml"), joined.allowedRegistries());
    }

    @Test
    void anInnerEnvironmentCannotNameAnotherCluster() {
        Environment outer = new Environment("production");
        outer.setCredentialsId("prod");
        Environment inner = new Environment("production");
        inner.setCredentialsId("mine");
        assertNotNull(Tightening.conflict(Tightening.of(List.of(outer, inner), List.of())));
        inner.setCredentialsId("prod");
        assertNull(Tightening.conflict(Tightening.of(List.of(outer, inner), List.of())));
        inner.setNamespace("kube-system");
        assertNotNull(Tightening.conflict(Tightening.of(List.of(outer, inner), List.of())));
    }

    @Test
    void theJoinedEnvironmentOfOneLayerSaysWhatThatLayerSays() throws Exception {
        for (Method setter : setters()) {
            Environment plain = new Environment("staging");
            set(plain, setter);
            Environment joined = Tightening.of(List.of(plain), List.of());
            assertEquals(getter(plain, setter), getter(joined, setter), setter.getName());
        }
    }

    @Test
    void theDigestKnowsEveryProperty() throws Exception {
        List<String> seen = new ArrayList<>(List.of(new Environment("staging").policyDigest()));
        assertEquals(seen.get(0), new Environment("staging").policyDigest());
        assertNotEquals(seen.get(0), new Environment("other").policyDigest());
        for (Method setter : setters()) {
            Environment changed = new Environment("staging");
            set(changed, setter);
            String digest = changed.policyDigest();
            assertFalse(seen.contains(digest), setter.getName());
            seen.add(digest);
        }
        assertTrue(seen.size() > 25);
    }

    private static List<Method> setters() {
        return List.of(Environment.class.getMethods()).stream()
                .filter(m -> m.isAnnotationPresent(DataBoundSetter.class))
                .toList();
    }

    private static void set(Environment environment, Method setter) throws Exception {
        Class<?> type = setter.getParameterTypes()[0];
        Object value = type == int.class
                ? (Object) 17
                : type == boolean.class
                        ? Boolean.TRUE
                        : type == List.class
                                ? List.of(new Freeze("2026-12-20", "2027-01-06"))
                                : switch (setter.getName()) {
                                    case "setUnmappedAuthors" -> "refuse";
                                    case "setTrustedKeys" -> KEY;
                                    default -> "Some value";
                                };
        setter.invoke(environment, value);
    }

    private static Object getter(Environment environment, Method setter) throws Exception {
        String name = setter.getName().substring(3);
        boolean flag = setter.getParameterTypes()[0] == boolean.class;
        return Environment.class.getMethod((flag ? "is" : "get") + name).invoke(environment);
    }
}
