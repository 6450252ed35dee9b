package io.jenkins.plugins.cd4ml.approval.request;

/** The build has no request of that id. */
public final class NoSuchRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchRequestException() {
        super("no such request");
    }
}
