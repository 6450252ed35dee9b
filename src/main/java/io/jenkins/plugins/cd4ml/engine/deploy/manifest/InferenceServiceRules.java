package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;

/** What KServe takes without a word and does not do: refused, with the reason, before anybody relies on it. */
public final class InferenceServiceRules {
    private static final List<String> KNATIVE = List.of("Knative", "Serverless"); // Serverless is its older name

    private InferenceServiceRules() {}

    /** @throws InputException for a split of traffic that KServe would ignore */
    static void check(ManifestObject object) {
        if (!object.is("serving.kserve.io/v1beta1", "InferenceService")) {
            return;
        }
        String mode = object.json()
                .at("/metadata/annotations")
                .path("serving.kserve.io/deploymentMode")
                .asText("");
        for (String component : List.of("predictor", "transformer", "explainer")) {
            JsonNode percent = object.json().at("/spec").path(component).path("canaryTrafficPercent");
            if (!percent.isMissingNode() && !KNATIVE.contains(mode)) {
                throw new InputException(object.place() + ": spec." + component + ".canaryTrafficPercent of "
                        + object.shown() + " acts only where Knative serves; in the mode Standard KServe ignores it and"
                        + " rolls out at once; use spec.canary, or say serving.kserve.io/deploymentMode: Knative where"
                        + " Knative is installed.");
            }
        }
        for (JsonNode canary : object.json().at("/spec/canary")) {
            if (KNATIVE.contains(mode)) {
                throw new InputException(object.place() + ": spec.canary of " + object.shown()
                        + " acts only in the mode Standard; use canaryTrafficPercent with Knative.");
            }
        }
    }

    /**
     * @param live as the cluster has it; a missing node where it has none
     * @throws InputException for a weight that is given to pods that are not ready yet: they answer 503
     */
    public static void checkWeights(ManifestObject object, JsonNode live) {
        for (JsonNode canary : object.json().at("/spec/canary")) {
            String name = canary.at("/predictor/name").asText();
            int percent = canary.path("trafficPercent").asInt();
            if (percent > 0 && !ready(live, name)) {
                throw new InputException(object.place() + ": spec.canary of " + object.shown() + " gives " + percent
                        + " % of the traffic to " + name + ", whose pods are not ready yet and answer 503; say"
                        + " trafficPercent: 0 first.");
            }
        }
    }

    private static boolean ready(JsonNode live, String canary) {
        for (JsonNode status : live.at("/status/canaryStatuses")) {
            if (status.path("name").asText().equals(canary)) {
                return status.path("ready").asBoolean();
            }
        }
        return false;
    }
}
