package io.jenkins.plugins.cd4ml.engine.deploy;

import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Path;

/**
 * What manifests are rendered for.
 *
 * @param version the registry's number; 0 while it has none, to find mistakes in manifests early
 * @param files   the model's folder
 */
record Subject(String model, int version, String digest, Path files) {
    static Subject of(ModelVersion version) {
        return new Subject(version.model(), version.number(), version.digest(), version.modelFolder());
    }
}
