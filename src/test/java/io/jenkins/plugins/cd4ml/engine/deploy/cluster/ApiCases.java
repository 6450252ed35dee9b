package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an API server behaves, as far as cd4ml relies on it: the same for the stand-in and for a real one. */
abstract class ApiCases {
    KubernetesClient client;
    String namespace;

    abstract KubernetesClient client();

    abstract String freshNamespace();

    @BeforeEach
    void fresh() {
        client = client();
        namespace = freshNamespace();
    }

    private Resource<ConfigMap> settings() {
        return client.configMaps().inNamespace(namespace).withName("settings");
    }

    private static PatchContext as(String manager, boolean force) {
        PatchContext how = PatchContext.of(PatchType.SERVER_SIDE_APPLY);
        how.setFieldManager(manager);
        how.setForce(force);
        return how;
    }

    private ConfigMap apply(String manager, boolean force, Map<String, String> data) {
        return client.configMaps()
                .inNamespace(namespace)
                .resource(settings(data))
                .patch(as(manager, force));
    }

    private static ConfigMap settings(Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .addToLabels("of", "test")
                .endMetadata()
                .withData(data)
                .build();
    }

    /** manager → operation and the data keys that it owns */
    private static Map<String, String> owners(ConfigMap object) {
        Map<String, String> owners = new TreeMap<>();
        object.getMetadata().getManagedFields().forEach(entry -> {
            Object data = entry.getFieldsV1().getAdditionalProperties().get("f:data");
            Map<?, ?> keys = data instanceof Map<?, ?> m ? m : Map.of();
            owners.put(
                    entry.getManager() + " " + entry.getOperation(),
                    String.join(
                            ",",
                            new TreeMap<>(keys)
                                    .keySet().stream()
                                            .map(Object::toString)
                                            .filter(k -> k.startsWith("f:"))
                                            .toList()));
        });
        return owners;
    }

    @Test
    void discoveryNamesKinds() {
        List<APIResource> apps = client.getApiResources("apps/v1").getResources();
        APIResource deployment = apps.stream()
                .filter(r -> r.getName().equals("deployments"))
                .findFirst()
                .orElseThrow();
        assertEquals("Deployment", deployment.getKind());
        assertTrue(deployment.getNamespaced());
        assertTrue(deployment.getVerbs().containsAll(List.of("get", "list", "patch", "watch")));
        assertNull(client.getApiResources("example.com/v1"));
        assertEquals("1", client.getKubernetesVersion().getMajor());
    }

    @Test
    void appliedFieldsBelongToTheirManagerAndGoWhenItLeavesThemOut() {
        apply("cd4ml", false, Map.of("a", "1", "b", "2"));
        apply("other", false, Map.of("b", "2", "c", "3"));
        assertEquals(
                Map.of("cd4ml Apply", "f:a,f:b", "other Apply", "f:b,f:c"),
                owners(settings().get()));
        apply("cd4ml", false, Map.of("a", "1"));
        assertEquals(Map.of("a", "1", "b", "2", "c", "3"), settings().get().getData());
        apply("other", false, Map.of("c", "3"));
        assertEquals(Map.of("a", "1", "c", "3"), settings().get().getData());
        assertEquals(
                Map.of("cd4ml Apply", "f:a", "other Apply", "f:c"),
                owners(settings().get()));
    }

    @Test
    void fieldOfAnotherManagerIsAConflictThatNamesOwnerAndField() {
        apply("other", false, Map.of("a", "1"));
        KubernetesClientException conflict =
                assertThrows(KubernetesClientException.class, () -> apply("cd4ml", false, Map.of("a", "2")));
        assertEquals(409, conflict.getCode());
        assertEquals("Conflict", conflict.getStatus().getReason());
        StatusCause cause = conflict.getStatus().getDetails().getCauses().get(0);
        assertEquals("FieldManagerConflict", cause.getReason());
        assertEquals(".data.a", cause.getField());
        assertEquals("conflict with \"other\"", cause.getMessage());
        assertEquals(Map.of("a", "1"), settings().get().getData());
        apply("cd4ml", true, Map.of("a", "2"));
        assertEquals(Map.of("a", "2"), settings().get().getData());
        assertEquals("f:a", owners(settings().get()).get("cd4ml Apply"));
        assertEquals("", owners(settings().get()).getOrDefault("other Apply", ""));
    }

    @Test
    void changeByAnotherRequestThanApplyTakesTheFieldOver() {
        apply("cd4ml", false, Map.of("a", "1", "b", "2"));
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        merge.setFieldManager("editor");
        settings().patch(merge, "{\"data\": {\"a\": \"9\", \"c\": \"3\"}}");
        Map<String, String> owners = owners(settings().get());
        assertEquals(Map.of("cd4ml Apply", "f:b", "editor Update", "f:a,f:c"), owners);
        KubernetesClientException conflict =
                assertThrows(KubernetesClientException.class, () -> apply("cd4ml", false, Map.of("a", "1", "b", "2")));
        assertEquals(
                "conflict with \"editor\" using v1",
                conflict.getStatus().getDetails().getCauses().get(0).getMessage());
    }

    @Test
    void dryRunLeavesNoTrace() {
        PatchContext how = as("cd4ml", false);
        how.setDryRun(List.of("All"));
        ConfigMap would = client.configMaps()
                .inNamespace(namespace)
                .resource(settings(Map.of("a", "1")))
                .patch(how);
        assertEquals(Map.of("a", "1"), would.getData());
        assertNull(settings().get());
        apply("cd4ml", false, Map.of("a", "1"));
        String version = settings().get().getMetadata().getResourceVersion();
        client.configMaps()
                .inNamespace(namespace)
                .resource(settings(Map.of("a", "2")))
                .patch(how);
        assertEquals(version, settings().get().getMetadata().getResourceVersion());
    }

    @Test
    void sameAppliedAgainChangesNothing() {
        String version = apply("cd4ml", false, Map.of("a", "1")).getMetadata().getResourceVersion();
        assertEquals(
                version, apply("cd4ml", false, Map.of("a", "1")).getMetadata().getResourceVersion());
    }

    @Test
    void createTwiceAndReplaceOfAStaleVersionAreConflicts() {
        ConfigMap first = client.configMaps()
                .inNamespace(namespace)
                .resource(settings(Map.of("a", "1")))
                .create();
        KubernetesClientException exists = assertThrows(
                KubernetesClientException.class,
                () -> client.configMaps()
                        .inNamespace(namespace)
                        .resource(settings(Map.of("a", "1")))
                        .create());
        assertEquals("AlreadyExists", exists.getStatus().getReason());
        apply("cd4ml", true, Map.of("a", "2"));
        ConfigMap stale = new ConfigMapBuilder(first).addToData("a", "3").build();
        KubernetesClientException conflict = assertThrows(
                KubernetesClientException.class,
                () -> client.configMaps()
                        .inNamespace(namespace)
                        .resource(stale)
                        .lockResourceVersion(first.getMetadata().getResourceVersion())
                        .replace());
        assertEquals(409, conflict.getCode());
        assertEquals(Map.of("a", "2"), settings().get().getData());
    }

    @Test
    void watchersSeeWhatHappens() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        apply("cd4ml", false, Map.of("a", "1"));
        String since = settings().get().getMetadata().getResourceVersion();
        try (Watch watch = client.configMaps()
                .inNamespace(namespace)
                .withLabel("of", "test")
                .withResourceVersion(since)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap object) {
                        seen.add(action + " " + object.getData());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        seen.add("closed " + cause);
                    }
                })) {
            apply("cd4ml", false, Map.of("a", "2"));
            settings().delete();
            apply("cd4ml", false, Map.of("a", "3"));
            assertEquals("MODIFIED {a=2}", seen.poll(10, TimeUnit.SECONDS));
            assertEquals("DELETED {a=2}", seen.poll(10, TimeUnit.SECONDS));
            assertEquals("ADDED {a=3}", seen.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertNull(settings().get());
        assertEquals(List.of(), settings().delete());
        KubernetesClientException missing = assertThrows(
                KubernetesClientException.class,
                () -> client.configMaps()
                        .inNamespace("nowhere")
                        .resource(settings(Map.of()))
                        .patch(as("cd4ml", false)));
        assertEquals(404, missing.getCode());
        assertEquals("namespaces \"nowhere\" not found", missing.getStatus().getMessage());
    }

    @Test
    void selectorsChooseAmongObjects() {
        apply("cd4ml", false, Map.of("a", "1"));
        assertEquals(
                1,
                client.configMaps()
                        .inNamespace(namespace)
                        .withLabel("of", "test")
                        .list()
                        .getItems()
                        .size());
        assertEquals(
                0,
                client.configMaps()
                        .inNamespace(namespace)
                        .withLabel("of", "other")
                        .list()
                        .getItems()
                        .size());
    }

    @Test
    void permissionsCanBeAsked() {
        assertTrue(client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withVerb("patch")
                        .withGroup("apps")
                        .withResource("deployments")
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed());
    }

    @Test
    void serviceWithoutPodsHasNoEndpoints() throws Exception {
        client.resource("{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"churn\"},"
                        + " \"spec\": {\"selector\": {\"app\": \"churn\"}, \"ports\": [{\"name\": \"http\","
                        + " \"port\": 80}]}}")
                .inNamespace(namespace)
                .create();
        ServiceProxy proxy = new ServiceProxy(client, namespace, "churn", "http");
        ServiceProxy.Answer answer = proxy.send("/v2/health/ready", null, Duration.ofSeconds(30));
        for (int i = 0; i < 100 && answer.code() == 404; i++) { // a controller makes the list of endpoints in its time
            Thread.sleep(100);
            answer = proxy.send("/v2/health/ready", null, Duration.ofSeconds(30));
        }
        assertEquals(503, answer.code());
        assertTrue(answer.body().contains("no endpoints available for service \\\"churn\\\""), answer.body());
    }
}
