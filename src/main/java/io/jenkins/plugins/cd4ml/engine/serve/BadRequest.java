package io.jenkins.plugins.cd4ml.engine.serve;

/** A request that cannot be answered; the message is the {@code error} of the protocol's error answer. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code HTTP status, 4xx */
    BadRequest(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
