package io.jenkins.plugins.cd4ml.engine.deploy.target;

import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Path;

/**
 * What manifests are rendered for.
 *
 * @param version the registry's number; 0 while it has none, to find mistakes in manifests early
 * @param files   the model's folder
 * @param registry what tells the registry from others; empty before it is known
 * @param image   the model's files in a registry of images, by digest; null where no such registry is named
 */
public record DeployedModel(String model, int version, String digest, Path files, String registry, String image) {
    public static DeployedModel of(ModelVersion version, String registry) {
        return new DeployedModel(
                version.model(), version.number(), version.digest(), version.modelFolder(), registry, null);
    }

    /** @return the same with its files in a registry of images */
    public DeployedModel at(String reference) {
        return new DeployedModel(model, version, digest, files, registry, reference);
    }
}
