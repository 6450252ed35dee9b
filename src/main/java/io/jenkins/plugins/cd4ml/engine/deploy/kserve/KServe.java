package io.jenkins.plugins.cd4ml.engine.deploy.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Manifests;
import io.jenkins.plugins.cd4ml.engine.deploy.plain.PlainManifests;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves the model by a KServe InferenceService that is made from the registry's entry and the section {@code
 * promote.kserve}; further manifests may lie beside it. A rollout is judged by the Deployments that KServe makes and by
 * requests: {@code Ready} stays true while new pods crash.
 */
public final class KServe extends PlainManifests {
    @Override
    public String key() {
        return "kserve";
    }

    @Override
    public List<ManifestObject> render(DeploySource source, DeployedModel model, Environment environment) {
        JsonNode section = source.section().path(key());
        InferenceServiceSource service = new InferenceServiceSource(section, model, environment);
        if (service.knative() && source.smoke() == null) {
            throw new InputException(
                    "promote.kserve: in the mode Knative nothing but Ready could be watched, which is true"
                            + " while pods crash; name a golden request (promote.smoke), or use the mode Standard.");
        }
        Manifests manifests = new Manifests(environment);
        List<ManifestObject> objects = new ArrayList<>();
        objects.add(service.object());
        if (source.manifests() != null) {
            objects.addAll(manifests.read(source.manifests(), model));
        }
        return manifests.finish(objects, model);
    }
}
