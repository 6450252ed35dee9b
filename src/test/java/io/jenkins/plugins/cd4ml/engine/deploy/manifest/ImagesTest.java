package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where images may come from, whatever kind of object names them. */
class ImagesTest {
    private static void confine(String registry, String spec) {
        Environment environment = new Environment("staging", "models", null, Set.of(registry));
        String text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: churn}\nspec: " + spec + "\n";
        Images.confine(ManifestReader.read("k8s/a.yaml", text).get(0), environment);
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example.org, registry.example.org/a:1, true",
        "registry.example.org/team, registry.example.org/team/a@sha256:00, true",
        "registry.example.org/team/, registry.example.org/team/a, true",
        "registry.example.org/team, registry.example.org/team-b/a, false",
        "registry.example.org, registry.example.org.evil.net/a, false",
        "registry.example.org, evil.net/registry.example.org/a, false",
        "registry.example.org:5000, registry.example.org:5000/a, true",
        "registry.example.org, registry.example.org:5000/a, false",
        "docker.io, nginx, true",
        "docker.io/library, nginx:1, true",
        "docker.io/library, somebody/nginx, false",
        "docker.io/somebody, somebody/nginx, true",
        "registry.example.org, nginx, false"
    })
    void imagesAreOfTheirRegistryAndOfNoneThatLooksLikeIt(String allowed, String image, boolean fine) {
        String spec = "{template: {spec: {containers: [{image: '" + image + "'}]}}}";
        if (fine) {
            assertDoesNotThrow(() -> confine(allowed, spec));
        } else {
            assertThrows(InputException.class, () -> confine(allowed, spec));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{template: {spec: {initContainers: [{image: evil.net/a}]}}}",
                "{template: {spec: {ephemeralContainers: [{image: evil.net/a}]}}}",
                "{jobTemplate: {spec: {template: {spec: {containers: [{image: evil.net/a}]}}}}}",
                "{template: {spec: {volumes: [{name: v, image: {reference: evil.net/a}}]}}}",
                "{predictor: {model: {storageUri: 'oci://evil.net/a'}}}"
            })
    void imagesAreFoundWhereverTheyStand(String spec) {
        String sentence = assertThrows(InputException.class, () -> confine("example.org", spec))
                .getMessage();
        assertEquals(
                "k8s/a.yaml line 1: the image evil.net/a of Deployment churn is of no registry that the environment"
                        + " staging allows; it allows example.org.",
                sentence);
    }

    @Test
    void anEnvironmentWithoutRegistriesTakesAll() {
        Environment environment = new Environment("staging", "models", null);
        String text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: evil.net/a}]}\n";
        assertDoesNotThrow(() -> Images.confine(ManifestReader.read("a", text).get(0), environment));
    }
}
