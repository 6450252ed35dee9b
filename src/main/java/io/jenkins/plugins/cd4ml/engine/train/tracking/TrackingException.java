package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** A call that cannot be answered, with MLflow's error code, which its clients turn into their own exceptions. */
final class TrackingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    private TrackingException(String code, int status, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    static TrackingException invalid(String message) {
        return new TrackingException("INVALID_PARAMETER_VALUE", 400, message);
    }

    static TrackingException missing(String message) {
        return new TrackingException("RESOURCE_DOES_NOT_EXIST", 404, message);
    }

    static TrackingException exists(String message) {
        return new TrackingException("RESOURCE_ALREADY_EXISTS", 400, message);
    }

    static TrackingException unknownCall(String call) {
        return new TrackingException(
                "ENDPOINT_NOT_FOUND", 404, "The tracking endpoint of cd4ml has no " + call + "; see docs/tracking.md.");
    }

    static TrackingException unauthenticated() {
        return new TrackingException("UNAUTHENTICATED", 401, "This endpoint takes the token of MLFLOW_TRACKING_TOKEN.");
    }

    static TrackingException internal(String message) {
        return new TrackingException("INTERNAL_ERROR", 500, message);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return Json.object().put("error_code", code).put("message", getMessage());
    }
}
