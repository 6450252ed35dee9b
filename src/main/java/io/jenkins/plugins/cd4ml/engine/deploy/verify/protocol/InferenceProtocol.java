package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;

/** The Open Inference Protocol v2 over HTTP: KServe, MLServer, Triton, OpenVINO. */
final class InferenceProtocol implements Protocol {
    @Override
    public String readiness() {
        return "/v2/health/ready";
    }

    @Override
    public String path(JsonNode item, String model) {
        return "/v2/models/" + model + "/infer";
    }

    @Override
    public void check(JsonNode item) {
        JsonNode inputs = item.at("/request/inputs");
        if (!inputs.isArray() || inputs.isEmpty()) {
            throw new InputException("The golden request has no request.inputs; write the model's input there as in the"
                    + " Open Inference Protocol, see docs/promotion.md.");
        }
        ExpectedOutputs.check(item.path("expected"));
    }

    @Override
    public JsonNode body(JsonNode item, String model) {
        return item.get("request");
    }

    @Override
    public JsonNode kept(JsonNode answer) {
        return answer.path("outputs");
    }

    @Override
    public String difference(JsonNode item, JsonNode answer) {
        return ExpectedOutputs.difference(item.path("expected"), answer.path("outputs"));
    }
}
