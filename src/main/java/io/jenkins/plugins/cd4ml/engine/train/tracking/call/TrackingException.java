package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** A call that cannot be answered, with MLflow's error code, which its clients turn into their own exceptions. */
public final class TrackingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    private TrackingException(String code, int status, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    public static TrackingException invalid(String message) {
        return new TrackingException("INVALID_PARAMETER_VALUE", 400, message);
    }

    public static TrackingException missing(String message) {
        return new TrackingException("RESOURCE_DOES_NOT_EXIST", 404, message);
    }

    public static TrackingException exists(String message) {
        return new TrackingException("RESOURCE_ALREADY_EXISTS", 400, message);
    }

    /** As MLflow answers where its database refuses. */
    public static TrackingException refused(String message) {
        return new TrackingException("BAD_REQUEST", 400, message);
    }

    /** Clients do without then. */
    public static TrackingException notImplemented(String message) {
        return new TrackingException("NOT_IMPLEMENTED", 501, message);
    }

    public static TrackingException unknownCall(String call) {
        return new TrackingException(
                "ENDPOINT_NOT_FOUND", 404, "The tracking endpoint of cd4ml has no " + call + "; see docs/tracking.md.");
    }

    public static TrackingException unauthenticated() {
        return new TrackingException("UNAUTHENTICATED", 401, "This endpoint takes the token of MLFLOW_TRACKING_TOKEN.");
    }

    public static TrackingException internal(String message) {
        return new TrackingException("INTERNAL_ERROR", 500, message);
    }

    public int status() {
        return status;
    }

    public ObjectNode body() {
        return Json.object().put("error_code", code).put("message", getMessage());
    }
}
