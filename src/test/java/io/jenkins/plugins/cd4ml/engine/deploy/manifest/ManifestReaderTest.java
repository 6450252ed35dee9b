package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests as kubectl reads them. */
class ManifestReaderTest {
    private static final String HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

    private static List<String> shown(String text) {
        return ManifestReader.read("k8s/a.yaml", text).stream()
                .map(o -> o.place() + " " + o.shown())
                .toList();
    }

    private static String mistake(String file, String text) {
        return assertThrows(InputException.class, () -> ManifestReader.read(file, text))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        0644          | 420
        0o17          | "0o17"
        0x1F          | 31
        1_000         | 1000
        12:30:45      | "12:30:45"
        2026-11-29    | "2026-11-29"
        1e3           | "1e3"
        1.5           | 1.5
        yes           | true
        off           | false
        "yes"         | "yes"
        ~~            | null
        null          | null
        """)
    void scalarsAreWhatKubernetesToolsSeeInThem(String written, String json) {
        String text = HEAD + "value: " + (written == null ? "" : written) + "\n";
        assertEquals(
                json,
                ManifestReader.read("k8s/a.yaml", text)
                        .get(0)
                        .json()
                        .get("value")
                        .toString());
    }

    @Test
    void mergeKeysAreMerged() {
        String text = HEAD + "base: &base {cpu: 1, memory: 2}\nlimits:\n  <<: *base\n  memory: 3\n";
        assertEquals(
                "{\"cpu\":1,\"memory\":3}",
                ManifestReader.read("a", text).get(0).json().get("limits").toString());
    }

    @Test
    void documentsEndWithDotsBeginWithDirectivesAndMayBeEmpty() {
        String text =
                "%YAML 1.1\n---\n" + HEAD + "...\n---\n~\n---\n# nothing\n--- \n" + HEAD.replace("name: a", "name: b");
        assertEquals(List.of("k8s/a.yaml line 3 ConfigMap a", "k8s/a.yaml line 12 ConfigMap b"), shown(text));
    }

    @Test
    void listsAreTakenApart() {
        String text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n"
                + "- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n---\napiVersion: v1\nkind: ConfigMapList\n"
                + "items: [{metadata: {name: c}}]\n";
        assertEquals(
                List.of(
                        "k8s/a.yaml line 1 item 1 Secret a",
                        "k8s/a.yaml line 1 item 2 ConfigMap b",
                        "k8s/a.yaml line 7 item 1 ConfigMap c"),
                shown(text));
    }

    @Test
    void jsonObjectsMayFollowEachOther() {
        String one = "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\",\n \"metadata\": {\"name\": \"%s\"}}\n";
        assertEquals(
                List.of("k8s/a.yaml line 1 ConfigMap a", "k8s/a.yaml line 3 ConfigMap b"),
                shown(one.formatted("a") + one.formatted("b")));
    }

    @Test
    void whatIsNoObjectIsCalledWhatItIs() {
        assertEquals(
                "k8s/a.yaml line 2 is a single value ('hello'), not a Kubernetes object; take it out or describe an"
                        + " object there.",
                mistake("k8s/a.yaml", "---\nhello\n"));
        assertEquals(
                "k8s/a.yaml line 1 is a list, not a Kubernetes object; take it out or describe an object there.",
                mistake("k8s/a.yaml", "- a\n- b\n"));
        assertEquals(
                "k8s/kustomization.yaml line 1 is a file of kustomize, which is not run here; render it before (kubectl"
                        + " kustomize DIR > rendered.yaml) and name the rendered file in promote.manifests.",
                mistake("k8s/kustomization.yaml", "resources: [a.yaml]\n"));
        assertEquals(
                "k8s/Chart.yaml line 1 belongs to a Helm chart, which is not run here; render it before (helm template"
                        + " NAME DIR > rendered.yaml) and name the rendered file in promote.manifests.",
                mistake("k8s/Chart.yaml", "apiVersion: v2\nname: churn\nversion: 1.0.0\n"));
        assertEquals("k8s/a.yaml line 1 is not JSON; correct it or write YAML.", mistake("k8s/a.yaml", "{\"a\" 1}"));
    }
}
