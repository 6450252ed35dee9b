package io.jenkins.plugins.cd4ml.engine.deploy.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Phase;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Service that is asked: the one that a golden request names, or the only one there is; KServe makes one for each
 * InferenceService.
 *
 * @param port  its name or number
 * @param model the model's name at the server
 */
record ServiceAddress(String service, String port, String model) {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    ServiceAddress {
        segment("service", service);
        segment("port", port);
        segment("model", model);
    }

    /**
     * @param golden  the golden request
     * @param model   the model's name where the golden request gives none
     * @param objects what is applied
     * @throws InputException when there is no such Service, or it is not clear which one is meant
     */
    static ServiceAddress of(JsonNode golden, String model, List<ManifestObject> objects) {
        String name = golden.path("service").asText("");
        List<ManifestObject> kserve = objects.stream()
                .filter(o -> o.is("serving.kserve.io/v1beta1", "InferenceService"))
                .toList();
        if (kserve.size() == 1) {
            ManifestObject service = kserve.get(0);
            String predictor = service.json().at("/spec/predictor/name").asText("");
            String made = service.name() + (predictor.isEmpty() ? "" : "-" + predictor) + "-predictor";
            return new ServiceAddress(
                    name.isEmpty() ? made : name,
                    golden.path("port").asText("80"),
                    golden.path("model").asText(service.name()));
        }
        List<ManifestObject> services = objects.stream()
                .filter(o -> Phase.of(o) != Phase.TEMPORARY)
                .filter(o ->
                        o.is("v1", "Service") && (name.isEmpty() || o.name().equals(name)))
                .toList();
        if (services.size() != 1) {
            throw new InputException(
                    name.isEmpty()
                            ? "The manifests hold " + services.size() + " Services; name the one to ask as 'service' in"
                                    + " the golden request."
                            : "The golden request names the Service '" + name + "', which the manifests do not hold.");
        }
        JsonNode first = services.get(0).json().at("/spec/ports/0");
        String port = golden.path("port")
                .asText(first.path("name").asText(first.path("port").asText()));
        return new ServiceAddress(
                services.get(0).name(), port, golden.path("model").asText(model));
    }

    /** @return the same at another Service, such as that of a canary */
    ServiceAddress at(String other) {
        return new ServiceAddress(other, port, model);
    }

    String shown() {
        return "Service " + service + ", model " + model;
    }

    private static void segment(String what, String text) {
        if (!SEGMENT.matcher(text).matches()) {
            throw new InputException("The golden request's " + what + " '" + text + "' is not a plain name.");
        }
    }
}
