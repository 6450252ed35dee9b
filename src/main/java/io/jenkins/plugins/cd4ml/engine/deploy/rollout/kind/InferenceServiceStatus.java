package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A KServe InferenceService. {@code Ready} stays true while an update's new pods crash, and {@code observedGeneration} is
 * that of a Deployment, so that in the mode Standard the Deployments that KServe makes have to be done, too; with Knative
 * the newest revision has to be the ready one. A golden request has the last word.
 */
final class InferenceServiceStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("serving.kserve.io/v1beta1", "InferenceService");
    }

    @Override
    public State state(JsonNode live) {
        JsonNode model = live.at("/status/modelStatus");
        if (List.of("InvalidSpec", "BlockedByFailedLoad")
                .contains(model.path("transitionStatus").asText())) {
            JsonNode failure = model.path("lastFailureInfo");
            return State.failed("KServe cannot load the model (" + KindStatus.words(failure) + ")");
        }
        JsonNode predictor = live.at("/status/components/predictor");
        if (knative(live) && !predictor.path("latestCreatedRevision").equals(predictor.path("latestReadyRevision"))) {
            return State.waiting("its newest revision is not ready");
        }
        JsonNode ready = KindStatus.condition(live, "Ready");
        if (ready.isMissingNode()) {
            return State.waiting("waiting for the KServe controller");
        }
        return ready.path("status").asText().equals("True")
                ? State.DONE
                : State.waiting("not ready (" + KindStatus.words(ready) + ")");
    }

    @Override
    public List<ManifestObject> parts(ManifestObject object, JsonNode live) {
        List<ManifestObject> parts = new ArrayList<>();
        if (knative(live)) {
            return parts;
        }
        JsonNode spec = live.path("spec");
        String stable = spec.at("/predictor/name").asText("");
        parts.add(deployment(
                object, live, stable.isEmpty() ? "predictor" : stable + "-predictor", spec.get("predictor")));
        for (String component : List.of("transformer", "explainer")) {
            if (spec.hasNonNull(component)) {
                parts.add(deployment(object, live, component, spec.get(component)));
            }
        }
        for (JsonNode canary : spec.path("canary")) {
            JsonNode predictor = canary.path("predictor");
            parts.add(deployment(object, live, predictor.path("name").asText() + "-predictor", predictor));
        }
        return parts;
    }

    /** @return a Deployment with the marks that tell it from one of an earlier version: KServe hands them down */
    private static ManifestObject deployment(ManifestObject object, JsonNode service, String component, JsonNode own) {
        ObjectNode json = Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment");
        json.putObject("metadata").put("name", object.name() + "-" + component);
        ObjectNode template = json.putObject("spec").putObject("template").putObject("metadata");
        for (String marks : List.of("labels", "annotations")) {
            ObjectNode wanted = template.putObject(marks);
            for (JsonNode from : List.of(service.at("/metadata/" + marks), own.path(marks))) {
                from.properties().stream()
                        .filter(mark -> mark.getKey().startsWith("cd4ml.io/"))
                        .forEach(mark -> wanted.set(mark.getKey(), mark.getValue()));
            }
        }
        return new ManifestObject(object.place(), json);
    }

    private static boolean knative(JsonNode live) {
        String mode = live.at("/status/deploymentMode")
                .asText(live.at("/metadata/annotations")
                        .path("serving.kserve.io/deploymentMode")
                        .asText());
        return List.of("Knative", "Serverless").contains(mode);
    }
}
