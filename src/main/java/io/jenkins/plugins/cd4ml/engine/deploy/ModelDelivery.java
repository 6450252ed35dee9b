package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Manifests;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Placeholders;
import io.jenkins.plugins.cd4ml.engine.deploy.oci.ModelArtifact;
import io.jenkins.plugins.cd4ml.engine.deploy.oci.ModelRepository;
import io.jenkins.plugins.cd4ml.engine.deploy.oci.OciReference;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The way of a model's files into a registry of images, where {@code promote.modelRepository} names one. The name that they
 * have there is known before they are sent.
 */
record ModelDelivery(OciReference repository, ModelArtifact artifact) {
    private static final String PLACE = "cd4ml.yaml, promote.modelRepository";

    /**
     * @return empty where no registry is named
     * @throws InputException for one that the environment does not allow
     */
    static Optional<ModelDelivery> of(PromotionRequest request, DeployedModel model) {
        JsonNode section = request.source().section();
        String text = section.path("modelRepository").asText("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Environment environment = request.environment();
        String filled = Placeholders.of(model, environment).fill(PLACE, text);
        OciReference repository = OciReference.of(filled.toLowerCase(Locale.ROOT));
        ServerAddress server = ServerAddress.ofServer(repository.server());
        if (environment.registries().isEmpty() && request.login().hosts().refused(List.of(server)) != null) {
            throw new InputException(PLACE + ": the environment " + environment.name()
                    + " names no registries, and no login" + " is meant for " + server.shown()
                    + "; let its owner name the registry that models may go to.");
        }
        ModelArtifact artifact = ModelArtifact.of(
                model.model(),
                model.digest(),
                model.files(),
                ModelArtifact.Form.of(section.path("modelArtifact").asText("modelpack")));
        Manifests.confineImage(PLACE, artifact.image(repository), environment);
        return Optional.of(new ModelDelivery(repository, artifact));
    }

    /** @return the model with the name that its files have in the registry */
    static DeployedModel named(Optional<ModelDelivery> delivery, DeployedModel model) {
        return delivery.map(d -> model.at(d.artifact.image(d.repository))).orElse(model);
    }

    void send(PromotionRequest request, PromotionRecord record, Progress progress) {
        record.put("modelImage", new ModelRepository(repository, request.login(), progress).push(artifact));
    }
}
