package io.jenkins.plugins.cd4ml.engine.process;

import java.io.IOException;

/** A process that is talked with did not answer; the message says why, as the end of a sentence. */
public final class ProcessFailure extends IOException {
    private static final long serialVersionUID = 1;

    public ProcessFailure(String how, Throwable cause) {
        super(how, cause);
    }
}
